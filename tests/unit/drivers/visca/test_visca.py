"""What is said to a camera, and what its answers mean."""

from __future__ import annotations

import pytest

from wallctl.domain.errors import Garbled, Rejected
from wallctl.drivers.visca import protocol
from wallctl.drivers.visca.diff import diff, message
from wallctl.drivers.visca.protocol import Message
from wallctl.ports.driver import State


@pytest.mark.parametrize(
    ("said", "hexed"),
    [
        # Sony FCB/SRG command lists: CAM_Power, CAM_Zoom (2p tele, 3p wide, p 0..7).
        (protocol.power(True), "81 01 04 00 02 FF"),
        (protocol.power(False), "81 01 04 00 03 FF"),
        (protocol.zoom(0x4000), "81 01 04 47 04 00 00 00 FF"),
        (protocol.zoom(0x1A2B), "81 01 04 47 01 0A 02 0B FF"),
        (protocol.zoom_drive(1), "81 01 04 07 27 FF"),
        (protocol.zoom_drive(-0.4), "81 01 04 07 33 FF"),
        (protocol.zoom_drive(0), "81 01 04 07 00 FF"),
        # Sony BRC-H700 command list p. 12: Pan-tiltDrive.
        (protocol.drive(1, 0), "81 01 06 01 18 01 02 03 FF"),
        (protocol.drive(-0.5, 1), "81 01 06 01 0C 14 01 01 FF"),
        (protocol.drive(0, -0.01), "81 01 06 01 01 01 03 02 FF"),
        (protocol.drive(0, 0), "81 01 06 01 01 01 03 03 FF"),
        # Memory numbers 0.. are 1.. on the remote control.
        (protocol.recall(1), "81 01 04 3F 02 00 FF"),
        (protocol.store(64), "81 01 04 3F 01 3F FF"),
        # Sony EVI-D100 manual p. 23: "81 01 04 38 02 FF".
        (protocol.auto_focus(True), "81 01 04 38 02 FF"),
    ],
)
def test_messages_of_the_document(said: Message, hexed: str) -> None:
    assert str(said) == hexed


def test_header_of_the_document() -> None:
    """Sony SRG-300H command list p. 31: type, length, sequence number; RESET is 02 00 .. 01."""
    assert protocol.packed(protocol.CONTROL, 0, protocol.RESET) == bytes.fromhex(
        "02 00 00 01 00 00 00 00 01"
    )
    asked = protocol.packed(protocol.INQUIRY, 258, protocol.POWER_ASKED.payload)
    assert asked == bytes.fromhex("01 10 00 05 00 00 01 02 81 09 04 00 FF")
    reply = bytes.fromhex("01 11 00 04 00 00 01 02 90 50 02 FF")
    assert protocol.unpacked(reply) == (protocol.REPLY, 258, bytes.fromhex("90 50 02 FF"))


@pytest.mark.parametrize("data", ["", "01 11", "01 11 00 09 00 00 00 01 90 50 02 FF"])
def test_a_datagram_that_is_none_of_ours(data: str) -> None:
    assert protocol.unpacked(bytes.fromhex(data)) is None


@pytest.mark.parametrize(
    ("asked", "reply", "data"),
    [
        # Sony EVI-D100 manual p. 23: ACK 90 41 FF, completion 90 51 FF, inquiry 90 50 02 FF.
        (protocol.power(True), "90 41 FF", b""),
        (protocol.power(True), "90 52 FF", b""),
        (protocol.POWER_ASKED, "90 50 02 FF", b"\x02"),
        (protocol.POWER_ASKED, "90 51 FF", None),  # of a command before, late
        (protocol.power(True), "90 50 02 FF", None),
        (protocol.power(True), "90 61 04 FF", None),  # that one was cancelled
        (protocol.POWER_ASKED, "A0 50 02 FF", None),
        (protocol.POWER_ASKED, "90 50 02", None),
    ],
)
def test_answers(asked: Message, reply: str, data: bytes | None) -> None:
    assert protocol.answered(asked, bytes.fromhex(reply)) == data


@pytest.mark.parametrize("reply", ["90 60 02 FF", "90 60 03 FF", "90 61 41 FF"])
def test_refusals(reply: str) -> None:
    with pytest.raises(Rejected, match=reply):
        protocol.answered(protocol.HOME, bytes.fromhex(reply))


@pytest.mark.parametrize(
    ("data", "where"),
    [
        # Sony BRC-300 command list p. 14: five digits of pan, four of tilt; others have four each.
        ("00 01 00 00 0F 0F 00 00", (256, -256)),
        ("0F 0F 0E 0F 0F 00 00 01 00", (-257, 16)),
    ],
)
def test_positions_have_signs(data: str, where: tuple[int, int]) -> None:
    got = protocol.position(bytes.fromhex(data))
    assert got == where


@pytest.mark.parametrize("data", ["", "00 01", "00 01 00 00 1F 0F 00 00"])
def test_a_bad_position_is_garbled(data: str) -> None:
    with pytest.raises(Garbled):
        protocol.position(bytes.fromhex(data))


@pytest.mark.parametrize("line", ["", "81", "81 09 04 00", "82 09 04 00 FF", "hello"])
def test_typed_nonsense_is_refused(line: str) -> None:
    with pytest.raises(Rejected):
        protocol.typed(line)


@pytest.mark.parametrize(
    ("observed", "desired", "said"),
    [
        ({"power": "off"}, {"zoom": 1, "power": "on"}, [("power", "on"), ("zoom", 1)]),
        ({"power": "off"}, {"zoom": 1}, []),
        ({"power": "on"}, {"zoom": 1, "power": "off"}, [("zoom", 1), ("power", "off")]),
        ({"power": "on", "zoom": 1}, {"power": "on", "zoom": 1}, []),
    ],
)
def test_order(observed: State, desired: State, said: list[tuple[str, int | str]]) -> None:
    assert [one.message for one in diff(observed, desired)] == [message(*one) for one in said]
