"""A moving camera that speaks VISCA over IP, with Sony's header."""

from __future__ import annotations

from collections.abc import Mapping

from wallctl.simulators.devices.base import UdpSimulator, Value

_ACK, _DONE = b"\x90\x41\xff", b"\x90\x51\xff"
_SYNTAX, _NOT_NOW = b"\x90\x60\x02\xff", b"\x90\x61\x41\xff"


class ViscaSimulator(UdpSimulator):
    """`header` as the driver's option. A move counts as an act, and turns it some steps at once."""

    family = "visca"

    def __init__(self, *, header: bool = True) -> None:
        super().__init__()
        self.header = header
        self.moving = (0, 0)
        self.presets: dict[int, tuple[int, int, int]] = {}
        self._last: int | None = None
        self._values: dict[str, Value] = {
            "power": "off",
            "zoom": 0,
            "focus.auto": True,
            "pan": 0,
            "tilt": 0,
        }

    def options(self) -> Mapping[str, Value]:
        return {"host": self.host, "port": self.port, "header": self.header}

    def state(self) -> Mapping[str, Value]:
        return dict(self._values)

    async def front_panel(self, key: str, value: Value) -> None:
        if key not in self._values or type(value) is not type(self._values[key]):
            raise ValueError(key)
        self._values[key] = value

    def answers(self, data: bytes) -> list[bytes]:
        if not self.header:
            return self._replies(data)
        kind, size, count = data[:2], int.from_bytes(data[2:4], "big"), data[4:8]
        payload = data[8:]
        if len(payload) != size or not payload:
            return [b"\x02\x01\x00\x02" + count + b"\x0f\x02"]
        if kind == b"\x02\x00":
            self._last = None
            return [b"\x02\x01\x00\x01" + count + b"\x01"]
        number = int.from_bytes(count, "big")
        if self._last is not None and number <= self._last:
            return [b"\x02\x01\x00\x02" + count + b"\x0f\x01"]
        self._last = number
        return [
            b"\x01\x11" + len(one).to_bytes(2, "big") + count + one
            for one in self._replies(payload)
        ]

    def _replies(self, payload: bytes) -> list[bytes]:
        if payload[:1] != b"\x81" or payload[-1:] != b"\xff":
            return [_SYNTAX]
        if payload[1] == 0x09:
            return [self._told(payload[2:-1])]
        if self.faults.refuse:
            return [_NOT_NOW]
        refused = self._done(payload[2:-1])
        return [refused] if refused else [_ACK, _DONE]

    def _told(self, asked: bytes) -> bytes:
        v = self._values
        if asked == b"\x04\x00":
            return _said(bytes([2 if v["power"] == "on" else 3]))
        if asked == b"\x00\x02":
            return _said(bytes.fromhex("0001 0617 0100 02"))
        if v["power"] != "on":
            return _NOT_NOW
        if asked == b"\x04\x47":
            return _said(_digits(int(v["zoom"])))
        if asked == b"\x04\x38":
            return _said(bytes([2 if v["focus.auto"] else 3]))
        if asked == b"\x06\x12":
            return _said(_digits(int(v["pan"])) + _digits(int(v["tilt"])))
        return _SYNTAX

    def _done(self, told: bytes) -> bytes:
        """Empty where it is done, else the refusal."""
        v, what, rest = self._values, told[:2], told[2:]
        if what == b"\x04\x00" and rest in (b"\x02", b"\x03"):
            v["power"] = "on" if rest == b"\x02" else "off"
        elif v["power"] != "on":
            return _NOT_NOW
        elif what == b"\x04\x47" and len(rest) == 4:
            v["zoom"] = int("".join(f"{one:x}" for one in rest), 16)
        elif what == b"\x04\x38" and rest in (b"\x02", b"\x03"):
            v["focus.auto"] = rest == b"\x02"
        elif what == b"\x04\x07" and len(rest) == 1:
            way = {0x20: 1, 0x30: -1}.get(rest[0] & 0xF0, 0)
            v["zoom"] = max(0, min(0x4000, int(v["zoom"]) + 100 * way))
        elif what == b"\x06\x01" and len(rest) == 4:
            self.moving = {1: -1, 2: 1}.get(rest[2], 0), {1: 1, 2: -1}.get(rest[3], 0)
            v["pan"] = int(v["pan"]) + rest[0] * self.moving[0]
            v["tilt"] = int(v["tilt"]) + rest[1] * self.moving[1]
            self.acted += 1
        elif what == b"\x06\x04" and not rest:
            self.acted += 1
            v |= {"pan": 0, "tilt": 0}
        elif what == b"\x04\x3f" and len(rest) == 2:
            return self._preset(*rest)
        else:
            return _SYNTAX
        return b""

    def _preset(self, how: int, number: int) -> bytes:
        v = self._values
        if how == 1:
            self.presets[number] = int(v["pan"]), int(v["tilt"]), int(v["zoom"])
        elif how == 2 and number in self.presets:
            v["pan"], v["tilt"], v["zoom"] = self.presets[number]
        else:
            return _NOT_NOW
        self.acted += 1
        return b""


def _said(data: bytes) -> bytes:
    return b"\x90\x50" + data + b"\xff"


def _digits(number: int) -> bytes:
    return bytes(int(one, 16) for one in f"{number & 0xFFFF:04x}")
