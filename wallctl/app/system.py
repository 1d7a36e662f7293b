"""The real clock and real ids."""

from __future__ import annotations

import asyncio
import time
import uuid


class SystemClock:
    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class RandomIds:
    def fresh(self) -> str:
        return uuid.uuid4().hex[:16]
