"""Whether somebody is at the desk: by input there, told by the desks themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wallctl.domain.observed import Presence
from wallctl.ports.clock import Clock

UNATTENDED_S = 300.0
LEFT_S = 10.0  # a desk whose connection broke may be back
START_S = 15.0  # desks come back after a restart of the engine before anything is said


@dataclass(frozen=True, slots=True)
class Duty:
    """What the site says of its duty: how long without input means nobody is there, and the
    duty room's telephone."""

    unattended_s: float = UNATTENDED_S
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One desk: who, and when there was input last. `left_at` 0 while it is connected."""

    user: str
    input_at: float
    left_at: float = 0.0

    def there_until(self, limit_s: float) -> float:
        until = self.input_at + limit_s
        return min(until, self.left_at + LEFT_S) if self.left_at else until


def presence_of(
    sittings: Iterable[Sitting], limit_s: float, now: float, before: Presence
) -> Presence:
    """Attended while one desk had input within the limit."""
    known = tuple(sittings)
    attended = any(now < one.there_until(limit_s) for one in known)
    desks = tuple(sorted({one.user for one in known if not one.left_at}))
    since = before.since if attended == before.attended and before.since else now
    return Presence(attended, since, desks)


class Attendance:
    """`told` gets the presence whenever it may have changed. At first it is not known."""

    def __init__(self, *, clock: Clock, told: Callable[[Presence], None], limit_s: float) -> None:
        self._clock = clock
        self._told = told
        self._limit_s = limit_s
        self._sittings: dict[str, Sitting] = {}
        self._now = Presence()
        self._moved = asyncio.Event()

    def present(self, desk: str, user: str, idle_s: float) -> None:
        """A desk is there; its last input was so many seconds ago."""
        input_at = self._clock.monotonic() - max(0.0, idle_s)
        self._sittings[desk] = Sitting(user, input_at)
        self._moved.set()

    def left(self, desk: str) -> None:
        known = self._sittings.get(desk)
        if known is not None:
            at = self._clock.monotonic()
            self._sittings[desk] = Sitting(known.user, known.input_at, at)
            self._moved.set()

    async def run(self) -> None:
        """Keeps the presence until cancelled."""
        await self._until(START_S)
        while True:
            wait = self._look()
            self._moved.clear()
            await self._until(wait)

    def _look(self) -> float | None:
        now = self._clock.monotonic()
        # The time is the clock's on the wall, the reckoning is not: it never steps.
        found = presence_of(self._sittings.values(), self._limit_s, now, self._now)
        if found.attended != self._now.attended or not self._now.since:
            found = Presence(found.attended, self._clock.now(), found.desks)
        self._now = found
        self._told(found)
        self._sittings = {
            id: one
            for id, one in self._sittings.items()
            if not one.left_at or now < one.there_until(self._limit_s)
        }
        ends = [one.there_until(self._limit_s) - now for one in self._sittings.values()]
        return min((end for end in ends if end > 0), default=None)

    async def _until(self, wait: float | None) -> None:
        if wait is None:
            await self._moved.wait()
            return
        async with asyncio.TaskGroup() as group:
            timer = group.create_task(self._clock.sleep(wait))
            news = group.create_task(self._moved.wait())
            await asyncio.wait({timer, news}, return_when=asyncio.FIRST_COMPLETED)
            timer.cancel()
            news.cancel()
