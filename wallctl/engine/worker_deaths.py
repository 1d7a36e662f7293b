"""How often a node's player workers died lately, read off the reasons its feeds give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wallctl.domain.observed import FeedFigures, Reason

LATELY_S = 600.0


class WorkerDeaths:
    """A death costs all feeds of its worker at once: they are one."""

    def __init__(self) -> None:
        self._down: frozenset[str] = frozenset()
        self._deaths: dict[str, tuple[float, ...]] = {}

    def look(self, feeds: Iterable[FeedFigures], now: float) -> None:
        down = frozenset(f.node for f in feeds if f.reason is Reason.WORKER_LOST)
        for node in down - self._down:
            self._deaths[node] = (*self._deaths.get(node, ()), now)
        self._down = down
        lately = {n: tuple(t for t in at if now - t < LATELY_S) for n, at in self._deaths.items()}
        self._deaths = {node: at for node, at in lately.items() if at}

    @property
    def count(self) -> Mapping[str, int]:
        return {node: len(at) for node, at in self._deaths.items()}

    def due(self, now: float) -> float | None:
        """Seconds until the oldest is forgotten."""
        oldest = min((at[0] for at in self._deaths.values()), default=None)
        return None if oldest is None else max(0.0, oldest + LATELY_S - now)
