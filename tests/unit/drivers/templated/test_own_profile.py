"""A profile of one's own: what is wrong in it is named by its line, and changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Capability, Value
from wallctl.domain.errors import Invalid, Rejected
from wallctl.drivers.templated import FAMILY, points
from wallctl.drivers.templated.checks import Check
from wallctl.drivers.templated.protocol import Protocol
from wallctl.drivers.templated.trying import protocol_of

GOOD = """\
[line]
end = "\\r"

[[points]]
key = "power"
capability = "power"
zh = "电源"
en = "Power"
values = { on = "1", off = "0" }
set = "P{value}"
query = "P?"
reply = "P={value}"

[[points]]
key = "level"
capability = "level"
zh = "音量"
en = "Level"
low = 0
high = 9
set = "V{value:02d}"
"""


def options(text: str, **more: Value) -> dict[str, Value]:
    given = {"profile": "own", "profile_text": text, "host": "x", **more}
    return complete(FAMILY.card.options, given)


def protocol(text: str) -> Protocol:
    return protocol_of(options(text))


def test_a_good_one_makes_points() -> None:
    power, level = points(options(GOOD))
    assert (power.key, power.readable, level.readable) == ("power", True, False)
    assert [choice.value for choice in power.choices] == ["on", "off"]
    assert protocol(GOOD).setting("level", 7)[0] == b"V07\r"


WRONG = {
    "not TOML": ('[line]\nend = "', 2, ""),
    "an unknown table": (GOOD + "[lime]\n", 22, "lime"),
    "an unknown key": (GOOD.replace("high = 9", "height = 9"), 20, "points.2.height"),
    "an unknown capability": (GOOD.replace('"level"\nzh', '"loud"\nzh'), 16, "points.2.capability"),
    "no name": (GOOD.replace('en = "Level"\n', ""), 14, "points.2.en"),
    "an unknown name in a command": (GOOD.replace("P{value}", "P{val}"), 10, "points.1.set"),
    "a format that is none": (GOOD.replace("{value:02d}", "{value:02q}"), 21, "points.2.set"),
    "a reach into objects": (
        GOOD.replace("P{value}", "P{value.__class__}"),
        10,
        "points.1.set",
    ),
    "an open brace": (GOOD.replace('"P?"', '"P{"'), 11, "points.1.query"),
    "a pattern that is none": (
        GOOD.replace("P={value}", "P={value:zz}"),
        12,
        "points.1.reply",
    ),
    "a key twice": (GOOD.replace('key = "level"', 'key = "power"'), 15, "points.2.key"),
    "no values": (GOOD.replace("low = 0\nhigh = 9\n", ""), 19, "points.2.set"),
    "a query without a reply": (
        GOOD.replace('reply = "P={value}"\n', ""),
        11,
        "points.1.query",
    ),
    "letters where bytes belong": ('[line]\nhex = true\nend = "xy"\n', 3, "line.end"),
    "ends that are no bytes": ('[line]\nhex = true\n[frame]\nends = "xy"\n', 3, "frame"),
    "a time that is none": ("[line]\ntimeout_s = 0\n", 2, "line.timeout_s"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_named_by_its_line(what: str) -> None:
    text, line, at = WRONG[what]
    with pytest.raises(Invalid) as caught:
        points(options(text))
    fields = caught.value.fields
    assert fields["key"] == "options.profile_text"
    assert fields["reason"] == "profile"
    assert (fields["line"], fields["at"]) == (line, at)
    assert fields["why"]


def test_a_relay_needs_its_words() -> None:
    text = GOOD.replace('"level"\nzh', '"outlet"\nzh')
    with pytest.raises(Invalid, match="true and false"):
        points(options(text))


def test_where_it_is_has_to_be_said() -> None:
    with pytest.raises(Invalid, match=r"options\.host"):
        points(options(GOOD, host=""))
    with pytest.raises(Invalid, match=r"options\.line"):
        points(options(GOOD, line="udp"))


@given(st.text(max_size=300))
def test_any_text_is_a_profile_or_invalid(text: str) -> None:
    given = {**options(GOOD), "profile_text": text}
    try:
        points(given)
    except Invalid as exc:
        assert int(str(exc.fields["line"])) >= 1


@given(st.binary(max_size=60))
def test_any_bytes_are_read_without_harm(data: bytes) -> None:
    made = protocol(GOOD)
    for message in made.framer().feed(data + b"\r\n"):
        text = made.message(message)
        made.refusal(text)
        made.told(text)
        for _, bounds in made.questions():
            made.answered(bounds, text)


def test_a_value_that_is_not_there_is_refused() -> None:
    made = protocol(GOOD)
    for key, value in (("power", "dim"), ("level", "loud"), ("nothing", 1)):
        with pytest.raises(Rejected, match="unsupported"):
            made.setting(key, value)


def test_what_somebody_types() -> None:
    made = protocol(GOOD)
    assert made.typed("P?") == b"P?\r"
    assert made.typed(r"\x1b3CV\r\n\t\\") == b"\x1b3CV\r\n\t\\\r"
    assert made.typed("hex: 01 ff") == b"\x01\xff"
    for line in (r"\xzz", "hex: 1"):
        with pytest.raises(Rejected, match="unreadable"):
            made.typed(line)


def test_bytes_typed_get_their_check_sum() -> None:
    made = protocol_of(complete(FAMILY.card.options, {"profile": "philips-sicp", "host": "x"}))
    assert made.typed("06 01 00 18 02") == bytes.fromhex("06 01 00 18 02 1D")


def test_shown_words_hold_no_password() -> None:
    made = protocol_of(options(GOOD, password="s3cret"))
    assert made.shown(b"login s3cret\r\n") == r"login ***\r\n"
    assert made.shown("音量\x1b\xff".encode()) == "音量\\x1bÿ"


CHECKS = [
    (Check("sum"), "01 02 FF", "02"),
    (Check("xor"), "06 01 00 18 02", "1D"),
    (Check("sum16", seed=0x5555, start=2, little=True), "55 AA 01 02", "58 55"),
    (Check("crc16-modbus", little=True), "01 03 00 00 00 0A", "C5 CD"),
    (Check("crc16-ccitt"), "31 32 33 34 35 36 37 38 39", "31 C3"),
]


@pytest.mark.parametrize(("check", "message", "total"), CHECKS)
def test_check_sums(check: Check, message: str, total: str) -> None:
    """Modbus over Serial Line V1.02's example; the check value of CRC-16/XMODEM."""
    body = bytes.fromhex(message)
    assert check.of(body) == bytes.fromhex(total)
    assert check.cut(check.added(body)) == body


def test_capabilities_are_those_of_the_card() -> None:
    assert {Capability.ROUTE, Capability.WINDOW} <= set(FAMILY.card.capabilities)
