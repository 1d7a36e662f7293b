"""A matrix switcher that speaks Extron's SIS: ties, blanked outputs, presets, a password."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

from wallctl.simulators.devices.base import TcpSimulator, Value

_TIE = re.compile(r"(\d+)\*(\d+)([!%&])")
_MUTE = re.compile(r"(\d+)\*([01])B")
_VIEW = re.compile(r"(\d+)([%!])")
_VIEW_MUTE = re.compile(r"(\d+)B")
_PRESET = re.compile(r"(\d+)([.,])")
_TIES = {"!": "All", "%": "Vid", "&": "RGB"}
PRESETS = 32


class SisMatrix(TcpSimulator):
    family = "templated"

    def __init__(self, outputs: int = 4, inputs: int = 4, password: str = "") -> None:
        super().__init__()
        self.outputs, self.inputs, self.password = outputs, inputs, password
        self.ties = {n: min(n, inputs) for n in range(1, outputs + 1)}
        self.blank = dict.fromkeys(range(1, outputs + 1), False)
        self.presets = {1: dict(self.ties)}
        self._signed: set[asyncio.StreamWriter] = set()

    def options(self) -> Mapping[str, Value]:
        return {
            "profile": "extron-sis",
            "line": "tcp",
            "host": self.host,
            "port": self.port,
            "outputs": self.outputs,
            "inputs": self.inputs,
            "password": self.password,
        }

    def state(self) -> Mapping[str, Value]:
        routes: dict[str, Value] = {f"route.{n}": str(tie) for n, tie in self.ties.items()}
        return routes | {f"mute.{n}": blank for n, blank in self.blank.items()}

    async def front_panel(self, key: str, value: Value) -> None:
        kind, _, number = key.partition(".")
        n = int(number)
        if kind == "route":
            self.ties[self._output(n)] = self._input(int(value))
            told = f"Out{n:02d} In{self.ties[n]:02d} All"
        elif kind == "mute":
            self.blank[self._output(n)] = bool(value)
            told = f"Vmt{n:02d} {int(self.blank[n])}"
        else:
            raise KeyError(key)
        for writer in tuple(self._signed):
            await self.say(writer, f"{told}\r\n".encode())

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.say(writer, b"\r\n(c) Copyright, a made-up matrix, V1.00, 60-0000-00\r\n")
        try:
            if self.password and not await self._sign_in(reader, writer):
                return
            self._signed.add(writer)
            while command := await self._command(reader):
                await self.say(writer, f"{self._answer(command)}\r\n".encode())
        finally:
            self._signed.discard(writer)

    async def _sign_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        for _ in range(10):
            await self.say(writer, b"\r\nPassword:")
            said = await reader.readuntil(b"\r")
            if said.strip().decode("utf-8", "replace") == self.password:
                await self.say(writer, b"\r\nLogin Administrator\r\n")
                return True
        return False

    async def _command(self, reader: asyncio.StreamReader) -> str:
        """A command ends with its own letter; line ends between are nothing."""
        said = ""
        while True:
            byte = (await reader.readexactly(1)).decode("latin-1")
            if said.startswith("\x1b"):
                if byte == "\r":
                    return said
            elif byte in "\r\n":
                continue
            said += byte
            if said[0] != "\x1b" and byte in "!%&$B.,IQ":
                return said
            if len(said) > 200:
                return said

    def _answer(self, command: str) -> str:
        if self.faults.refuse:
            return "E22"
        if found := re.fullmatch("\x1b([0-3])CV", command):
            return f"Vrb{found.group(1)}"
        try:
            return self._act(command)
        except ValueError as exc:
            return str(exc)

    def _act(self, command: str) -> str:
        if found := _TIE.fullmatch(command):
            source, n = self._input(int(found.group(1))), self._output(int(found.group(2)))
            self.ties[n] = source
            return f"Out{n:02d} In{source:02d} {_TIES[found.group(3)]}"
        if found := _MUTE.fullmatch(command):
            n = self._output(int(found.group(1)))
            self.blank[n] = found.group(2) == "1"
            return f"Vmt{n}*{found.group(2)}"
        if found := _VIEW.fullmatch(command):
            n = self._output(int(found.group(1)))
            return f"Out{n:02d} In{self.ties[n]:02d} {_TIES[found.group(2)]}"
        if found := _VIEW_MUTE.fullmatch(command):
            return str(int(self.blank[self._output(int(found.group(1)))]))
        if found := _PRESET.fullmatch(command):
            return self._preset(int(found.group(1)), found.group(2))
        raise ValueError("E10")

    def _preset(self, number: int, how: str) -> str:
        if how == ",":
            if not 1 <= number <= PRESETS:
                raise ValueError("E11")
            self.presets[number] = dict(self.ties)
        else:
            if number not in self.presets:
                raise ValueError("E11")
            self.ties.update(self.presets[number])
        self.acted += 1
        return f"{'Spr' if how == ',' else 'Rpr'}{number:02d}"

    def _output(self, n: int) -> int:
        if n not in self.ties:
            raise ValueError("E12")
        return n

    def _input(self, n: int) -> int:
        if not 0 <= n <= self.inputs:
            raise ValueError("E01")
        return n
