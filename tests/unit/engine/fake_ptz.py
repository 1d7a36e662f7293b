"""A camera driver that a test steers: what it was told, in order, and how it answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from wallctl.domain.entities import Source
from wallctl.domain.errors import DeviceError
from wallctl.domain.observed import PtzState
from wallctl.ports.ptz import Velocity


class FakePtz:
    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []
        self.watched: tuple[str, ...] = ()
        self.error: DeviceError | None = None
        self.hold: asyncio.Event | None = None  # acts wait for it, where it is there
        self._news: asyncio.Queue[tuple[PtzState, ...]] = asyncio.Queue()

    def say(self, *states: PtzState) -> None:
        self._news.put_nowait(states)

    def watch(self, sources: Sequence[Source]) -> None:
        self.watched = tuple(s.id for s in sources)

    async def states(self) -> AsyncIterator[tuple[PtzState, ...]]:
        while True:
            yield await self._news.get()

    async def move(self, source: Source, velocity: Velocity) -> None:
        await self._do("move", source.id, velocity.pan, velocity.tilt, velocity.zoom)

    async def stop(self, source: Source) -> None:
        await self._do("stop", source.id)

    async def recall(self, source: Source, preset: int) -> None:
        await self._do("recall", source.id, preset)

    async def store(self, source: Source, preset: int, name: str) -> None:
        await self._do("store", source.id, preset, name)

    async def _do(self, *what: object) -> None:
        if self.hold is not None:
            await self.hold.wait()
        self.told.append(what)
        if self.error is not None:
            raise self.error
