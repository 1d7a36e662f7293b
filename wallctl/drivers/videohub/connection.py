"""A Videohub router: it tells its whole state at first and every change from then on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import NoReturn

from wallctl.domain.devices.options import Options
from wallctl.domain.errors import Garbled, Rejected, Unreachable
from wallctl.drivers.videohub.diff import Lock, Routes
from wallctl.drivers.videohub.protocol import (
    ACK,
    LOCKS,
    NAK,
    PING,
    ROUTING,
    Hub,
    block,
    heard,
    request,
)
from wallctl.drivers.videohub.state import points, state
from wallctl.ports.driver import Act, Means, Opened, Operation, State
from wallctl.ports.line import TcpAddress
from wallctl.transport.lines.exchange import Exchange
from wallctl.transport.lines.framing import Delimited

LONGEST = 65_536  # bytes of a block: the labels of 288 inputs
TIMEOUT_S = 3.0


class VideohubConnection:
    """The Connection port."""

    def __init__(self, options: Options, means: Means) -> None:
        self._means = means
        self._exchange = Exchange(
            means.lines(TcpAddress(str(options["host"]), int(options["port"]))),
            Delimited(b"\n\n", b"\r\n\r\n", longest=LONGEST),
            means.clock,
            timeout_s=TIMEOUT_S,
            unasked=self._heard,
        )
        self._hub = Hub()
        self._opened = False
        self._fresh = asyncio.Event()

    async def open(self) -> Opened:
        await self._exchange.open()
        await self._exchange.ask(b"", self._whole)
        hub = self._hub
        if hub.present != "true":  # a server without its router, or with one it cannot speak to
            raise Unreachable(reason=f"router_{hub.present}"[:40])
        self._opened = True
        self._fresh.clear()
        info = (("maker", "Blackmagic Design"), ("model", hub.model), ("version", hub.version))
        return Opened(state(hub), points(hub), tuple(row for row in info if row[1]))

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        while True:
            await self._exchange.until(self._fresh)
            self._fresh.clear()
            told(state(self._hub))

    async def read(self, keys: Collection[str] = ()) -> State:
        """It tells every change by itself, in order: who answers a ping has told all."""
        await self._asked(PING, refusable=False)
        return state(self._hub)

    async def send(self, operation: Operation) -> State:
        match operation.message:
            case Routes(inputs):
                await self._route(inputs)
            case Lock(output, locked):
                await self._asked(request(LOCKS, {output: "O" if locked else "U"}))
            case _:
                raise Rejected("unsupported")
        return {}

    async def act(self, act: Act) -> State:
        raise Rejected("unsupported", act=act.name)

    async def say(self, line: str) -> str:
        """`\\n` in the line begins a new one; the blank line at the end is added."""
        data = f"{line.replace(chr(92) + 'n', chr(10))}\n\n".encode()
        return (await self._exchange.try_out(data)).decode("utf-8", "replace").strip()

    async def close(self) -> None:
        await self._exchange.close()

    # -- within -------------------------------------------------------------------------------

    async def _route(self, inputs: tuple[tuple[int, int], ...]) -> None:
        try:
            await self._asked(request(ROUTING, dict(inputs)))
        except Rejected:
            if len(inputs) == 1:
                raise
            # One locked output refuses them all: the others shall not wait for it.
            refused = 0
            for output, to in inputs:
                try:
                    await self._asked(request(ROUTING, {output: to}))
                except Rejected:
                    refused += 1
            if refused:
                raise

    async def _asked(self, data: bytes, *, refusable: bool = True) -> None:
        began = self._means.clock.monotonic()

        def answered(message: bytes) -> bool | None:
            name = block(message).name
            if name not in {ACK, NAK}:
                return None
            ms = (self._means.clock.monotonic() - began) * 1000
            self._means.exchanged(data.decode().strip(), name, ms)
            if name == NAK and refusable:
                raise Rejected("locked_or_unknown")
            return True

        await self._exchange.ask(data, answered)

    def _whole(self, message: bytes) -> bool | None:
        self._heard(message)
        return True if self._hub.complete else None

    def _heard(self, message: bytes) -> None:
        before, self._hub = self._hub, heard(self._hub, block(message))
        if self._hub == before or not self._opened:
            return
        if self._hub.present != "true":
            raise Garbled("router_gone")
        if points(self._hub) != points(before):
            self._means.repointed(points(self._hub))
        self._fresh.set()
