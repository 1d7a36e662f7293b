"""Every profile of the house against answers from the makers' documents.

Hikvision: ISAPI (General Application) Developer Guide, 2019, DeviceInfo and DeviceStatus;
Dahua: Common HTTP API 2.0, 2015, getSystemInfo and getCurrentTime;
Huawei: TE10, TE20 V600R019C00 HTTP API 编程参考, EDOC1100044503;
Kedacom: 科达视讯平台 API 概述, open.kedacom.com.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

from wallctl.domain.devices.options import complete
from wallctl.domain.errors import Invalid
from wallctl.drivers.http import CARD, OPTIONS, points
from wallctl.drivers.http.profile import Profile, profile_of
from wallctl.drivers.http.protocol import filled, found, parsed, value_of

NAMES = [c.value for o in OPTIONS if o.key == "profile" for c in o.choices if c.value != "own"]
ANSWERS = {
    ("hikvision", "device"): '<?xml version="1.0" encoding="UTF-8"?>'
    '<DeviceInfo version="2.0" xmlns="http://www.isapi.org/ver20/XMLSchema">'
    "<deviceName>解码器</deviceName><model>DS-6908UDI</model>"
    "<firmwareVersion>V2.4.2</firmwareVersion></DeviceInfo>",
    ("hikvision", "status"): '<DeviceStatus version="2.0" '
    'xmlns="http://www.hikvision.com/ver20/XMLSchema"><deviceUpTime>1234</deviceUpTime>'
    "</DeviceStatus>",
    ("dahua", "system"): "deviceType=NVD0605DH-4I-4K\r\nserialNumber=YZC0GZ05100020\r\n",
    ("dahua", "time"): "result=2011-7-3 21:02:32\r\n",
    ("huawei-te", "lines"): '{"success":1,"data":"{\\"value\\":[3,4,8,10]}"}',
    ("kedacom", "conferences"): '{"success": 1, "total": 2, "confs": [{"name": "a"}, {}]}',
}
VALUES = {
    "hikvision": {"uptime": 1234},
    "dahua": {"time": "2011-7-3 21:02:32"},
    "huawei-te": {"lines": "3 4 8 10"},
    "kedacom": {"conferences": 2},
}
INFO = {"hikvision": {"name": "解码器", "model": "DS-6908UDI", "version": "V2.4.2"}}
INFO |= {"dahua": {"model": "NVD0605DH-4I-4K"}}


def options(profile: str, text: str = "") -> dict[str, Any]:
    return complete(CARD.options, {"host": "x", "profile": profile, "profile_text": text})


def profile(name: str) -> Profile:
    return profile_of(options(name))


@pytest.mark.parametrize("name", NAMES)
def test_each_reads_its_makers_answers(name: str) -> None:
    one = profile(name)
    assert one.profile.document
    answers = {r.name: (parsed(ANSWERS[name, r.name], r.kind), r.kind) for r in one.reads}
    values = {p.key: value_of(p, found(*answers[p.read], p.at)) for p in one.points if p.read}
    assert values == VALUES[name]
    told = {key: found(*answers[i.read], i.at) for key, i in one.info.items()}
    assert told == INFO.get(name, {})


def test_each_is_offered() -> None:
    there = (files("resources") / "profiles" / "http").iterdir()
    assert sorted(NAMES) == sorted(one.name.removesuffix(".toml") for one in there)


def test_huawei_signs_in_by_cookie_and_token() -> None:
    """EDOC1100044503, 登录认证流程介绍; the token's place: IdeaHub API, ideahub_05_0015."""
    huawei = profile("huawei-te")
    words = {"user": "api", "password": 'a"b'}
    asked = filled(huawei.login[1], words, huawei.headers)
    assert asked.body == b'{"user":"api","password":"a\\"b"}'
    assert "acCSRFToken" not in asked.headers
    answer = parsed('{"success":1,"data":"{\\"acCSRFToken\\":\\"t0k\\"}"}', "json")
    words["token"] = str(found(answer, "json", huawei.login[1].take["token"]))
    assert filled(huawei.reads[0], words, huawei.headers).headers["acCSRFToken"] == "t0k"


def test_kedacom_signs_in_with_its_application() -> None:
    kedacom = profile("kedacom")
    words = {"app_key": "key", "app_secret": "1&2", "user": "名", "password": "p"}
    first = filled(kedacom.login[0], words, kedacom.headers)
    assert first.body == b"oauth_consumer_key=key&oauth_consumer_secret=1%262"
    answer = parsed('{"success": 1, "account_token": "6567e24b"}', "json")
    assert found(answer, "json", kedacom.login[0].take["token"]) == "6567e24b"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ('[[reads]]\nname = "a"\npath = "state"', "reads.1.path"),
        (
            '[[reads]]\nname = "a"\npath = "/"\n[[points]]\nkey = "b"\nzh = "b"\nen = "b"',
            "points.1",
        ),
        ("", "reads"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, at: str) -> None:
    with pytest.raises(Invalid) as caught:
        points(options("own", text))
    assert caught.value.fields["at"] == at
