"""The plan for a failure of the mains: what it names has to be there."""

from __future__ import annotations

from dataclasses import replace

from wallctl.domain.commands import Envelope, PowerPlanRemove, PowerPlanSave
from wallctl.domain.control.power import PowerPlan
from wallctl.domain.deciding.checks import check_line, check_name, check_number, invalid
from wallctl.domain.deciding.control import the_sequence
from wallctl.domain.devices.entities import Device
from wallctl.domain.errors import NotFound
from wallctl.domain.show import Change, Show, change

MAX_STAGES = 20
DAY_S = 86400.0


def save(show: Show, command: PowerPlanSave, envelope: Envelope) -> tuple[Change, ...]:
    room = next(iter(show.rooms), "")
    if not room:
        raise NotFound(key="room", reason="unknown", got="", entity="room")
    after = replace(command.plan, id=room)
    check_plan(show, after, "plan.")
    before = show.get(PowerPlan, room)
    return (change(before, after),) if after != before else ()


def remove(show: Show, command: PowerPlanRemove, envelope: Envelope) -> tuple[Change, ...]:
    return tuple(change(one, None) for one in show.all(PowerPlan).values())


def check_plan(show: Show, plan: PowerPlan, at: str = "") -> None:
    """Raises Invalid or NotFound with the key of what is wrong, under `at`."""
    if plan.ups not in show.all(Device):
        raise NotFound(key=f"{at}ups", reason="unknown", got=plan.ups, entity="device")
    if len(plan.stages) > MAX_STAGES:
        raise invalid(f"{at}stages", "too_many", len(plan.stages), limit=MAX_STAGES)
    for n, stage in enumerate(plan.stages):
        key = f"{at}stages[{n}]"
        check_name(f"{key}.name", stage.name)
        check_line(f"{key}.name_en", stage.name_en)
        if stage.sequence:
            the_sequence(show, stage.sequence, f"{key}.sequence")
        for name, high in (("after_s", DAY_S), ("runtime_min", 1440.0), ("charge", 100.0)):
            value = getattr(stage, name)
            if value is not None:
                check_number(f"{key}.{name}", value, 0, high)
    if plan.back:
        the_sequence(show, plan.back, f"{at}back")
    check_number(f"{at}steady_s", plan.steady_s, 1, DAY_S)
