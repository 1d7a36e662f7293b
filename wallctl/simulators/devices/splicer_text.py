"""A splicing processor with windows, spoken to in text between angle brackets: a typical style."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from wallctl.simulators.devices.base import TcpSimulator, Value

Rectangle = tuple[int, int, int, int, int]  # source, x, y, w, h


class TextSplicer(TcpSimulator):
    family = "templated"

    def __init__(
        self, windows: int = 4, inputs: int = 8, size: tuple[int, int] = (7680, 2160)
    ) -> None:
        super().__init__()
        self.windows, self.inputs, self.size = windows, inputs, size
        self.open: dict[int, Rectangle] = {}
        self.presets: dict[int, dict[int, Rectangle]] = {1: {1: (1, 0, 0, *size)}}
        self._writers: set[asyncio.StreamWriter] = set()

    def options(self) -> Mapping[str, Value]:
        return {
            "profile": "splicer-text",
            "line": "tcp",
            "host": self.host,
            "port": self.port,
            "outputs": self.windows,
            "inputs": self.inputs,
        }

    def state(self) -> Mapping[str, Value]:
        return {f"window.{n}": self._value(n) for n in range(1, self.windows + 1)}

    async def front_panel(self, key: str, value: Value) -> None:
        n = int(key.removeprefix("window."))
        if not 1 <= n <= self.windows:
            raise KeyError(key)
        if value == "":
            self.open.pop(n, None)
        else:
            source, _, place = str(value).partition("@")
            x, y, w, h = (int(part) for part in place.split(","))
            self.open[n] = (int(source), x, y, w, h)
        for writer in tuple(self._writers):
            await self.say(writer, self._status(n).encode())

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while True:
                said = await reader.readuntil(b">")
                command = said.decode("latin-1").rpartition("<")[2].rstrip(">")
                await self.say(writer, self._answer(command.split(",")).encode())
        finally:
            self._writers.discard(writer)

    def _answer(self, words: list[str]) -> str:
        if self.faults.refuse:
            return "<error,9>"
        try:
            return self._act(words[0], [int(word) for word in words[1:]])
        except (ValueError, LookupError):
            return "<error,1>"

    def _act(self, verb: str, numbers: list[int]) -> str:
        n = numbers[0]
        if verb == "call":
            self.open = dict(self.presets[n])
        elif verb == "save":
            self.presets[n] = dict(self.open)
        elif not 1 <= n <= self.windows:
            raise ValueError(n)
        if verb in {"call", "save"}:
            self.acted += 1
            return f"<{verb},{n}>"
        if verb == "open":
            source, x, y, w, h = numbers[1:]
            if not 1 <= source <= self.inputs or w < 1 or h < 1:
                raise ValueError(numbers)
            self.open[n] = (source, x, y, w, h)
        elif verb == "close":
            self.open.pop(n, None)
        elif verb != "status":
            raise ValueError(verb)
        return self._status(n)

    def _status(self, n: int) -> str:
        if n not in self.open:
            return f"<close,{n}>"
        return f"<open,{n},{','.join(map(str, self.open[n]))}>"

    def _value(self, n: int) -> str:
        if n not in self.open:
            return ""
        source, *place = self.open[n]
        return f"{source}@{','.join(map(str, place))}"
