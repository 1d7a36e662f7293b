"""What the bytes of Multiple Display Control say. Pure; packing and checksum are the library's."""

from __future__ import annotations

from dataclasses import dataclass

from wallctl.domain.devices.points import Value
from wallctl.domain.errors import Garbled, Rejected
from wallctl.ports.driver import State

STATUS, SERIAL, DISPLAY_STATUS, VERSION = 0x00, 0x0B, 0x0D, 0x0E
POWER, VOLUME, MUTE, INPUT = 0x11, 0x12, 0x13, 0x14
PANEL_HOURS, MODEL = 0x83, 0x8A
REBOOTING = 0x02

NONE = 0xFF  # a display without sound says so of its volume and mute

INPUTS = {
    "hdmi1": 0x21,
    "hdmi2": 0x23,
    "hdmi3": 0x31,
    "hdmi4": 0x33,
    "dp1": 0x25,
    "dp2": 0x26,
    "dp3": 0x27,
    "dvi": 0x18,
    "pc": 0x14,
    "hdbaset": 0x55,
    "component": 0x08,
    "av": 0x0C,
    "tv": 0x40,
    "ops": 0x50,
    "magicinfo": 0x20,
    "magicinfo_s": 0x60,
    "web": 0x65,
    "url": 0x63,
}
_TOLD_AS = {0x1F: 0x18, 0x22: 0x21, 0x24: 0x23, 0x32: 0x31, 0x34: 0x33}
"""The same socket by another name, when a computer's picture is on it: never to be set."""
_NAMES = {code: name for name, code in INPUTS.items()}


@dataclass(frozen=True, slots=True)
class Command:
    code: int
    data: bytes = b""

    def __str__(self) -> str:
        return f"{self.code:02X} {self.data.hex(' ').upper()}".strip()


def command(key: str, value: Value) -> Command:
    """Raises Rejected for what there is none for."""
    match key, value:
        case "power", "on" | "off":
            return Command(POWER, bytes([value == "on"]))
        case "input", str() if value in INPUTS:
            return Command(INPUT, bytes([INPUTS[value]]))
        case "volume", int() | float():
            return Command(VOLUME, bytes([max(0, min(100, round(value)))]))
        case "mute", bool():
            return Command(MUTE, bytes([value]))
        case _:
            raise Rejected("unsupported", key=key)


def typed(line: str) -> Command:
    """`11 01`, or a whole message `AA 11 00 01 01 13`. Raises Rejected."""
    try:
        data = bytes.fromhex(line)
    except ValueError:
        data = b""
    if data[:1] == b"\xaa":
        data = data[1:2] + data[4:-1]
    if not data or len(data) > 250:
        raise Rejected("unsupported", line=line)
    return Command(data[0], data[1:])


def power(data: bytes) -> State:
    """Of the answer to POWER."""
    return {"power": "on" if _at(data, 0) == 1 else "off"}


def status(data: bytes) -> State:
    """Of the answer to STATUS: power, volume, mute, input and more."""
    volume, mute, entry = _at(data, 1), _at(data, 2), _at(data, 3)
    said: dict[str, Value] = {"input": entry_name(entry), **power(data)}
    if volume != NONE:
        said["volume"] = volume
    if mute != NONE:
        said["mute"] = mute == 1
    return said


def display_status(data: bytes) -> State:
    """Of the answer to DISPLAY STATUS: lamp, temperature, sensor, no sync, degrees, fan."""
    words = {0: "ok", 1: "error"}
    rows = (("lamp", 0), ("temperature", 1), ("signal", 3), ("fan", 5))
    said: dict[str, Value] = {
        f"fault.{key}": words[level] for key, at in rows if (level := _at(data, at)) in words
    }
    return {**said, "temperature": _at(data, 4)}


def hours(data: bytes) -> State:
    """Of the answer to the panel's time on, in tens of minutes."""
    return {"hours.panel": int.from_bytes(data, "big") // 6}


def entry_name(code: int) -> str:
    """The input's name; of one that is not known its number."""
    code = _TOLD_AS.get(code, code)
    return _NAMES.get(code, f"0x{code:02x}")


def _at(data: bytes, index: int) -> int:
    if index >= len(data):
        raise Garbled(reason="short", got=data.hex(" "))
    return data[index]
