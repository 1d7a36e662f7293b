"""A router that speaks Blackmagic's Videohub Ethernet Protocol: crosspoints, locks, labels."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from wallctl.simulators.devices.base import TcpSimulator, Value

Changes = list[tuple[int, str]]


class Videohub(TcpSimulator):
    family = "videohub"

    def __init__(
        self,
        outputs: int = 8,
        inputs: int = 8,
        labels: Mapping[str, str] | None = None,
        locked: tuple[int, ...] = (),
    ) -> None:
        """`labels` are of inputs, by number from 1; `locked` outputs are another client's."""
        super().__init__()
        self.outputs, self.inputs = outputs, inputs
        self.routes = {n: min(n, inputs - 1) for n in range(outputs)}
        self.names = {n: f"Input {n + 1}" for n in range(inputs)}
        self.names |= {int(n) - 1: name for n, name in (labels or {}).items()}
        self.owners: dict[int, object] = {n - 1: self for n in locked}
        self._writers: set[asyncio.StreamWriter] = set()

    def options(self) -> Mapping[str, Value]:
        return {"host": self.host, "port": self.port}

    def state(self) -> Mapping[str, Value]:
        routes: dict[str, Value] = {f"route.{n + 1}": str(to + 1) for n, to in self.routes.items()}
        return routes | {f"lock.{n + 1}": n in self.owners for n in range(self.outputs)}

    async def front_panel(self, key: str, value: Value) -> None:
        kind, _, number = key.partition(".")
        n = int(number) - 1
        if not 0 <= n < self.outputs:
            raise KeyError(key)
        if kind == "route":
            self.routes[n] = int(value) - 1
        elif kind != "lock":
            raise KeyError(key)
        elif value:
            self.owners[n] = self
        else:
            self.owners.pop(n, None)
        await self._tell(kind, [n])

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            await self.say(writer, self._prelude(writer).encode())
            while True:
                await self._answer(await self._block(reader), writer)
        finally:
            self._writers.discard(writer)

    async def _block(self, reader: asyncio.StreamReader) -> list[str]:
        lines: list[str] = []
        while True:
            line = (await reader.readuntil(b"\n")).decode("utf-8", "replace").strip()
            if line:
                lines.append(line)
            elif lines:
                return lines

    async def _answer(self, lines: list[str], writer: asyncio.StreamWriter) -> None:
        kind = {"VIDEO OUTPUT ROUTING:": "route", "VIDEO OUTPUT LOCKS:": "lock"}.get(lines[0], "")
        if lines[0] == "PING:":
            await self.say(writer, b"ACK\n\n")
            return
        if not kind or self.faults.refuse:
            await self.say(writer, b"NAK\n\n")
            return
        try:
            changes = [self._change(line) for line in lines[1:]]
            self._carry_out(kind, changes, writer)
        except ValueError:
            await self.say(writer, b"NAK\n\n")
            return
        await self.say(writer, b"ACK\n\n")
        if changes:
            await self._tell(kind, [n for n, _ in changes])
        else:
            await self.say(writer, self._status(kind, list(range(self.outputs)), writer).encode())

    def _change(self, line: str) -> tuple[int, str]:
        number, _, value = line.partition(" ")
        n = int(number)
        if not 0 <= n < self.outputs:
            raise ValueError(line)
        return n, value

    def _carry_out(self, kind: str, changes: Changes, writer: asyncio.StreamWriter) -> None:
        """All or, by raising ValueError, nothing."""
        for n, value in changes:
            anothers = self.owners.get(n, writer) is not writer
            if kind == "route" and (anothers or not 0 <= int(value) < self.inputs):
                raise ValueError(value)
            if kind == "lock" and (value not in {"O", "U", "F"} or (anothers and value != "F")):
                raise ValueError(value)
        for n, value in changes:
            if kind == "route":
                self.routes[n] = int(value)
            elif value == "O":
                self.owners[n] = writer
            else:
                self.owners.pop(n, None)

    async def _tell(self, kind: str, numbers: list[int]) -> None:
        for writer in tuple(self._writers):
            await self.say(writer, self._status(kind, numbers, writer).encode())

    def _status(self, kind: str, numbers: list[int], writer: asyncio.StreamWriter) -> str:
        if kind == "route":
            rows = [f"{n} {self.routes[n]}" for n in numbers]
            return "\n".join(["VIDEO OUTPUT ROUTING:", *rows, "", ""])
        rows = [f"{n} {self._lock(n, writer)}" for n in numbers]
        return "\n".join(["VIDEO OUTPUT LOCKS:", *rows, "", ""])

    def _lock(self, n: int, writer: asyncio.StreamWriter) -> str:
        owner = self.owners.get(n)
        return "U" if owner is None else "O" if owner is writer else "L"

    def _prelude(self, writer: asyncio.StreamWriter) -> str:
        everything = list(range(self.outputs))
        blocks = [
            ["PROTOCOL PREAMBLE:", "Version: 2.3"],
            [
                "VIDEOHUB DEVICE:",
                "Device present: true",
                "Model name: Made-up Videohub",
                f"Video inputs: {self.inputs}",
                "Video processing units: 0",
                f"Video outputs: {self.outputs}",
                "Video monitoring outputs: 0",
                "Serial ports: 0",
            ],
            ["INPUT LABELS:", *(f"{n} {name}" for n, name in self.names.items())],
            ["OUTPUT LABELS:", *(f"{n} Output {n + 1}" for n in everything)],
        ]
        said = "".join("\n".join([*lines, "", ""]) for lines in blocks)
        return (
            said
            + self._status("lock", everything, writer)
            + self._status("route", everything, writer)
        )
