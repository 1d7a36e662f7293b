"""A history of alarms that lasts as long as the engine: where a room keeps none on disk."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence

from wallctl.domain.alarming import TURNS, stays
from wallctl.domain.alarms import AlarmEvent
from wallctl.ports.alarms import Line

KEPT = 20_000


class RecentAlarms:
    """ports.AlarmLog in memory."""

    def __init__(self) -> None:
        self._lines: deque[Line] = deque(maxlen=KEPT)
        self._count = 0

    async def add(self, events: Sequence[AlarmEvent]) -> None:
        for one in events:
            self._count += 1
            self._lines.append(Line(self._count, one))

    async def since(self, at: float, limit: int) -> tuple[AlarmEvent, ...]:
        found = [line.event for line in self._lines if line.event.at >= at]
        return tuple(found[-limit:])

    async def page(self, before: int, limit: int) -> tuple[Line, ...]:
        found = [line for line in reversed(self._lines) if not before or line.number < before]
        return tuple(found[:limit])

    async def latest(self, latched: Collection[str]) -> tuple[AlarmEvent, ...]:
        newest: dict[str, AlarmEvent] = {}
        for line in self._lines:
            if line.event.what in TURNS:
                newest.pop(line.event.key, None)
                newest[line.event.key] = line.event
        return tuple(e for e in newest.values() if stays(e, latched))

    async def prune(self, before: float) -> int:
        kept = [line for line in self._lines if line.event.at >= before]
        gone = len(self._lines) - len(kept)
        self._lines = deque(kept, maxlen=KEPT)
        return gone
