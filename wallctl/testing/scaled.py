"""Real time that can be made to run faster: ten minutes of silence in two seconds."""

from __future__ import annotations

import asyncio
import time


class ScaledClock:
    def __init__(self, factor: float = 1.0) -> None:
        self._factor = factor
        self._real = time.monotonic()
        self._passed = 0.0

    @property
    def factor(self) -> float:
        return self._factor

    @factor.setter
    def factor(self, factor: float) -> None:
        self._passed, self._real = self.monotonic(), time.monotonic()
        self._factor = factor

    def now(self) -> float:
        return 1_700_000_000.0 + self.monotonic()

    def monotonic(self) -> float:
        return self._passed + (time.monotonic() - self._real) * self._factor

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._factor)
