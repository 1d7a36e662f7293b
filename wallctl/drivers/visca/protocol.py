"""VISCA, and its header over IP: bytes <-> messages. Pure.

The documents are named in the package. The address is always 1: over IP there is one camera at
each address.
"""

from __future__ import annotations

from dataclasses import dataclass

from wallctl.domain.errors import Garbled, Rejected

COMMAND, INQUIRY, REPLY = 0x0100, 0x0110, 0x0111
CONTROL, CONTROL_REPLY = 0x0200, 0x0201
RESET = b"\x01"

PAN_MOST, TILT_MOST, ZOOM_MOST = 24, 20, 7
"""The fastest speeds that all take: Sony's tilt goes to 24, that of others to 20 alone."""

_TOO_LATE = (0x04, 0x05)  # of a command that was cancelled: no answer to anything asked now


@dataclass(frozen=True, slots=True)
class Message:
    """A packet from 81 to FF."""

    payload: bytes

    @property
    def asks(self) -> bool:
        return self.payload[1:2] == b"\x09"

    def __str__(self) -> str:
        return self.payload.hex(" ").upper()


def _message(text: str) -> Message:
    return Message(bytes.fromhex(text))


POWER_ASKED = _message("81 09 04 00 FF")
ZOOM_ASKED = _message("81 09 04 47 FF")
FOCUS_ASKED = _message("81 09 04 38 FF")
POSITION_ASKED = _message("81 09 06 12 FF")
VERSION_ASKED = _message("81 09 00 02 FF")
HOME = _message("81 01 06 04 FF")


def power(on: bool) -> Message:
    return _message(f"81 01 04 00 0{2 if on else 3} FF")


def auto_focus(on: bool) -> Message:
    return _message(f"81 01 04 38 0{2 if on else 3} FF")


def zoom(position: int) -> Message:
    """To a position, 0 is wide."""
    return Message(b"\x81\x01\x04\x47" + _nibbles(position, 4) + b"\xff")


def recall(preset: int) -> Message:
    """A preset counted from 1, as on the camera's own remote control."""
    return Message(bytes([0x81, 0x01, 0x04, 0x3F, 0x02, preset - 1, 0xFF]))


def store(preset: int) -> Message:
    return Message(bytes([0x81, 0x01, 0x04, 0x3F, 0x01, preset - 1, 0xFF]))


def drive(pan: float, tilt: float) -> Message:
    """Velocities -1..1: right and up are positive."""
    across = 3 if not pan else 2 if pan > 0 else 1
    upright = 3 if not tilt else 1 if tilt > 0 else 2
    speeds = [_speed(pan, PAN_MOST), _speed(tilt, TILT_MOST)]
    return Message(bytes([0x81, 0x01, 0x06, 0x01, *speeds, across, upright, 0xFF]))


def zoom_drive(velocity: float) -> Message:
    """-1..1: closer is positive."""
    step = round(abs(velocity) * ZOOM_MOST)
    how = 0x00 if not velocity else (0x20 if velocity > 0 else 0x30) | step
    return Message(bytes([0x81, 0x01, 0x04, 0x07, how, 0xFF]))


def _speed(velocity: float, most: int) -> int:
    return max(1, round(abs(velocity) * most))


def _nibbles(number: int, count: int) -> bytes:
    return bytes(number >> 4 * n & 0xF for n in reversed(range(count)))


# -- over IP --------------------------------------------------------------------------------------


def packed(kind: int, sequence: int, payload: bytes) -> bytes:
    """Type, length, sequence number, payload."""
    return (
        kind.to_bytes(2, "big") + len(payload).to_bytes(2, "big") + sequence.to_bytes(4, "big")
    ) + payload


def unpacked(data: bytes) -> tuple[int, int, bytes] | None:
    """Type, sequence number and payload; None of what is none of ours."""
    if len(data) < 9 or len(data) != 8 + int.from_bytes(data[2:4], "big"):
        return None
    return int.from_bytes(data[:2], "big"), int.from_bytes(data[4:8], "big"), data[8:]


def answered(message: Message, reply: bytes) -> bytes | None:
    """What a reply says to a message: of an inquiry the data; of a command b"" once it is taken.
    None where it is no answer to that. Raises Rejected with the error's code."""
    if len(reply) < 3 or reply[0] != 0x90 or reply[-1] != 0xFF:
        return None
    what = reply[1] & 0xF0
    if what == 0x60 and len(reply) == 4:
        if reply[2] in _TOO_LATE:
            return None
        raise Rejected(asked=str(message), answer=reply.hex(" ").upper())
    if message.asks:
        return reply[2:-1] if what == 0x50 and len(reply) > 3 else None
    return b"" if what in (0x40, 0x50) and len(reply) == 3 else None


def number(data: bytes, *, signed: bool = False) -> int:
    """Of data with four bits in each byte. Raises Garbled."""
    if not data or any(one > 0xF for one in data):
        raise Garbled(reason="digits", got=data.hex(" "))
    value = 0
    for one in data:
        value = value << 4 | one
    return value - (1 << 4 * len(data)) if signed and data[0] & 8 else value


def position(data: bytes) -> tuple[int, int]:
    """Pan and tilt in the camera's steps: the last four digits are tilt, pan has four or five."""
    if len(data) not in (8, 9):
        raise Garbled(reason="length", got=data.hex(" "))
    return number(data[:-4], signed=True), number(data[-4:], signed=True)


def switched(data: bytes) -> bool:
    """02 is on, 03 is off."""
    if data not in (b"\x02", b"\x03"):
        raise Garbled(reason="switch", got=data.hex(" "))
    return data == b"\x02"


def typed(line: str) -> Message:
    """`81 09 04 00 FF`. Raises Rejected."""
    try:
        data = bytes.fromhex(line)
    except ValueError:
        data = b""
    if not 3 <= len(data) <= 16 or data[0] != 0x81 or data[-1] != 0xFF:
        raise Rejected("unsupported", line=line)
    return Message(data)
