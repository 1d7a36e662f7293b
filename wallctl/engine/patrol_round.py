"""One patrol in one tile of a program: when it turns, to which source, and what it skips."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from wallctl.domain.entities import Tile
from wallctl.domain.patrolling import following

AHEAD_S = 6.0  # before its turn, a source is opened
PATIENCE_S = 12.0  # so long a source may take from being opened to its first picture
RETRY_S = 10.0  # until the others are tried again, where none had a picture
LEAST_S = 2.0  # a tile that shows no picture is left no sooner


class Seen(StrEnum):
    """What is observed of a source on the nodes that show the tile."""

    LIVE = "live"  # could be shown at once
    WAITING = "waiting"  # not known yet
    NONE = "none"  # has no picture
    BLIND = "blind"  # no node is there to say so


Look = Callable[[str], Seen]


class Round:
    """Times are monotonic s, handed in; nothing waits here."""

    def __init__(self, tile: Tile, source: str, now: float) -> None:
        self.tile = tile
        self.source = source
        self.next = ""  # being opened for its turn
        self.dead = False  # neither its own nor any other source has a picture
        self.due = 0.0  # of the next turn; 0 while no node is there to show it
        self._tried: set[str] = set()
        self._without: set[str] = set()
        self._since = 0.0
        self._next_since = 0.0
        self._begin(now)

    @property
    def skipped(self) -> tuple[str, ...]:
        """The sources that had no picture when their turn came last, in the patrol's order."""
        listed = self.tile.patrol.sources if self.tile.patrol is not None else ()
        return tuple(s for s in listed if s in self._without and s != self.source)

    def step(self, now: float, look: Look) -> bool:
        """Looks at what is observed; True where something changed."""
        before = (self.source, self.next, self.due, self.dead, self.skipped)
        self._step(now, look)
        return before != (self.source, self.next, self.due, self.dead, self.skipped)

    def _step(self, now: float, look: Look) -> None:
        own = look(self.source)
        if own is Seen.BLIND:
            self.next, self.due = "", 0.0
            return
        if not self.due:
            self._begin(now)  # nobody saw it meanwhile: no turn is lost to that
        lost = own is Seen.NONE and now >= self._since + LEAST_S
        if own is Seen.LIVE:
            self.dead = False
        if not self.next and (now >= self.due - AHEAD_S or lost) and not self._resting(now):
            self._open(now)
        while self.next:
            seen = look(self.next)
            if seen is Seen.LIVE:
                if now >= self.due or lost:
                    self._turn(now)
                return
            if seen is not Seen.NONE and now < self._next_since + PATIENCE_S:
                return
            self._without.add(self.next)
            self._tried.add(self.next)
            self._open(now)
        if self._tried:
            self._all_tried(now, none=own is Seen.NONE)

    def _resting(self, now: float) -> bool:
        """All others were tried in vain a moment ago."""
        return self.dead and now < self.due

    def _open(self, now: float) -> None:
        self.next = following(self.tile, self.source, self._tried)
        self._next_since = now

    def _all_tried(self, now: float, *, none: bool) -> None:
        """Stays where it is, and tries the others again later."""
        self._tried.clear()
        self._since = now
        self.dead = none
        self.due = now + (max(RETRY_S, self._dwell()) if none else self._dwell())

    def _turn(self, now: float) -> None:
        self.source, self.next = self.next, ""
        self._without.discard(self.source)
        self._tried.clear()
        self.dead = False
        self._begin(now)

    def _begin(self, now: float) -> None:
        self._since = now
        self.due = now + self._dwell()

    def _dwell(self) -> float:
        return self.tile.patrol.dwell_s if self.tile.patrol is not None else RETRY_S
