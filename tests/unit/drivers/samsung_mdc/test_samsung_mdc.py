"""What is said to a Samsung display, and what its answers mean."""

from __future__ import annotations

import pytest
from samsung_mdc.connection import pack_payload, pack_response

from wallctl.domain.devices.points import Value
from wallctl.domain.errors import Garbled, Rejected
from wallctl.drivers.samsung_mdc import protocol
from wallctl.drivers.samsung_mdc.diff import diff
from wallctl.drivers.samsung_mdc.protocol import Command
from wallctl.drivers.samsung_mdc.state import POINTS
from wallctl.ports.driver import State

MDC = "Samsung Multiple Display Control Protocol 13.7c (2016-02-23)"


@pytest.mark.parametrize(
    ("key", "value", "display", "message"),
    [
        # MDC §1.2: "Power On & ID=FE ... 11+FE+01+01=111, discard the number in the first digit".
        ("power", "on", 0xFE, "AA 11 FE 01 01 11"),
        # Samsung 320TSn-3 manual, MDC chapter: "11+FF+01+01=112".
        ("power", "on", 0xFF, "AA 11 FF 01 01 12"),
        # MDC §2: 0x11 power, 0x12 volume, 0x13 mute, 0x14 input; the sum is as in §1.2.
        ("power", "off", 1, "AA 11 01 01 00 13"),
        ("volume", 35, 1, "AA 12 01 01 23 37"),
        ("mute", True, 1, "AA 13 01 01 01 16"),
        ("input", "hdmi1", 0xFE, "AA 14 FE 01 21 34"),
        ("input", "dp1", 1, "AA 14 01 01 25 3B"),
    ],
)
def test_messages_of_the_document(key: str, value: Value, display: int, message: str) -> None:
    command = protocol.command(key, value)
    assert pack_payload(command.code, display, command.data) == bytes.fromhex(message)


def test_acknowledgement_of_the_document() -> None:
    """MDC §2: 0xAA 0xFF ID 3 'A' r-CMD value sum."""
    assert pack_response(0x11, 1, True, [1]) == bytes.fromhex("AA FF 01 03 41 11 01 56")


def test_status() -> None:
    said = protocol.status(bytes([1, 35, 1, 0x23, 0x10, 0, 0]))
    assert said == {"power": "on", "volume": 35, "mute": True, "input": "hdmi2"}


def test_a_display_without_sound_says_nothing_of_it() -> None:
    said = protocol.status(bytes([1, 0xFF, 0xFF, 0x21, 0x10, 0, 0]))
    assert said == {"power": "on", "input": "hdmi1"}


@pytest.mark.parametrize(
    ("code", "name"), [(0x22, "hdmi1"), (0x24, "hdmi2"), (0x1F, "dvi"), (0x7E, "0x7e")]
)
def test_an_input_told_by_another_name(code: int, name: str) -> None:
    assert protocol.entry_name(code) == name


def test_faults() -> None:
    said = protocol.display_status(bytes([0, 1, 0, 2, 47, 2]))
    assert said == {"fault.lamp": "ok", "fault.temperature": "error", "temperature": 47}


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x01\x02\x03"])
def test_a_short_answer_is_garbled(data: bytes) -> None:
    with pytest.raises(Garbled):
        protocol.status(data)


def test_hours_come_in_tens_of_minutes() -> None:
    assert protocol.hours(b"\x01\x00") == {"hours.panel": 42}


@pytest.mark.parametrize(
    ("line", "command"),
    [("11", Command(0x11)), ("12 23", Command(0x12, b"\x23")), ("aa11010012", Command(0x11))],
)
def test_typed_lines(line: str, command: Command) -> None:
    assert protocol.typed(line) == command


@pytest.mark.parametrize("line", ["", "power on", "AA", "1"])
def test_typed_nonsense_is_refused(line: str) -> None:
    with pytest.raises(Rejected):
        protocol.typed(line)


def test_each_declared_input_can_be_set() -> None:
    entry = next(p for p in POINTS if p.key == "input")
    assert [protocol.command("input", c.value).code for c in entry.choices] == [0x14] * len(
        entry.choices
    )


@pytest.mark.parametrize(
    ("observed", "desired", "said"),
    [
        ({"power": "off"}, {"input": "dvi", "power": "on"}, ["11 01", "14 18"]),
        ({"power": "off"}, {"input": "dvi", "mute": True}, []),
        ({"power": "on", "volume": 3}, {"volume": 4, "power": "off"}, ["12 04", "11 00"]),
        ({"power": "on", "mute": True}, {"power": "on", "mute": True}, []),
    ],
)
def test_order(observed: State, desired: State, said: list[str]) -> None:
    assert [str(one.message) for one in diff(observed, desired)] == said
