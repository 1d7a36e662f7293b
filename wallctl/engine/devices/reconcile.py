"""When a point is to be set, and what is to be said of it. Pure; times are monotonic s.

Never fight somebody who turns the knob by hand: a wish is brought about once, then what differs is
drift that is shown, and only `enforce` sets it again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from wallctl.domain.devices.observed import Verdict
from wallctl.domain.devices.points import Point, Policy, Value, on_the_way, same

ATTEMPTS = 3
STUCK = 3.0  # so many settle times on the way are too long


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a point; `at` epoch s."""

    value: Value
    by: str
    at: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a wish has come. `sent_at` is None before it was sent on this connection."""

    wish: Wish
    attempts: int = 0
    sent_at: float | None = None
    first_sent: float | None = None
    delivered: bool = False
    failed: str = ""  # why it was given up
    trouble: str = ""  # of the last attempt
    unsure: bool = False  # what was last heard is as wished, but was heard before the wish


def noticed(point: Point, progress: Progress, seen: Value | None) -> Progress:
    """The progress once a value is known: what is there needs no sending any more."""
    if progress.unsure or not same(point, progress.wish.value, seen):
        return progress
    if progress.delivered and not progress.failed and not progress.attempts:
        return progress
    return replace(progress, delivered=True, failed="", trouble="", attempts=0)


def reached(point: Point | None, progress: Progress) -> Progress:
    """The progress on a new connection: what was not brought about is said anew, and what the
    device keeps only as long as it is told."""
    if point is not None and point.held:
        return Progress(progress.wish)
    if progress.delivered:
        return progress
    return replace(progress, sent_at=None, first_sent=None, unsure=False)


def attempted(point: Point, progress: Progress, now: float, trouble: str = "") -> Progress:
    """After it was sent; `trouble` is the code of what went wrong with that."""
    after = replace(
        progress,
        attempts=progress.attempts + 1,
        sent_at=now,
        first_sent=now if progress.first_sent is None else progress.first_sent,
        trouble=trouble,
        delivered=progress.delivered or (not point.readable and not trouble),
    )
    if trouble and after.attempts >= ATTEMPTS:
        after = replace(after, failed=trouble)
    return after


def judged(
    point: Point, policy: Policy, progress: Progress, seen: Value | None, now: float
) -> Progress:
    """Gives up what was tried often enough and is still not so."""
    waiting = not progress.delivered or policy is Policy.ENFORCE
    if progress.failed or not waiting or same(point, progress.wish.value, seen):
        return progress
    if on_the_way(point, progress.wish.value, seen):
        begun = progress.first_sent
        if begun is not None and now - begun > STUCK * point.settle_s:
            return replace(progress, failed="stuck")
        return progress
    if progress.attempts >= ATTEMPTS and settled(point, progress, now) and point.readable:
        return replace(progress, failed=progress.trouble or "not_taken")
    return progress


def settled(point: Point, progress: Progress, now: float) -> bool:
    return progress.sent_at is None or now - progress.sent_at >= point.settle_s


def due(point: Point, policy: Policy, progress: Progress, seen: Value | None, now: float) -> bool:
    """Whether it is to be sent now."""
    if policy is Policy.OBSERVE or not point.settable or progress.failed or progress.unsure:
        return False
    if progress.delivered and (policy is Policy.ONCE or not point.readable):
        return False
    if point.readable and same(point, progress.wish.value, seen):
        return False
    if on_the_way(point, progress.wish.value, seen):
        return False
    return settled(point, progress, now) and progress.attempts < ATTEMPTS


def looks_at(point: Point, progress: Progress, now: float) -> float | None:
    """Seconds until time alone may change what is due; None where it does not."""
    if progress.failed or progress.sent_at is None or (progress.delivered and not point.readable):
        return None
    left = progress.sent_at + point.settle_s - now
    if left > 0:
        return left
    stuck = (progress.first_sent or 0.0) + STUCK * point.settle_s - now
    return stuck if stuck > 0 and not progress.delivered else None


def verdict(
    point: Point,
    policy: Policy,
    progress: Progress | None,
    seen: Value | None,
    now: float,
    *,
    online: bool,
) -> tuple[Verdict, str]:
    """What is said of a point, and the code of why."""
    if progress is None:
        return (Verdict.FREE, "") if online else (Verdict.UNKNOWN, "")
    if progress.failed:
        return Verdict.FAILED, progress.failed
    if not online:
        return (Verdict.UNKNOWN, "") if progress.delivered else (Verdict.PENDING, "waits")
    if not point.readable:
        return (Verdict.SENT, "") if progress.delivered else (Verdict.PENDING, progress.trouble)
    if progress.unsure:
        return Verdict.PENDING, ""
    if same(point, progress.wish.value, seen):
        return Verdict.IN_SYNC, ""
    if on_the_way(point, progress.wish.value, seen):
        return Verdict.PENDING, str(seen)
    if progress.delivered and policy is not Policy.ENFORCE:
        return Verdict.DRIFTED, ""
    return Verdict.PENDING, progress.trouble
