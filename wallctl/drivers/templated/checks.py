"""Check sums by name. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from crc import Calculator, Configuration, Crc16

from wallctl.domain.errors import Garbled

WIDTH = {"": 0, "sum": 1, "xor": 1, "sum16": 2, "crc16-modbus": 2, "crc16-ccitt": 2}
"""sum: of the bytes, its lowest eight bits; sum16: sixteen of them; crc16-ccitt: that of XMODEM."""

_CRC: dict[str, Configuration] = {
    "crc16-modbus": Crc16.MODBUS.value,
    "crc16-ccitt": Crc16.XMODEM.value,
}


@dataclass(frozen=True, slots=True)
class Check:
    """A sum at the end of a message, over its bytes from `start` on; `seed` is added to sums."""

    kind: str = ""
    start: int = 0
    seed: int = 0
    little: bool = False

    def of(self, message: bytes) -> bytes:
        covered = message[self.start :]
        width = WIDTH[self.kind]
        if self.kind in _CRC:
            number = Calculator(_CRC[self.kind]).checksum(covered)
        elif self.kind == "xor":
            number = reduce(lambda a, b: a ^ b, covered, self.seed)
        else:
            number = sum(covered, self.seed)
        return (number % (1 << 8 * width)).to_bytes(width, "little" if self.little else "big")

    def added(self, message: bytes) -> bytes:
        return message + self.of(message) if self.kind else message

    def cut(self, message: bytes) -> bytes:
        """The message without its sum. Raises Garbled where that is wrong."""
        if not self.kind:
            return message
        width = WIDTH[self.kind]
        body, told = message[:-width], message[-width:]
        if len(message) <= width or self.of(body) != told:
            raise Garbled(reason="checksum")
        return body
