"""The history of alarms: what was raised, cleared and done about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from wallctl.domain.alarms import AlarmEvent


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the history. `number` grows with every line."""

    number: int
    event: AlarmEvent


class AlarmLog(Protocol):
    """All of it raises what the store raises; an alarm is shown whether it could be written
    or not."""

    async def add(self, events: Sequence[AlarmEvent]) -> None:
        """Writes lines, all or none, in this order."""
        ...

    async def since(self, at: float, limit: int) -> tuple[AlarmEvent, ...]:
        """The newest `limit` lines from that time on, oldest first."""
        ...

    async def page(self, before: int, limit: int) -> tuple[Line, ...]:
        """Lines under that number (0: from the end), newest first."""
        ...

    async def latest(self, latched: Collection[str]) -> tuple[AlarmEvent, ...]:
        """For each alarm that stands its newest raise; of codes in `latched` also the clearing
        that no reset came after."""
        ...

    async def prune(self, before: float) -> int:
        """Drops lines older than that; how many. Raises of what stands are dropped too."""
        ...
