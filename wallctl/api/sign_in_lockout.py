"""Guessing passwords takes ever longer, for whoever guesses and nobody else."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

FREE = 3  # wrong passwords without a wait: anyone mistypes
FIRST_S = 5.0
LONGEST_S = 300.0
FORGOTTEN_S = 3600.0
KEPT = 4096  # names and peers; the oldest go


class Locked(Exception):
    """Too many wrong passwords: asked again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"locked for {seconds} s")


@dataclass(slots=True)
class _Tries:
    count: int = 0
    until: float = 0.0
    last: float = 0.0


class Lockout:
    """Counts by name and peer. A try counts when it begins, so that many at once gain nothing.

    `now` are monotonic seconds.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._tries: OrderedDict[tuple[str, str], _Tries] = OrderedDict()

    def begin(self, name: str, peer: str) -> None:
        """Raises Locked."""
        now, key = self._now(), (name.strip().casefold()[:200], peer)
        tries = self._tries.setdefault(key, _Tries())
        self._tries.move_to_end(key)
        if now - tries.last > FORGOTTEN_S:
            tries.count, tries.until = 0, 0.0
        if now < tries.until:
            raise Locked(math.ceil(tries.until - now))
        tries.count, tries.last = tries.count + 1, now
        if tries.count >= FREE:
            tries.until = now + min(LONGEST_S, FIRST_S * 2 ** (tries.count - FREE))
        while len(self._tries) > KEPT:
            self._tries.popitem(last=False)

    def wait_s(self, name: str, peer: str) -> int:
        """How long the next try has to wait, whole s; 0 not at all."""
        tries = self._tries.get((name.strip().casefold()[:200], peer))
        return max(0, math.ceil(tries.until - self._now())) if tries is not None else 0

    def passed(self, name: str, peer: str) -> None:
        self._tries.pop((name.strip().casefold()[:200], peer), None)
