"""Outcomes are written down behind the answer: nobody waits for a second write to the disk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from wallctl.domain.commands import Answer
from wallctl.ports.journal import Journal

log = logging.getLogger(__name__)

QUEUE_LIMIT = 1_000
FLUSH_S = 3.0
FAULT = "outcomes_unwritten"


class Memory:
    """Keeps answers beside their rows. What is lost here is `outcome_unknown` after a restart."""

    def __init__(self, journal: Journal, fault: Callable[[str, bool], None]) -> None:
        self._journal = journal
        self._fault = fault
        self._queue: asyncio.Queue[tuple[str, Answer]] = asyncio.Queue(QUEUE_LIMIT)

    def keep(self, id: str, answer: Answer) -> None:
        try:
            self._queue.put_nowait((id, answer))
        except asyncio.QueueFull:
            self._fault(FAULT, True)

    async def run(self) -> None:
        """Writes until cancelled."""
        while True:
            await self._write(*await self._queue.get())

    async def flush(self) -> None:
        """Writes what is left, for at most `FLUSH_S`."""
        try:
            async with asyncio.timeout(FLUSH_S):
                while not self._queue.empty():
                    await self._write(*self._queue.get_nowait())
        except TimeoutError:
            log.warning("%d outcomes were not written", self._queue.qsize())

    async def _write(self, id: str, answer: Answer) -> None:
        try:
            await self._journal.answered(id, answer)
        except Exception as exc:
            log.warning("an outcome was not written: %s", type(exc).__name__)
            self._fault(FAULT, True)
        else:
            self._fault(FAULT, False)
