"""Sequences, and the steps of scenes: what they name has to be there."""

from __future__ import annotations

from collections.abc import Sequence

from wallctl.domain.audio import Bus
from wallctl.domain.commands import Envelope, SequenceRemove, SequenceSave
from wallctl.domain.control.automation import Schedule, Trigger
from wallctl.domain.control.power import PowerPlan
from wallctl.domain.control.runs import RunKind
from wallctl.domain.control.steps import Condition, ControlStep, Do
from wallctl.domain.control.steps import Sequence as Steps
from wallctl.domain.deciding.checks import (
    FreshIds,
    check_id,
    check_line,
    check_name,
    check_number,
    check_text,
    invalid,
)
from wallctl.domain.devices.entities import Device
from wallctl.domain.entities import Scene
from wallctl.domain.errors import NotAllowed, NotFound
from wallctl.domain.show import Change, Show, change

MAX_STEPS = 500
MAX_WAIT_S = 3600.0
MAX_GROUP = 999


def save(show: Show, command: SequenceSave, envelope: Envelope) -> tuple[Change, ...]:
    known = show.all(Steps)
    before = known.get(command.id) if command.id else None
    after = Steps(
        command.id or FreshIds(envelope, known).next(),
        command.name.strip(),
        command.name_en.strip(),
        command.purpose,
        command.steps,
        command.on_failure,
        command.note,
    )
    check_sequence(show, after)
    return (change(before, after),) if after != before else ()


def remove(show: Show, command: SequenceRemove, envelope: Envelope) -> tuple[Change, ...]:
    one = the_sequence(show, command.id)
    schedules: tuple[Schedule | Trigger, ...] = tuple(show.all(Schedule).values())
    for starter in (*schedules, *show.all(Trigger).values()):
        if (starter.kind, starter.target) == (RunKind.SEQUENCE, one.id):
            raise NotAllowed("in_use", key="id", reason="in_use", got=one.id, by=starter.name)
    for plan in show.all(PowerPlan).values():
        if one.id in {plan.back, *(stage.sequence for stage in plan.stages)}:
            raise NotAllowed("in_use", key="id", reason="in_use", got=one.id, by="power plan")
    return (change(one, None),)


def the_sequence(show: Show, id: str, key: str = "id") -> Steps:
    one = show.get(Steps, id)
    if one is None:
        raise NotFound(key=key, reason="unknown", got=id, entity="sequence")
    return one


def check_sequence(show: Show, one: Steps, at: str = "") -> None:
    """Raises Invalid or NotFound with the key of what is wrong, under `at`."""
    check_id(f"{at}id", one.id)
    check_name(f"{at}name", one.name)
    check_line(f"{at}name_en", one.name_en)
    check_text(f"{at}note", one.note)
    check_steps(show, one.steps, f"{at}steps")


def check_steps(show: Show, steps: Sequence[ControlStep], at: str = "steps") -> None:
    if len(steps) > MAX_STEPS:
        raise invalid(at, "too_many", len(steps), limit=MAX_STEPS)
    for n, step in enumerate(steps):
        _check_step(show, step, f"{at}[{n}]")


def _check_step(show: Show, step: ControlStep, at: str) -> None:
    check_number(f"{at}.group", step.group, 0, MAX_GROUP)
    check_number(f"{at}.seconds", step.seconds, 0, MAX_WAIT_S)
    if step.when is not None:
        check_condition(show, step.when, f"{at}.when")
    match step.do:
        case Do.SET | Do.ACT:
            _device(show, step.device, f"{at}.device")
            needed = "key" if step.do is Do.SET else "act"
            if not getattr(step, needed):
                raise invalid(f"{at}.{needed}", "empty", "")
            check_line(f"{at}.key", step.key)
            check_line(f"{at}.act", step.act)
        case Do.WAIT:
            check_number(f"{at}.seconds", step.seconds, 0.1, MAX_WAIT_S)
        case Do.UNTIL:
            if step.when is None:
                raise invalid(f"{at}.when", "empty", "")
        case Do.SCENE:
            if step.target not in show.all(Scene):
                raise NotFound(
                    key=f"{at}.target", reason="unknown", got=step.target, entity="scene"
                )
        case Do.MUTE:
            if step.target not in set(Bus):
                raise NotFound(key=f"{at}.target", reason="unknown", got=step.target, entity="bus")
        case Do.SAFE:
            if step.target not in show.walls:
                raise NotFound(key=f"{at}.target", reason="unknown", got=step.target, entity="wall")


def check_condition(show: Show, condition: Condition, at: str) -> None:
    _device(show, condition.device, f"{at}.device")
    if not condition.key:
        raise invalid(f"{at}.key", "empty", "")


def _device(show: Show, id: str, key: str) -> None:
    if id not in show.all(Device):
        raise NotFound(key=key, reason="unknown", got=id, entity="device")
