"""Schedules and triggers: what they name has to be there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from wallctl.domain.commands import (
    Envelope,
    ScheduleRemove,
    ScheduleSave,
    TriggerRemove,
    TriggerSave,
)
from wallctl.domain.control.automation import Schedule, Trigger
from wallctl.domain.control.runs import RunKind
from wallctl.domain.deciding.checks import (
    FreshIds,
    check_id,
    check_line,
    check_name,
    check_number,
    invalid,
    the_scene,
)
from wallctl.domain.deciding.control import check_condition, the_sequence
from wallctl.domain.errors import NotFound
from wallctl.domain.show import Change, Show, change

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
MAX_DATES = 400
MAX_HOLD_S = 24 * 3600.0


def save_schedule(show: Show, command: ScheduleSave, envelope: Envelope) -> tuple[Change, ...]:
    known = show.all(Schedule)
    one = command.schedule
    if not one.id:
        one = replace(one, id=FreshIds(envelope, known).next())
    check_schedule(show, one, "schedule.")
    before = known.get(one.id)
    return (change(before, one),) if one != before else ()


def save_trigger(show: Show, command: TriggerSave, envelope: Envelope) -> tuple[Change, ...]:
    known = show.all(Trigger)
    one = command.trigger
    if not one.id:
        one = replace(one, id=FreshIds(envelope, known).next())
    check_trigger(show, one, "trigger.")
    before = known.get(one.id)
    return (change(before, one),) if one != before else ()


def remove_schedule(show: Show, command: ScheduleRemove, envelope: Envelope) -> tuple[Change, ...]:
    one = show.get(Schedule, command.id)
    if one is None:
        raise NotFound(key="id", reason="unknown", got=command.id, entity="schedule")
    return (change(one, None),)


def remove_trigger(show: Show, command: TriggerRemove, envelope: Envelope) -> tuple[Change, ...]:
    one = show.get(Trigger, command.id)
    if one is None:
        raise NotFound(key="id", reason="unknown", got=command.id, entity="trigger")
    return (change(one, None),)


def check_schedule(show: Show, one: Schedule, at: str = "") -> None:
    """Raises Invalid or NotFound with the key of what is wrong, under `at`."""
    _check_both(show, one, at)
    if not _TIME.fullmatch(one.at):
        raise invalid(f"{at}at", "time", one.at)
    if len(set(one.days)) != len(one.days) or not set(one.days) <= set(range(7)):
        raise invalid(f"{at}days", "days", one.days)
    if len(one.skip) > MAX_DATES:
        raise invalid(f"{at}skip", "too_many", len(one.skip), limit=MAX_DATES)
    for n, day in enumerate(one.skip):
        try:
            date.fromisoformat(day)
        except ValueError:
            raise invalid(f"{at}skip[{n}]", "date", day) from None
    check_number(f"{at}grace_s", one.grace_s, 0, MAX_HOLD_S)


def check_trigger(show: Show, one: Trigger, at: str = "") -> None:
    _check_both(show, one, at)
    if (one.when is None) == (not one.alarm):
        raise invalid(f"{at}when", "one_of", "")
    if one.when is not None:
        check_condition(show, one.when, f"{at}when")
    check_line(f"{at}alarm", one.alarm)
    check_number(f"{at}hold_s", one.hold_s, 0, MAX_HOLD_S)
    check_number(f"{at}again_s", one.again_s, 1, MAX_HOLD_S)


def _check_both(show: Show, one: Schedule | Trigger, at: str) -> None:
    check_id(f"{at}id", one.id)
    check_name(f"{at}name", one.name)
    check_line(f"{at}name_en", one.name_en)
    if one.kind is RunKind.SEQUENCE:
        the_sequence(show, one.target, f"{at}target")
    else:
        the_scene(show, one.target, f"{at}target")
