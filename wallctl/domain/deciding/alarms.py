"""What people do about alarms: marks beside them. Whether there is such an alarm now is for the
engine to say: it alone observes."""

from __future__ import annotations

from dataclasses import replace

from wallctl.domain.alarms import AlarmMark
from wallctl.domain.commands import (
    AlarmAck,
    AlarmForget,
    AlarmReset,
    AlarmShelve,
    AlarmUnshelve,
    Envelope,
)
from wallctl.domain.deciding.checks import check_name, check_number, invalid
from wallctl.domain.errors import NotAllowed
from wallctl.domain.show import Change, Show, change

SHELF_LEAST_S = 60.0
SHELF_MOST_S = 12 * 3600.0
"""A shelf holds at most a shift: the next one decides anew."""
MAX_KEY = 400


def ack(show: Show, command: AlarmAck, envelope: Envelope) -> tuple[Change, ...]:
    _check(command.key, command.raised_at)
    before = show.get(AlarmMark, command.key)
    if before is not None and before.acked_raise >= command.raised_at:
        return ()
    after = replace(
        before or AlarmMark(command.key),
        acked_raise=command.raised_at,
        acked_by=envelope.by,
        acked_at=envelope.at,
    )
    return (change(before, after),)


def shelve(show: Show, command: AlarmShelve, envelope: Envelope) -> tuple[Change, ...]:
    """What comes back from the shelf calls again, whoever acknowledged it before."""
    _check_key(command.key)
    check_number("seconds", command.seconds, SHELF_LEAST_S, SHELF_MOST_S)
    check_name("reason", command.reason)
    before = show.get(AlarmMark, command.key)
    after = replace(
        before or AlarmMark(command.key),
        acked_raise=0.0,
        acked_by="",
        acked_at=0.0,
        shelved_until=envelope.at + command.seconds,
        shelved_by=envelope.by,
        shelved_at=envelope.at,
        reason=command.reason.strip(),
    )
    return (change(before, after),)


def unshelve(show: Show, command: AlarmUnshelve, envelope: Envelope) -> tuple[Change, ...]:
    before = show.get(AlarmMark, command.key)
    if before is None or before.shelved_until <= envelope.at:
        raise NotAllowed("not_shelved", key="key", reason="not_shelved", got=command.key)
    return (change(before, _off_the_shelf(before)),)


def reset(show: Show, command: AlarmReset, envelope: Envelope) -> tuple[Change, ...]:
    _check(command.key, command.raised_at)
    before = show.get(AlarmMark, command.key)
    if before is not None and before.reset_raise >= command.raised_at:
        return ()
    after = replace(
        before or AlarmMark(command.key),
        reset_raise=command.raised_at,
        reset_by=envelope.by,
        reset_at=envelope.at,
    )
    return (change(before, after),)


def forget(show: Show, command: AlarmForget, envelope: Envelope) -> tuple[Change, ...]:
    marks = (show.get(AlarmMark, key) for key in dict.fromkeys(command.keys))
    return tuple(change(mark, None) for mark in marks if mark is not None)


def _off_the_shelf(mark: AlarmMark) -> AlarmMark:
    return replace(mark, shelved_until=0.0, shelved_by="", shelved_at=0.0, reason="")


def _check(key: str, raised_at: float) -> None:
    _check_key(key)
    if raised_at <= 0:
        raise invalid("raised_at", "range", raised_at)


def _check_key(key: str) -> None:
    if not key or len(key) > MAX_KEY:
        raise invalid("key", "empty" if not key else "too_long", len(key))
