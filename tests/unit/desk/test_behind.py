"""What devices behind the wall show, on the desk: never a picture, always how it is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.desk.conftest import Desk
from tests.unit.desk.fake_room import picture, wall_picture
from ui.desk.checks import checks
from ui.desk.checks_panel import ChecksPanel
from wallctl.domain import commands as c
from wallctl.domain.devices.entities import Behind, Device, DevicePort, OutputBehind
from wallctl.domain.devices.observed import Availability, DeviceState, PointState, Verdict
from wallctl.domain.devices.points import Capability, Point, Text
from wallctl.domain.entities import Medium, Source
from wallctl.domain.geometry import Rect

CELL = Rect(0, 0, 1920, 1080)
SEAT = Source("seat", "坐席", Medium.STREAM, name_en="Seat", port=DevicePort("mx", "3"))
ROUTE = Point("route.1", Capability.ROUTE, Text("输出 1", "Output 1"))


def matrix(
    verdict: Verdict, there: Availability = Availability.ONLINE, *, readable: bool = True
) -> DeviceState:
    point = PointState("route.1", "3", verdict=verdict, wished_at=1e12)
    return DeviceState("mx", there, points=(replace(ROUTE, readable=readable),), states=(point,))


@pytest.fixture
def behind(desk: Desk) -> Desk:
    """A seat at the matrix fills the first display, and a camera the next; taken."""
    for one in (
        Device("mx", "矩阵", "videohub", name_en="Matrix"),
        SEAT,
        Behind("hall", (OutputBehind("o0", "mx", "route.1", "9"),)),
    ):
        desk.room.put(one)
    desk.room.do(c.TileAdd("hall", "seat", CELL, id="a"))
    desk.room.do(c.TileAdd("hall", "body-7", replace(CELL, x=1920), id="b"))
    desk.room.observe(devices=(matrix(Verdict.IN_SYNC),))
    desk.settle()
    return desk


def take(desk: Desk) -> None:
    desk.room.do(c.WallTake("hall"))
    desk.room.report("hall")
    desk.settle()


@pytest.mark.parametrize(
    ("state", "zh", "en"),
    [
        (matrix(Verdict.IN_SYNC), "回读一致", "read back"),
        (matrix(Verdict.SENT), "已发送·未回读", "not read back"),
        (matrix(Verdict.IN_SYNC, Availability.OFFLINE), "设备离线", "offline"),
        (matrix(Verdict.DRIFTED), "别的信号", "something else"),
    ],
)
def test_a_tile_that_a_device_shows_says_how_it_is_known(
    behind: Desk, state: DeviceState, zh: str, en: str
) -> None:
    take(behind)
    behind.room.observe(devices=(state,))
    behind.settle()
    view = behind.window.centre.program
    [one] = view.by_devices()
    assert zh in one.said
    behind.words.switch("en")
    behind.settle()
    [one] = view.by_devices()
    assert en in one.said and one.name == "Seat"


def test_the_echo_under_it_is_never_seen(behind: Desk) -> None:
    """The node sends its own picture of that display, which nobody sees."""
    take(behind)
    show = behind.room.show
    image = wall_picture(show, "hall", (), 640)
    image.fill(0xFF336699)
    behind.pictures.put(*picture("program", "hall", image, show.program("hall").serial))
    behind.settle()
    view = behind.window.centre.program
    grabbed = view.grab().toImage()

    def colours(tile: int) -> set[int]:
        box = view.to_view(show.program("hall").tiles[tile].rect).toRect().adjusted(12, 12, -12, -4)
        return {
            grabbed.pixel(x, y)
            for x in range(box.left(), box.right())
            for y in range(box.top(), box.bottom())
        }

    [echo] = colours(1)
    assert echo not in colours(0)


def test_preview_says_where_it_is_plugged_in_instead_of_no_signal(behind: Desk) -> None:
    found = behind.window.centre.preview._looks.of("a")
    assert found is not None
    assert "矩阵 · 输入 3" in found[1].state
    assert found[1].image is None


def codes(desk: Desk, *devices: DeviceState) -> list[tuple[str, str]]:
    found = checks(desk.room.show, "hall", {}, (), (), devices=devices)
    return [(one.code, one.tile or one.source) for one in found if one.tile != "b"]


def test_before_a_take_the_devices_are_looked_at(behind: Desk) -> None:
    assert codes(behind, matrix(Verdict.IN_SYNC)) == []
    assert codes(behind) == [("behind_lost", "mx")]
    lost = matrix(Verdict.IN_SYNC, Availability.OFFLINE)
    assert codes(behind, lost) == [("behind_lost", "mx")]
    blind = matrix(Verdict.SENT, readable=False)
    assert codes(behind, blind) == [("sent_only", "mx")]


def test_what_has_no_way_to_the_wall_is_told_before_the_take(behind: Desk) -> None:
    behind.room.do(c.TileMove("a", replace(CELL, w=960)))
    assert codes(behind, matrix(Verdict.IN_SYNC)) == [("no_way", "a")]
    behind.settle()
    lines = behind.window.findChild(ChecksPanel).said()
    assert any("坐席 仅接在设备输入上" in line for line in lines)
