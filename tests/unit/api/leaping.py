"""The machine's clock, whose time a test can make leap."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from wallctl.app.system import SystemClock


class LeapingClock(SystemClock):
    def __init__(self) -> None:
        self._leapt = 0.0
        self._sleepers: set[asyncio.Event] = set()

    def now(self) -> float:
        return super().now() + self._leapt

    def monotonic(self) -> float:
        return super().monotonic() + self._leapt

    async def sleep(self, seconds: float) -> None:
        end = self.monotonic() + seconds
        leap = asyncio.Event()
        self._sleepers.add(leap)
        try:
            while (left := end - self.monotonic()) > 0:
                leap.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(leap.wait(), left)
        finally:
            self._sleepers.discard(leap)

    def leap(self, seconds: float) -> None:
        """As if `seconds` had passed: who would have been awake by now wakes."""
        self._leapt += seconds
        for one in self._sleepers:
            one.set()
