"""Writes the history of alarms behind the list: no alarm waits for the disk."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable

from wallctl.domain.alarms import AlarmEvent
from wallctl.ports.alarms import AlarmLog
from wallctl.ports.clock import Clock

log = logging.getLogger(__name__)

FAULT = "alarms_unwritten"
WAITING = 5_000  # lines; the oldest are lost beyond
AGAIN_S = 10.0
KEPT_S = 90 * 86_400.0
PRUNE_S = 86_400.0
FLUSH_S = 2.0


class AlarmHistory:
    def __init__(self, store: AlarmLog, clock: Clock, fault: Callable[[str, bool], None]) -> None:
        self._store = store
        self._clock = clock
        self._fault = fault
        self._lines: deque[AlarmEvent] = deque(maxlen=WAITING)
        self._more = asyncio.Event()

    def add(self, events: Iterable[AlarmEvent]) -> None:
        self._lines.extend(events)
        if self._lines:
            self._more.set()

    async def run(self) -> None:
        """Writes and prunes until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._write())
            group.create_task(self._prune())

    async def flush(self) -> None:
        """Writes what is left, for a moment."""
        try:
            async with asyncio.timeout(FLUSH_S):
                await self._write_all()
        except TimeoutError:
            log.warning("%d lines of the alarms' history were not written", len(self._lines))

    async def _write(self) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            while not await self._write_all():
                await self._clock.sleep(AGAIN_S)

    async def _write_all(self) -> bool:
        """Whether nothing is left to write."""
        while self._lines:
            batch = tuple(self._lines)
            try:
                await self._store.add(batch)
            except Exception as exc:
                log.warning("the alarms' history was not written: %s", exc)
                self._fault(FAULT, True)
                return False
            for _ in range(min(len(batch), len(self._lines))):
                self._lines.popleft()
        self._fault(FAULT, False)
        return True

    async def _prune(self) -> None:
        while True:
            try:
                await self._store.prune(self._clock.now() - KEPT_S)
            except Exception as exc:
                log.warning("the alarms' history was not pruned: %s", exc)
            await self._clock.sleep(PRUNE_S)
