"""A room in memory: virtual time, nodes as the test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from wallctl.domain.commands import (
    Action,
    Answer,
    Command,
    SiteApply,
    SourceAdd,
    TileAdd,
)
from wallctl.domain.entities import Medium, Output, Room, Source, Wall
from wallctl.domain.geometry import Rect, Size
from wallctl.engine.room import RoomEngine
from wallctl.testing.clock import CountingIds, VirtualClock
from wallctl.testing.glass import FakeGlass
from wallctl.testing.journal import MemoryDisk, MemoryJournal
from wallctl.testing.secrets import FakeSecrets

LEFT, RIGHT = Rect(0, 0, 960, 1080), Rect(960, 0, 960, 1080)
SITE = SiteApply(
    Room("hall", "指挥大厅"),
    (
        Wall("big", "hall", "大屏", Size(3840, 1080)),
        Wall("small", "hall", "小屏", Size(1920, 1080)),
    ),
    (
        Output("o1", "big", "n1", Rect(0, 0, 1920, 1080), "A"),
        Output("o2", "big", "n2", Rect(1920, 0, 1920, 1080), "A"),
        Output("o3", "small", "n1", Rect(0, 0, 1920, 1080), "B"),
    ),
)


@dataclass
class Bench:
    """An engine with everything around it in the test's hand."""

    clock: VirtualClock = field(default_factory=VirtualClock)
    glass: FakeGlass = field(default_factory=FakeGlass)
    disk: MemoryDisk = field(default_factory=MemoryDisk)
    secrets: FakeSecrets = field(default_factory=FakeSecrets)
    journal: MemoryJournal = field(init=False)
    engine: RoomEngine = field(init=False)
    running: asyncio.Task[None] | None = None
    asked: int = 0

    def __post_init__(self) -> None:
        self.journal = MemoryJournal(self.disk)
        self.engine = self._made()

    def _made(self) -> RoomEngine:
        return RoomEngine(
            room="hall",
            journal=self.journal,
            glass=self.glass,
            clock=self.clock,
            ids=CountingIds(f"r{len(self.disk.entries)}-"),
            secrets=self.secrets,
        )

    async def start(self) -> None:
        ready = asyncio.Event()
        self.running = asyncio.create_task(self.engine.run(ready))
        await ready.wait()
        await self.clock.settle()

    async def stop(self) -> None:
        if self.running is not None:
            self.running.cancel()
            await asyncio.gather(self.running, return_exceptions=True)
            self.running = None

    async def restart(self) -> None:
        """Another engine over the same journal and glass."""
        await self.stop()
        self.engine = self._made()
        await self.start()

    async def ask(
        self,
        what: Command | Action,
        by: str = "wang",
        id: str = "",
        expect: int | None = None,
    ) -> Answer:
        """Asks, and lets time pass as far as the answer needs it."""
        self.asked += 1
        id = id or f"c{len(self.disk.entries)}-{self.asked}"
        asking = asyncio.create_task(self.engine.ask(what, id=id, by=by, expect=expect))
        await self.clock.settle()
        for _ in range(100):
            if asking.done():
                break
            await self.clock.advance(0.1)
        assert asking.done(), "no answer in ten seconds of virtual time"
        return await asking

    async def until(self, holds: Callable[[], bool]) -> None:
        for _ in range(100):
            if holds():
                return
            await self.clock.settle()
        raise AssertionError("it never came to hold")

    async def furnish(self, *, up: bool = True) -> None:
        """Two walls on two nodes, three sources, two tiles in the big wall's preview."""
        if up:
            self.glass.up("n1", "n2")
        await self.ask(SITE, by="site")
        for id in ("cam1", "cam2", "cam3"):
            address = f"rtsp://admin@10.0.0.1/{id}"
            secret = self.secrets.seal("p@ss")
            await self.ask(
                SourceAdd(Source(id, f"机位{id}", Medium.STREAM, address, secret=secret))
            )
        await self.ask(TileAdd("big", "cam1", LEFT, id="t1"))
        await self.ask(TileAdd("big", "cam2", Rect(2000, 0, 960, 1080), id="t2"))


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    one = Bench()
    await one.start()
    yield one
    await one.stop()
