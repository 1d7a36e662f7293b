"""Sends the packet. What it reaches, nobody says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import NoReturn

from wallctl.domain.devices.options import Options
from wallctl.domain.errors import Rejected
from wallctl.drivers.wol.protocol import magic, six_bytes
from wallctl.drivers.wol.state import WAKE
from wallctl.ports.driver import Act, Means, Opened, Operation, State
from wallctl.ports.line import UdpAddress

TIMES = 3  # a datagram may be lost; a machine that is awake takes no notice of it


class WolConnection:
    def __init__(self, options: Options, means: Means) -> None:
        self._means = means
        self._mac = str(options["mac"])
        self._packet = magic(
            six_bytes(self._mac) or b"", six_bytes(str(options["password"])) or b""
        )
        self._line = means.lines(UdpAddress(str(options["host"]), int(options["port"])))

    async def open(self) -> Opened:
        await self._line.open()
        return Opened({})

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        # A machine that is off may well refuse: to be asleep is no loss of it.
        await asyncio.Event().wait()
        raise AssertionError

    async def read(self, keys: Collection[str] = ()) -> State:
        return {}

    async def send(self, operation: Operation) -> State:
        raise Rejected("unsupported")

    async def act(self, act: Act) -> State:
        if act.name != WAKE.name:
            raise Rejected("unsupported", act=act.name)
        for _ in range(TIMES):
            await self._line.write(self._packet)
        self._means.exchanged(f"magic packet for {self._mac}", "", 0.0)
        return {}

    async def say(self, line: str) -> str:
        raise Rejected("unsupported", line=line)

    async def close(self) -> None:
        await self._line.close()
