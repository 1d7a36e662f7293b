"""What an alarm asks of people, given what they have done about it already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from wallctl.domain.alarming import ORDER
from wallctl.domain.alarms import Alarm, AlarmMark, Priority

_SOUNDING = frozenset({Priority.CRITICAL, Priority.WARNING})


class Standing(StrEnum):
    """How an alarm stands with the people."""

    NEW = "new"  # nobody has acknowledged it
    ACKED = "acked"
    OVER = "over"  # its cause is gone; it waits for its reset
    SHELVED = "shelved"


def standing_of(alarm: Alarm, mark: AlarmMark | None, now: float) -> Standing:
    if is_shelved(mark, now):
        return Standing.SHELVED
    if not is_acked(alarm, mark):
        return Standing.NEW
    return Standing.OVER if alarm.cleared_at and not alarm.chattering else Standing.ACKED


def is_shelved(mark: AlarmMark | None, now: float) -> bool:
    return mark is not None and mark.shelved_until > now


def is_acked(alarm: Alarm, mark: AlarmMark | None) -> bool:
    return mark is not None and mark.acked_raise >= alarm.raised_at


def calls_for(alarm: Alarm, mark: AlarmMark | None, now: float) -> bool:
    """Whether it must be heard: grave, not explained by another, standing, and not answered."""
    return (
        alarm.priority in _SOUNDING
        and not alarm.cause
        and (not alarm.cleared_at or alarm.chattering)
        and standing_of(alarm, mark, now) is Standing.NEW
    )


@dataclass(frozen=True, slots=True)
class Folded:
    """An alarm with those that it explains."""

    alarm: Alarm
    standing: Standing
    children: tuple[Alarm, ...] = ()


def folded(
    alarms: Iterable[Alarm], marks: Mapping[str, AlarmMark], now: float
) -> tuple[Folded, ...]:
    """Causes with what they explain: first those nobody acknowledged, then by gravity, the
    newest before. What is shelved is among them, at the end."""
    alarms = tuple(alarms)
    children: dict[str, list[Alarm]] = {}
    for one in alarms:
        if one.cause:
            children.setdefault(one.cause, []).append(one)
    roots = [
        Folded(one, standing_of(one, marks.get(one.key), now), tuple(children.get(one.key, ())))
        for one in alarms
        if not one.cause
    ]
    return tuple(sorted(roots, key=_place))


_FIRST = {place: n for n, place in enumerate(Standing)}


def _place(one: Folded) -> tuple[int, int, float, str]:
    return _FIRST[one.standing], ORDER[one.alarm.priority], -one.alarm.raised_at, one.alarm.key
