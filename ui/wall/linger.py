"""Feeds that left the walls a moment ago: kept warm, so that a scene is back at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wallctl.domain.geometry import Size
from wallctl.domain.plan import FeedSpec
from wallctl.feeds.keys import FeedKey, Mode, Want

LINGER_S = 30.0
MOST = 16  # a whole wall of them; each may hold a page or the packets since a key frame


@dataclass(frozen=True, slots=True)
class _Left:
    spec: FeedSpec
    size: Size | None
    until: float


class Linger:
    """Times are monotonic s, handed in. `lost`: the feed shows no picture; there is nothing in it
    to be kept."""

    def __init__(self, lost: Callable[[FeedKey], bool]) -> None:
        self._lost = lost
        self._wanted: dict[FeedKey, Want] = {}
        self._left: dict[FeedKey, _Left] = {}

    def keep(
        self, wanted: Mapping[FeedKey, Want], known: Mapping[str, FeedSpec], now: float
    ) -> dict[FeedKey, Want]:
        """The feeds to be kept warm beside those that the walls want now. `known`: how the
        sources that left are opened today; one that is not there, or otherwise, is let go."""
        shown = {key.source for key in wanted}
        for key, want in self._wanted.items():
            if key.source not in shown:
                self._left.pop(key, None)  # the newest stand last
                self._left[key] = _Left(want.spec, want.size, now + LINGER_S)
        self._wanted = dict(wanted)
        stay = [
            key
            for key, left in self._left.items()
            if key.source not in shown
            and now < left.until
            and known.get(key.source) == left.spec
            and not self._lost(key)
        ]
        self._left = {key: self._left[key] for key in stay[-MOST:]}
        return {key: Want(left.spec, Mode.WARM, left.size) for key, left in self._left.items()}
