"""A power sequencer with relays, spoken to by Modbus: TCP, or RTU as a serial server passes it on.

Coils 0.. are the outlets, coil 0x00FF is all of them; input registers 1 and 2 are the temperature
and humidity of its cabinet in tenths.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Mapping

from wallctl.simulators.devices.base import TcpSimulator, Value

_ALL = 0x00FF


class ModbusSimulator(TcpSimulator):
    family = "modbus"

    def __init__(self, outlets: int = 8, *, rtu: bool = False, unit: int = 1) -> None:
        super().__init__()
        self.rtu, self.unit = rtu, unit
        self.writes = 0
        self._coils = [False] * outlets
        self._inputs = [0, 231, 455]

    def options(self) -> Mapping[str, Value]:
        return {
            "host": self.host,
            "port": self.port,
            "framing": "rtu" if self.rtu else "tcp",
            "units": str(self.unit),
            "profile": "relay16" if len(self._coils) == 16 else "relay8",
        }

    def state(self) -> Mapping[str, Value]:
        return {f"outlet.{n}": on for n, on in enumerate(self._coils, 1)}

    async def front_panel(self, key: str, value: Value) -> None:
        name, _, number = key.partition(".")
        if name != "outlet" or not 1 <= int(number) <= len(self._coils):
            raise KeyError(key)
        if value not in {True, False}:
            raise ValueError(value)
        self._coils[int(number) - 1] = bool(value)

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            if self.rtu:
                frame = await self._rtu(reader)
                if _crc(frame[:-2]) != frame[-2:] or frame[0] != self.unit:
                    continue  # on a shared line everything else is for somebody else
                answer = frame[:1] + self._do(frame[1:-2])
                await self.say(writer, answer + _crc(answer))
            else:
                head = await reader.readexactly(7)
                number, _, length, unit = struct.unpack(">HHHB", head)
                answer = self._do(await reader.readexactly(length - 1))
                size = len(answer) + 1
                await self.say(writer, struct.pack(">HHHB", number, 0, size, unit) + answer)

    async def _rtu(self, reader: asyncio.StreamReader) -> bytes:
        frame = await reader.readexactly(7)
        if frame[1] in {15, 16}:
            frame += await reader.readexactly(frame[6])
        else:
            return frame + await reader.readexactly(1)
        return frame + await reader.readexactly(2)

    def _do(self, body: bytes) -> bytes:
        """The answer to a function and its data, or its refusal."""
        function = body[0]
        if self.faults.refuse:
            return bytes([function | 0x80, 4])
        address, number = struct.unpack(">HH", body[1:5])
        try:
            if function == 1:
                return bytes([1]) + self._bits(self._coils[_span(self._coils, address, number)])
            if function == 4:
                words = self._inputs[_span(self._inputs, address, number)]
                return struct.pack(f">BB{len(words)}H", 4, 2 * len(words), *words)
            if function == 5:
                self._write(address, number == 0xFF00)
                return body
        except IndexError:
            return bytes([function | 0x80, 2])
        return bytes([function | 0x80, 1])

    def _write(self, address: int, on: bool) -> None:
        if address == _ALL:
            self._coils = [on] * len(self._coils)
            self.acted += 1
        else:
            self._coils[_span(self._coils, address, 1).start] = on
            self.writes += 1

    @staticmethod
    def _bits(bits: list[bool]) -> bytes:
        packed = sum(on << n for n, on in enumerate(bits)).to_bytes((len(bits) + 7) // 8, "little")
        return bytes([len(packed)]) + packed


def _span(held: list[bool] | list[int], address: int, count: int) -> slice:
    if not count or address + count > len(held):
        raise IndexError(address)
    return slice(address, address + count)


def _crc(data: bytes) -> bytes:
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value.to_bytes(2, "little")
