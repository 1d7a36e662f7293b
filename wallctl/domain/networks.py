"""Networks that went away: most sources of one carrier or department gone at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from wallctl.domain.entities import Carrier, Source
from wallctl.domain.observed import FeedFigures, Picture, Reason
from wallctl.domain.show import Show

LEAST = 3  # sources: fewer that fail together prove nothing about a network
SHARE = 0.6  # of those that were there until then
TOGETHER_S = 60.0  # gone within this is gone at once: carriers notice a silence differently

_THERE = frozenset({Picture.LIVE, Picture.WARM, Picture.HELD})
_GONE = frozenset({Picture.STALE, Picture.SLATE})
_OF_A_NETWORK = frozenset(
    {Reason.NONE, Reason.UNREACHABLE, Reason.SILENT, Reason.ENDED, Reason.UNKNOWN}
)
"""Reasons that a dead network gives. A device that refuses is reached."""


@dataclass(frozen=True, slots=True)
class LostNetwork:
    """`kind` is "carrier" or "department"; `sources` are those that went with it, of `all`."""

    kind: str
    name: str
    sources: tuple[str, ...]
    all: int


def lost_networks(show: Show, feeds: Iterable[FeedFigures]) -> tuple[LostNetwork, ...]:
    """Lost carriers, then departments whose loss no carrier explains."""
    there, gone = _by_source(feeds)
    known = [s for id in {*there, *gone} if (s := show.sources.get(id)) is not None]
    networked = [s for s in known if s.carrier is not Carrier.LOCAL]
    carriers = _lost("carrier", networked, lambda s: s.carrier.value, there, gone)
    explained = {id for one in carriers for id in one.sources}
    rest = [s for s in networked if s.department and s.id not in explained]
    return (*carriers, *_lost("department", rest, lambda s: s.department, there, gone))


def _by_source(feeds: Iterable[FeedFigures]) -> tuple[set[str], dict[str, float]]:
    """Sources with a picture somewhere, and those without: since when."""
    there: set[str] = set()
    gone: dict[str, float] = {}
    for feed in feeds:
        if feed.picture in _THERE:
            there.add(feed.source)
        elif feed.picture in _GONE and feed.reason in _OF_A_NETWORK:
            gone[feed.source] = max(feed.since, gone.get(feed.source, 0.0))
    for source in there:
        gone.pop(source, None)
    return there, gone


def _lost(
    kind: str,
    sources: Sequence[Source],
    group: Callable[[Source], str],
    there: set[str],
    gone: dict[str, float],
) -> tuple[LostNetwork, ...]:
    found = []
    for name in sorted({group(s) for s in sources}):
        mine = [s.id for s in sources if group(s) == name]
        went = _together(sorted((gone[id], id) for id in mine if id in gone))
        all = len(went) + sum(id in there for id in mine)
        if len(went) >= LEAST and len(went) >= SHARE * all:
            found.append(LostNetwork(kind, name, tuple(sorted(went)), all))
    return tuple(found)


def _together(gone: Sequence[tuple[float, str]]) -> list[str]:
    """The largest group that went within `TOGETHER_S`; of equal ones the latest."""
    best: Sequence[tuple[float, str]] = ()
    start = 0
    for end, (at, _) in enumerate(gone):
        while at - gone[start][0] > TOGETHER_S:
            start += 1
        if end + 1 - start >= len(best):
            best = gone[start : end + 1]
    return [id for _, id in best]
