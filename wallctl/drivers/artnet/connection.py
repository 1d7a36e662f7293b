"""One universe at one node. Nothing is sent before something is wanted: until then the lights stay
as somebody else left them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from typing import NoReturn

from wallctl.domain.devices.options import Options
from wallctl.domain.errors import Rejected
from wallctl.drivers.artnet import protocol
from wallctl.drivers.artnet.protocol import Frame
from wallctl.drivers.artnet.state import lights
from wallctl.ports.driver import Act, Means, Opened, Operation, State
from wallctl.ports.line import UdpAddress

AGAIN_S = 1.0  # a node may put the lights out after some 4 s without a frame
SHOWN = 24  # channels of a frame that people read


class ArtnetConnection:
    def __init__(self, options: Options, means: Means) -> None:
        self._means = means
        self._wait_s = float(options["wait_s"])
        self._universe = int(options["universe"])
        self._line = means.lines(UdpAddress(str(options["host"]), int(options["port"])))
        self._frame = Frame(lights(str(options["lights"])))
        self._sequence = 0
        self._sent_at: float | None = None

    async def open(self) -> Opened:
        """Art-Net's answer goes to a port that is not ours: heard is only the machine's word that
        nobody is there."""
        await self._line.open()
        await self._line.write(protocol.poll())
        look = asyncio.ensure_future(self._line.read())
        limit = asyncio.ensure_future(self._means.clock.sleep(self._wait_s))
        try:
            await asyncio.wait({look, limit}, return_when=asyncio.FIRST_COMPLETED)
            if look.done():
                look.result()
        finally:
            for task in (look, limit):
                task.cancel()
            await asyncio.gather(look, limit, return_exceptions=True)
        return Opened({})

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._repeat())
            while True:
                await self._line.read()  # it has nothing to say, but the machine has

    async def read(self, keys: Collection[str] = ()) -> State:
        return {}

    async def send(self, operation: Operation) -> State:
        wanted = operation.message
        assert isinstance(wanted, Mapping)
        for key, value in wanted.items():
            self._frame.set(key, float(value))
        await self._send()
        shown = bytes(self._frame).rstrip(b"\0")[:SHOWN].hex(" ").upper()
        self._means.exchanged(f"ArtDmx {self._universe}: {shown}", "", 0.0)
        return {}

    async def act(self, act: Act) -> State:
        raise Rejected("unsupported", act=act.name)

    async def say(self, line: str) -> str:
        raise Rejected("unsupported", line=line)

    async def close(self) -> None:
        await self._line.close()

    async def _send(self) -> None:
        self._sequence = protocol.following(self._sequence)
        self._sent_at = self._means.clock.monotonic()
        await self._line.write(protocol.dmx(self._universe, self._sequence, bytes(self._frame)))

    async def _repeat(self) -> NoReturn:
        clock = self._means.clock
        while True:
            sent = self._sent_at
            left = AGAIN_S if sent is None else sent + AGAIN_S - clock.monotonic()
            if left > 0:
                await clock.sleep(left)
            elif sent is not None:
                await self._send()
