"""Profiles of the house against what the makers' documents print.

Extron: MTPX Plus Series User Guide, 68-1383-01 Rev. E, p. 86; CrossPoint/MAV Programmer's Guide,
  p. 4-7; Fiber Matrix 6400 Programmer's Guide, p. 4-12.
Kramer: VS-62HA User Manual, p. 68; VS-88HD User Manual, 11.3.4, p. 33; VP-8x8AK User Manual, p. 47.
Lightware: MMX6x2-HT200 User's Manual, 8.5.1 and 8.5.2, p. 86; MMX8x4-HT User's Manual, p. 97.
LG: 49SH7DB Owner's Manual 2.1, p. 68; 55LV5400 User Manual, p. 135; 70UL3E Owner's Manual, p. 21.
Philips: The SICP Commands Document V1.99 and V2.03 (packets with monitor 1, group 0).
NovaStar: control protocol, 4.4.1, as quoted in public.
"""

from __future__ import annotations

from importlib.resources import files

import pytest

from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import AuthFailed, Garbled, Rejected
from wallctl.drivers.templated import FAMILY, PROFILES, points
from wallctl.drivers.templated.protocol import Protocol
from wallctl.drivers.templated.trying import protocol_of

NAMES = [one.value for one in PROFILES if one.value != "own"]


def options(profile: str, **more: Value) -> dict[str, Value]:
    return complete(FAMILY.card.options, {"profile": profile, "host": "x", **more})


def made(profile: str, **more: Value) -> Protocol:
    return protocol_of(options(profile, outputs=32, inputs=32, **more))


def raw(profile: Protocol, message: str) -> bytes:
    return bytes.fromhex(message) if profile.profile.line.hex else message.encode()


SETTINGS = [
    ("extron-sis", "route.3", "1", "1*3!\r", "Out03 In01 All", True),
    ("extron-sis", "route.4", "10", "10*4!\r", "Out04 In10 All", True),
    ("extron-sis", "mute.5", True, "5*1B\r", "Vmt5*1", True),
    ("kramer-p3000", "route.2", "1", "#ROUTE 1,2,1\r", "~01@ROUTE 1,2,1", True),
    (
        "lightware-lw3",
        "route.1",
        "4",
        "CALL /MEDIA/VIDEO/XP:switch(I4:O1)\r\n",
        "mO /MEDIA/VIDEO/XP:switch",
        False,
    ),
    ("lg-signage", "power", "on", "ka 01 01\r", "a 01 OK01", True),
    ("lg-signage", "volume", 30, "kf 01 1e\r", "f 01 OK1e", True),
    ("lg-signage", "input", "hdmi1", "xb 01 90\r", "b 01 OK90", True),
    ("lg-signage", "mute", True, "ke 01 00\r", "e 01 OK00", True),
    ("philips-sicp", "power", "on", "06 01 00 18 02 1D", "06 01 00 00 06 01", False),
    ("philips-sicp", "volume", 50, "06 01 00 44 32 71", "06 01 00 00 06 01", False),
    (
        "philips-sicp",
        "input",
        "hdmi1",
        "09 01 00 AC 0D 00 01 00 A8",
        "06 01 00 00 06 01",
        False,
    ),
    (
        "splicer-novastar",
        "preset",
        "1",
        "55 AA 00 00 FE 00 00 00 00 00 01 00 00 01 51 13 01 00 00 BA 56",
        "AA 55 00 00 00 FE 00 00 00 00 01 00 00 01 51 13 00 00 B9 56",
        False,
    ),
    (
        "splicer-text",
        "window.2",
        "3@0,0,1920,1080",
        "<open,2,3,0,0,1920,1080>",
        "<open,2,3,0,0,1920,1080",
        True,
    ),
    ("splicer-text", "window.2", "", "<close,2>", "<close,2", True),
]


@pytest.mark.parametrize(("profile", "key", "value", "sent", "got", "proves"), SETTINGS)
def test_setting(
    profile: str, key: str, value: Value, sent: str, got: str, *, proves: bool
) -> None:
    protocol = made(profile)
    data, bound = protocol.setting(key, value)
    assert data == raw(protocol, sent)
    message = protocol.message(raw(protocol, got))
    assert protocol.refusal(message) is None
    assert protocol.proved(bound, message) == ({key: value} if proves else {})


QUESTIONS = [
    ("extron-sis", "route.7", "7%\r", "02", "2"),
    ("extron-sis", "route.7", "7%\r", "Out07 In02 Vid", "2"),
    ("extron-sis", "mute.1", "1B\r", "1", True),
    ("kramer-p3000", "route.3", "#ROUTE? 1,3\r", "~01@ROUTE 1,3,8", "8"),
    ("lg-signage", "power", "ka 01 ff\r", "a 01 OK00", "off"),
    ("lg-signage", "volume", "kf 01 ff\r", "f 01 OK64", 100),
    ("philips-sicp", "power", "05 01 00 19 1D", "06 01 00 19 02 1C", "on"),
    ("philips-sicp", "input", "05 01 00 AD A9", "09 01 00 AD 0D 00 01 00 A9", "hdmi1"),
    ("splicer-text", "window.1", "<status,1>", "<close,1", ""),
]


@pytest.mark.parametrize(("profile", "key", "asked", "got", "value"), QUESTIONS)
def test_question(profile: str, key: str, asked: str, got: str, value: Value) -> None:
    protocol = made(profile)
    bounds = dict(protocol.questions())[raw(protocol, asked)]
    answer = protocol.answered(bounds, protocol.message(raw(protocol, got)))
    assert answer is not None
    assert answer[key] == value
    assert type(answer[key]) is type(value)


def test_lightware_reads_all_its_outputs_at_once() -> None:
    protocol = made("lightware-lw3")
    ((asked, bounds),) = protocol.questions()
    assert asked == b"GET /MEDIA/VIDEO/XP.DestinationConnectionList\r\n"
    said = "/MEDIA/VIDEO/XP.DestinationConnectionList=I1;I3;0;I3"
    routes = {"route.1": "1", "route.2": "3", "route.3": "0", "route.4": "3"}
    assert protocol.answered(bounds, f"pr {said}") == routes
    assert protocol.told(f"CHG {said}") == routes


TOLD = [
    ("extron-sis", "Out03 In01 All", {"route.3": "1"}),
    ("extron-sis", "Vmt03 1", {"mute.3": True}),
    ("extron-sis", "Out99 In01 All", {}),
    ("extron-sis", "(c) Copyright 2008, Extron Electronics", {}),
    ("kramer-p3000", "~01@ROUTE 1,2,4", {"route.2": "4"}),
    ("kramer-p3000", "~02@ROUTE 1,2,4", {}),  # another device on the same line
    ("splicer-text", "<open,1,2,10,-20,640,480", {"window.1": "2@10,-20,640,480"}),
]


@pytest.mark.parametrize(("profile", "message", "state"), TOLD)
def test_told_by_itself(profile: str, message: str, state: dict[str, Value]) -> None:
    assert made(profile).told(message) == state


REFUSALS = [
    ("extron-sis", "E12", "no_such_output"),
    ("kramer-p3000", "~01@ROUTE ERR003", "bad_value"),
    ("kramer-p3000", "~01@ERR002", "unknown_command"),
    ("lightware-lw3", "mE /MEDIA/VIDEO/XP:switch %E004:Invalid value", "device"),
    ("lg-signage", "a 01 NG02", "unsupported"),
    ("philips-sicp", "06 01 00 00 15 12", "not_understood"),
    ("philips-sicp", "06 01 00 00 18 1F", "not_available"),
]


@pytest.mark.parametrize(("profile", "got", "code"), REFUSALS)
def test_refusal(profile: str, got: str, code: str) -> None:
    protocol = made(profile)
    refusal = protocol.refusal(protocol.message(raw(protocol, got)))
    assert isinstance(refusal, Rejected)
    assert refusal.code == code


def test_a_refusal_for_want_of_rights_is_of_the_password() -> None:
    assert isinstance(made("kramer-p3000").refusal("~01@ROUTE ERR004"), AuthFailed)
    assert isinstance(made("extron-sis").refusal("E24"), AuthFailed)


def test_a_wrong_check_sum_is_garbled() -> None:
    with pytest.raises(Garbled, match="checksum"):
        made("philips-sicp").message(bytes.fromhex("06 01 00 19 02 1D"))


def test_presets() -> None:
    assert made("extron-sis").act("recall", 5)[0] == b"5.\r"
    data, done = made("kramer-p3000").act("recall", 3)
    assert data == b"#PRST-RCL 3\r"
    assert made("kramer-p3000").done(done, "~01@PRST-RCL 3 OK")
    for number in (0, 33, "", "one"):
        with pytest.raises(Rejected, match="range"):
            made("extron-sis").act("recall", number)
    with pytest.raises(Rejected, match="unsupported"):
        made("extron-sis").act("restart", "")


def test_devices_are_told_apart_by_their_number() -> None:
    protocol = made("lg-signage", address=10)
    assert protocol.setting("power", "off")[0] == b"ka 0a 00\r"
    bounds = dict(protocol.questions())[b"ka 0a ff\r"]
    assert protocol.answered(bounds, "a 0a OK01") == {"power": "on"}
    assert protocol.answered(bounds, "a 0b OK01") is None


def test_the_choices_are_the_files_of_the_house() -> None:
    there = {one.name for one in (files("resources") / "profiles").iterdir()}
    assert {f"{name}.toml" for name in NAMES} == {one for one in there if one.endswith(".toml")}


@pytest.mark.parametrize("name", NAMES)
def test_each_profile_is_whole_and_cites_its_document(name: str) -> None:
    protocol = made(name)
    about = protocol.profile.profile
    assert about.document
    assert about.zh
    assert about.en
    assert points(options(name))
    assert FAMILY.pace(options(name)).timeout_s <= 3
