"""Thumbnails of sources that nothing else plays: opened two at a time, for a picture each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wallctl.domain.entities import Medium
from wallctl.domain.plan import FeedSpec

AT_ONCE = 2
PATIENCE_S = 8.0
AGAIN_S = 15.0
AGAIN_FAILED_S = 60.0
AGAIN_PAGE_S = 180.0  # a page costs a second of a core to load


class Rota:
    """Whose turn it is. Times are monotonic s, handed in."""

    def __init__(self) -> None:
        self._specs: dict[str, FeedSpec] = {}
        self._open: dict[str, float] = {}
        self._next: dict[str, float] = {}

    def want(self, specs: Iterable[FeedSpec]) -> None:
        """The sources a thumbnail is wanted of, from now on."""
        self._specs = {s.source: s for s in specs}
        self._open = {s: at for s, at in self._open.items() if s in self._specs}
        self._next = {s: at for s, at in self._next.items() if s in self._specs}

    def turn(self, now: float, seen: Callable[[str, float], bool]) -> tuple[FeedSpec, ...]:
        """The sources to be open now. `seen(source, since)`: it gave a picture since then."""
        for source, since in list(self._open.items()):
            got = seen(source, since)
            if not got and now - since < PATIENCE_S:
                continue
            del self._open[source]
            page = self._specs[source].medium is Medium.WEB
            again = AGAIN_PAGE_S if page else AGAIN_S
            self._next[source] = now + (again if got else AGAIN_FAILED_S)
        waiting = [s for s in self._specs if s not in self._open and self._next.get(s, 0.0) <= now]
        waiting.sort(key=lambda s: self._next.get(s, 0.0))
        for source in waiting[: max(0, AT_ONCE - len(self._open))]:
            self._open[source] = now
        return tuple(self._specs[s] for s in self._open)
