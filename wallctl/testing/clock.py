"""Time and ids that a test decides."""

from __future__ import annotations

import asyncio
import heapq
from itertools import count

TURNS = 50  # of the loop, after each step of time


class VirtualClock:
    """Time stands still until `advance`; those who sleep wake in the order of their times."""

    def __init__(self, epoch: float = 1_700_000_000.0) -> None:
        self._epoch = epoch
        self._passed = 0.0
        self._order = count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self._epoch + self._passed

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._passed + seconds, next(self._order), woken))
        await woken

    @property
    def sleepers(self) -> int:
        """How many sleep now."""
        return sum(not woken.done() for _, _, woken in self._sleepers)

    async def advance(self, seconds: float) -> None:
        """Lets time pass; the loop turns after each waking."""
        await self.settle()
        end = self._passed + seconds
        while self._sleepers and self._sleepers[0][0] <= end:
            due, _, woken = heapq.heappop(self._sleepers)
            self._passed = max(self._passed, due)
            if not woken.done():
                woken.set_result(None)
                await self.settle()
        self._passed = end
        await self.settle()

    async def settle(self) -> None:
        """Lets everything run that needs no time."""
        for _ in range(TURNS):
            await asyncio.sleep(0)


class CountingIds:
    """a1, a2, a3, ..."""

    def __init__(self, stem: str = "a") -> None:
        self._stem = stem
        self._count = count(1)

    def fresh(self) -> str:
        return f"{self._stem}{next(self._count)}"
