"""Where each source is shown, and how it is: derived from the mirror, never stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wallctl.domain.observed import FeedFigures, Picture
from wallctl.domain.show import Show


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tiles of the room's programs show a source, and whether a preview holds it."""

    program: int = 0
    preview: bool = False


NOWHERE = Tally()


def tallies(show: Show) -> dict[str, Tally]:
    """The tally of every source that is shown or prepared on any wall of the room.

    A wall behind its safe picture shows none of its tiles.
    """
    on_air: Counter[str] = Counter()
    prepared: set[str] = set()
    for wall in show.walls.values():
        prepared.update(t.source for t in show.preview_tiles(wall.id))
        if not wall.safe:
            on_air.update(t.source for t in show.program(wall.id).tiles)
    return {s: Tally(on_air[s], s in prepared) for s in on_air.keys() | prepared}


_BEST = (
    Picture.LIVE,
    Picture.HELD,
    Picture.STALE,
    Picture.WARM,
    Picture.OPENING,
    Picture.SLATE,
    Picture.SAFE,
)
_ORDER = {picture: place for place, picture in enumerate(_BEST)}


def best_feeds(feeds: Iterable[FeedFigures]) -> Mapping[str, FeedFigures]:
    """For each source the stream of it that is doing best."""
    best: dict[str, FeedFigures] = {}
    for feed in feeds:
        known = best.get(feed.source)
        if known is None or _ORDER[feed.picture] < _ORDER[known.picture]:
            best[feed.source] = feed
    return best


def has_picture(feed: FeedFigures | None) -> bool:
    """Whether the source is delivering now: the glass is live or packets arrive."""
    return feed is not None and feed.picture in (Picture.LIVE, Picture.WARM)
