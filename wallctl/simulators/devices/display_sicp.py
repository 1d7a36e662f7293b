"""A signage display that speaks Philips' SICP: power, input, volume, mute."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from wallctl.simulators.devices.base import TcpSimulator, Value

_INPUTS = {"hdmi1": 0x0D, "hdmi2": 0x06, "displayport": 0x0A, "dvi": 0x0E, "vga": 0x05, "ops": 0x0B}
_ACK, _NACK, _NAV = 0x06, 0x15, 0x18


class SicpDisplay(TcpSimulator):
    family = "templated"

    def __init__(self, monitor: int = 1, *, on: bool = True) -> None:
        super().__init__()
        self.monitor = monitor
        self.on, self.input, self.volume, self.mute = on, "hdmi1", 30, False

    def options(self) -> Mapping[str, Value]:
        return {
            "profile": "philips-sicp",
            "line": "tcp",
            "host": self.host,
            "port": self.port,
            "address": self.monitor,
        }

    def state(self) -> Mapping[str, Value]:
        return {
            "power": "on" if self.on else "off",
            "input": self.input,
            "volume": self.volume,
            "mute": self.mute,
        }

    async def front_panel(self, key: str, value: Value) -> None:
        match key:
            case "power":
                self.on = value == "on"
            case "input":
                if value not in _INPUTS:
                    raise ValueError(value)
                self.input = str(value)
            case "volume":
                self.volume = max(0, min(100, int(value)))
            case "mute":
                self.mute = bool(value)
            case _:
                raise KeyError(key)

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            size = (await reader.readexactly(1))[0]
            if not 3 <= size <= 40:
                continue
            message = bytes([size]) + await reader.readexactly(size - 1)
            if len(message) < 5 or message[1] not in {0, self.monitor}:
                continue
            answer = self._answer(message)
            if message[1]:  # to all at once nobody answers
                await self.say(writer, answer)

    def _answer(self, message: bytes) -> bytes:
        if _xor(message):
            return self._said(0x00, _NACK)
        if self.faults.refuse:
            return self._said(0x00, _NAV)
        command, data = message[3], message[4:-1]
        if command == 0x19:
            return self._said(0x19, 0x02 if self.on else 0x01)
        if command == 0x18 and data and data[0] in {1, 2}:
            self.on = data[0] == 2
            return self._said(0x00, _ACK)
        if not self.on:  # in standby it knows of power alone
            return self._said(0x00, _NAV)
        return self._awake(command, data)

    def _awake(self, command: int, data: bytes) -> bytes:
        match command:
            case 0xAD:
                return self._said(0xAD, _INPUTS[self.input], 0, 1, 0)
            case 0x45:
                return self._said(0x45, self.volume)
            case 0x46:
                return self._said(0x46, int(self.mute))
            case 0xAC if data and data[0] in _INPUTS.values():
                self.input = next(name for name, code in _INPUTS.items() if code == data[0])
            case 0x44 if data and data[0] <= 100:
                self.volume = data[0]
            case 0x47 if data and data[0] in {0, 1}:
                self.mute = data[0] == 1
            case _:
                return self._said(0x00, _NAV)
        return self._said(0x00, _ACK)

    def _said(self, *data: int) -> bytes:
        body = bytes([len(data) + 4, self.monitor, 0, *data])
        return body + bytes([_xor(body)])


def _xor(message: bytes) -> int:
    total = 0
    for byte in message:
        total ^= byte
    return total
