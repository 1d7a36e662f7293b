"""Replies of wvp-GB28181-pro. CHANNELS was recorded on 2023-09-12 and stands, shortened here by
what nobody reads, in a public client's source (com.ly.wvp.data.model.DeviceChanel); the newer row
has the fields of gb28181/bean/DeviceChannel."""

from __future__ import annotations

import json

import pytest

from wallctl.domain.errors import AuthFailed, DeviceError, Garbled, Rejected
from wallctl.drivers.gb28181.diff import diff
from wallctl.drivers.gb28181.protocol import camera_of, code_of, data_of, rows_of, way
from wallctl.drivers.gb28181.state import points_of, values_of

CHANNELS = """{"code": 0, "data": {"endRow": 1, "hasNextPage": false, "isLastPage": true, "list": [
{"PTZType": 0, "address": "wuhan", "block": "435200", "certifiable": 0,
"channelId": "43000000801310000008", "channelType": 0, "civilCode": "435200",
"deviceId": "43000000801320000008", "errCode": 0, "hasAudio": false, "id": 1,
"longitude": 114.33, "manufacture": "shiyuetech", "model": "RealGBD_V2.1.1", "name": "sydevice",
"owner": "RealGBD_V2", "parentId": "43000000801320000008", "parental": 0, "port": 0,
"registerWay": 1, "status": true, "subCount": 0}],
"pageNum": 1, "pageSize": 15, "pages": 1, "size": 1, "total": 1}, "msg": "\\u6210\\u529f"}"""
DEVICE = "43000000801320000008"


def test_the_recorded_reply() -> None:
    rows, total = rows_of(data_of(200, CHANNELS))
    assert total == 1
    camera = camera_of(rows[0], DEVICE)
    assert camera is not None
    assert (camera.code, camera.device, camera.name) == ("43000000801310000008", DEVICE, "sydevice")
    assert (camera.online, camera.drawn, camera.maker) == (True, False, "shiyuetech")
    assert camera.stream == "43000000801320000008_43000000801310000008"
    assert code_of(rows[0]) == DEVICE


def test_a_row_of_the_newer_interface() -> None:
    row = {
        "id": 7,
        "channelId": 7,
        "deviceId": "34020000001320000001",
        "name": "大坝 1\n",
        "manufacturer": "Hikvision",
        "status": "ON",
        "streamId": "34020000001110000001_34020000001320000001",
    }
    camera = camera_of(row, "34020000001110000001")
    assert camera is not None
    assert (camera.code, camera.name, camera.maker) == (
        "34020000001320000001",
        "大坝 1",
        "Hikvision",
    )
    assert camera.online
    assert camera.drawn
    off = camera_of({**row, "status": "OFF", "streamId": None}, "34020000001110000001")
    assert off is not None
    assert not off.online
    assert not off.drawn


@pytest.mark.parametrize(
    "code",
    ["34020000002150000001", "34020000001340000001", "420000", "", None, 5, "3402000000132000000x"],
)
def test_groups_alarms_and_what_has_no_code_are_no_cameras(code: object) -> None:
    assert camera_of({"deviceId": code, "name": "x", "status": "ON"}, DEVICE) is None


@pytest.mark.parametrize(
    ("status", "text", "error"),
    [
        (200, '{"code": 401, "msg": "请登录后重新请求"}', AuthFailed),
        (401, "", AuthFailed),
        (200, '{"code": 100, "msg": "收流超时"}', Rejected),
        (500, '{"code": 500, "msg": "x"}', Rejected),
        (502, "<html>", Rejected),
        (200, "<html>", Garbled),
        (200, "[]", Garbled),
        (200, '{"code": "0"}', Garbled),
        (200, "[" * 100_000, Garbled),
    ],
)
def test_refusals_by_blame(status: int, text: str, error: type[DeviceError]) -> None:
    with pytest.raises(error):
        data_of(status, text)


def test_no_page_is_garbled() -> None:
    for data in (None, [], {"list": None}):
        with pytest.raises(Garbled):
            rows_of(data)


def test_points_values_and_diff() -> None:
    camera = camera_of(json.loads(CHANNELS)["data"]["list"][0], DEVICE)
    assert camera is not None
    keys = [p.key for p in points_of([camera])]
    values = values_of([camera])
    assert list(values) == keys
    assert (values["cameras"], values["cameras_online"]) == (1, 1)
    assert values["camera.43000000801310000008"] == "online"
    assert diff(values, values) == ()
    wanted = {"stream.43000000801310000008": True, "cameras": 5}
    assert [o.message for o in diff(values, wanted)] == [("43000000801310000008", True)]


@pytest.mark.parametrize(
    ("velocity", "word", "speeds"),
    [
        ((1, 0, 0), "right", ("255", "0", "0")),
        ((-0.5, -1, 0), "downleft", ("128", "255", "0")),
        ((0, 0.1, 1), "up", ("0", "26", "15")),
        ((0, 0, 0.5), "zoomin", ("0", "0", "8")),
        ((0, 0, -1), "zoomout", ("0", "0", "15")),
        ((0, 0, 0), "stop", ("0", "0", "0")),
        ((0.001, 0, -0.001), "right", ("1", "0", "1")),
    ],
)
def test_a_velocity_in_the_platform_s_words(
    velocity: tuple[float, float, float], word: str, speeds: tuple[str, str, str]
) -> None:
    """A move however slow is none that stands still."""
    told, asked = way(*velocity)
    assert told == word
    assert (asked["horizonSpeed"], asked["verticalSpeed"], asked["zoomSpeed"]) == speeds
