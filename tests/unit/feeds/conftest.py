"""A running feed manager for tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest_asyncio

from wallctl.domain.entities import Medium
from wallctl.domain.plan import FeedSpec
from wallctl.feeds.keys import FeedKey
from wallctl.feeds.manager import FeedManager


class RealClock:
    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Bench:
    """A manager that runs, and what it called back."""

    def __init__(self) -> None:
        self.frames: list[FeedKey] = []
        self.states: list[tuple[FeedKey, str, str]] = []
        self.manager = FeedManager(
            commands={}, on_frame=self.frames.append, on_state=self._state, clock=RealClock()
        )

    def _state(self, key: FeedKey) -> None:
        for feed in self.manager.figures():
            if (feed.source, feed.stream) == key:
                self.states.append((key, feed.picture, feed.reason))

    def figures(self, key: FeedKey):
        return next(f for f in self.manager.figures() if (f.source, f.stream) == key)


async def until(said: Callable[[], object], seconds: float = 15.0):
    """Waits for a condition; the deadline is for a broken system only."""
    end = time.monotonic() + seconds
    while not (found := said()):
        assert time.monotonic() < end, "did not come true in time"
        await asyncio.sleep(0.01)
    return found


def spec(address: str, source: str = "a", **more) -> FeedSpec:
    return FeedSpec(source, source, Medium.STREAM, address, **more)


@pytest_asyncio.fixture
async def bench() -> AsyncIterator[Bench]:
    made = Bench()
    task = asyncio.create_task(made.manager.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
