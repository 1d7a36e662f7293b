"""What is said of a device: made whole each time, told only where it differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wallctl.domain.devices.observed import Availability, DeviceState, PointState
from wallctl.domain.devices.points import Point, Policy
from wallctl.engine.devices.reconcile import Progress, verdict
from wallctl.engine.devices.seen import Heard, Hearing

POLLS = 3  # without hearing a value again: it is old
OLD_S = 10.0


@dataclass(frozen=True, slots=True)
class Link:
    """How a device is reached. `since` epoch s."""

    availability: Availability
    reason: str = ""
    detail: str = ""
    since: float = 0.0
    info: tuple[tuple[str, str], ...] = ()


def said(
    device: str,
    link: Link,
    *,
    points: tuple[Point, ...],
    policy: Callable[[Point], Policy],
    progress: Mapping[str, Progress],
    hearing: Hearing,
    last: DeviceState | None,
    poll_s: float,
    at: float,
    now: float,
) -> DeviceState:
    before = {one.key: one for one in last.states} if last is not None else {}
    online = link.availability is Availability.ONLINE
    states = tuple(
        _point(
            point,
            policy(point),
            progress.get(point.key),
            hearing=hearing,
            before=before.get(point.key),
            old_s=max(POLLS * poll_s, OLD_S) if poll_s else None,
            online=online,
            at=at,
            now=now,
        )
        for point in points
    )
    return DeviceState(
        device, link.availability, link.reason, link.detail, link.since, link.info, points, states
    )


def _point(
    point: Point,
    policy: Policy,
    progress: Progress | None,
    *,
    hearing: Hearing,
    before: PointState | None,
    old_s: float | None,
    online: bool,
    at: float,
    now: float,
) -> PointState:
    heard = hearing.get(point.key)
    seen = heard.value if heard is not None else None
    what, why = verdict(point, policy, progress, seen, now, online=online)
    kept = before is not None and before.verdict is what and before.reason == why
    old = heard is not None and (not online or (old_s is not None and now - heard.again > old_s))
    return PointState(
        point.key,
        seen,
        heard.at if heard is not None else 0.0,
        heard.by if heard is not None else "",
        what,
        why,
        before.since if kept and before is not None else at,
        progress.attempts if progress is not None else 0,
        old,
        progress.wish.at if progress is not None else 0.0,
        _last_said(heard, before, at, now) if old and heard is not None else 0.0,
    )


def _last_said(heard: Heard, before: PointState | None, at: float, now: float) -> float:
    """Epoch s of the last time an old value was said: reckoned once, for clocks jitter."""
    if before is not None and before.stale and before.value == heard.value:
        return before.heard
    return at - (now - heard.again)
