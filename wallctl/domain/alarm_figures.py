"""How much an operator is asked to bear: the figures of EEMUA 191 over the alarms' history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wallctl.domain.alarming import CHATTER_RAISES, CHATTER_S
from wallctl.domain.alarms import AlarmEvent, Happened, Priority

BIN_S = 600.0
FLOOD = 10  # more than so many in ten minutes is a flood
STALE_S = 86_400.0  # what stands longer has become furniture
TOP = 10


@dataclass(frozen=True, slots=True)
class Often:
    """One alarm by how often it was raised; `share` of all, 0..1."""

    key: str
    code: str
    target: str
    count: int
    share: float
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Only alarms that called somebody count: what was folded under its cause does not.

    `hours` is how long the history really goes, at most what was asked. Seconds; shares 0..1.
    """

    hours: float
    raised: int
    per_10_min: float
    per_hour: float
    peak_10_min: int
    peak_at: float
    floods: int  # ten-minute spans with more than ten
    top: tuple[Often, ...]
    chattering: tuple[Often, ...]
    standing_long: tuple[AlarmEvent, ...]
    by_priority: tuple[tuple[Priority, int, float], ...]
    acked: int
    ack_median_s: float
    ack_p90_s: float


def figures(
    events: Iterable[AlarmEvent], standing: Iterable[AlarmEvent], since: float, now: float
) -> Figures:
    """`events` are the history's lines from `since` on, in any order; `standing` the raises
    that are not cleared."""
    lines = sorted(events, key=lambda e: e.at)
    raises = [e for e in lines if e.what is Happened.RAISED and not e.cause]
    hours = max((now - since) / 3600, 1 / 6)
    times = [e.at for e in raises]
    peak, peak_at = _peak(times)
    waits = _waits(raises, lines)
    count = len(raises)
    kinds = Counter(e.priority for e in raises)
    return Figures(
        hours=hours,
        raised=count,
        per_10_min=count / hours / 6,
        per_hour=count / hours,
        peak_10_min=peak,
        peak_at=peak_at,
        floods=_floods(times, since),
        top=_often(raises, raises)[:TOP],
        chattering=_often([e for e in raises if e.key in _chattering(raises)], raises),
        standing_long=tuple(
            sorted((e for e in standing if now - e.raised_at > STALE_S), key=lambda e: e.raised_at)
        ),
        by_priority=tuple((p, kinds[p], kinds[p] / count if count else 0.0) for p in Priority),
        acked=len(waits),
        ack_median_s=_quantile(waits, 0.5),
        ack_p90_s=_quantile(waits, 0.9),
    )


def _peak(times: Sequence[float]) -> tuple[int, float]:
    """The most in any ten minutes, and when those began."""
    best, at, start = 0, 0.0, 0
    for end, time in enumerate(times):
        while time - times[start] >= BIN_S:
            start += 1
        if end + 1 - start > best:
            best, at = end + 1 - start, times[start]
    return best, at


def _floods(times: Sequence[float], since: float) -> int:
    bins = Counter(int((at - since) // BIN_S) for at in times)
    return sum(n > FLOOD for n in bins.values())


def _often(raises: Sequence[AlarmEvent], all: Sequence[AlarmEvent]) -> tuple[Often, ...]:
    newest = {e.key: e for e in raises}
    count = Counter(e.key for e in raises)
    found = [
        Often(k, newest[k].code, newest[k].target, n, n / len(all), newest[k].fields)
        for k, n in count.items()
    ]
    return tuple(sorted(found, key=lambda o: (-o.count, o.key)))


def _chattering(raises: Sequence[AlarmEvent]) -> frozenset[str]:
    times: dict[str, list[float]] = {}
    for one in raises:
        times.setdefault(one.key, []).append(one.at)
    return frozenset(
        key
        for key, at in times.items()
        if any(at[n + CHATTER_RAISES] - at[n] < CHATTER_S for n in range(len(at) - CHATTER_RAISES))
    )


def _waits(raises: Sequence[AlarmEvent], lines: Sequence[AlarmEvent]) -> list[float]:
    """How long each raise that was acknowledged waited for it, shortest first."""
    acked: dict[tuple[str, float], float] = {}
    for one in lines:
        if one.what is Happened.ACKED:
            acked.setdefault((one.key, one.raised_at), one.at)
    pairs = ((e.raised_at, acked.get((e.key, e.raised_at))) for e in raises)
    return sorted(max(0.0, at - raised) for raised, at in pairs if at is not None)


def _quantile(ordered: Sequence[float], share: float) -> float:
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
