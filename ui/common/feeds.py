"""How each source does, over its streams and nodes: derived from what is observed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wallctl.domain.entities import Medium
from wallctl.domain.observed import FeedFigures, Picture

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


FRESH_MS = 3000.0


def is_fresh(feed: FeedFigures | None) -> bool:
    """Whether its frames come all the time, so that the age of the last one means something.

    Pages, documents and images are live by their worker's word, without a change.
    """
    return feed is not None and feed.picture is Picture.LIVE and 0 < feed.frame_age_ms < FRESH_MS


STILL_S = 60.0
STILL_PAGE_S = 240.0


def still_s(medium: Medium) -> float:
    """How long a thumbnail speaks for a source that nothing plays: the node opens such sources
    in turn, pages seldom. Older than that it says nothing about now."""
    return STILL_PAGE_S if medium is Medium.WEB else STILL_S


def has_picture(feed: FeedFigures | None) -> bool:
    """Whether the source is delivering now: the glass is live or packets arrive."""
    return feed is not None and feed.picture in (Picture.LIVE, Picture.WARM)
