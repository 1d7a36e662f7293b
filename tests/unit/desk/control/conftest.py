"""A room with sequences, runs, automations and a plan for the mains."""

from __future__ import annotations

import time

import pytest

from tests.unit.desk.devices.conftest import Make, Seat, Site, fill, make_seat, seat, site
from tests.unit.desk.fake_room import FakeRoom
from wallctl.domain.control.automation import AutomationState, Outcome, Schedule, Trigger
from wallctl.domain.control.power import PowerPhase, PowerPlan, PowerStage, PowerState
from wallctl.domain.control.runs import Run, RunKind, RunState, StepProgress, StepState
from wallctl.domain.control.steps import (
    Compare,
    Condition,
    ControlStep,
    Do,
    Purpose,
    Sequence,
)

__all__ = ["Make", "Seat", "Site", "fill", "furnish", "make_seat", "seat", "site"]

HOT = Condition("lt", "climate", Compare.ABOVE, 28)
STEPS = (
    ControlStep(Do.SET, 0, "seq", "outlet.1", True),
    ControlStep(Do.WAIT, 1, seconds=10),
    ControlStep(Do.SET, 2, "pj1", "power", "on"),
    ControlStep(Do.SET, 2, "pj3", "power", "on", required=False),
    ControlStep(Do.UNTIL, 3, when=Condition("pj1", "power", Compare.IS, "on"), seconds=90),
    ControlStep(Do.SET, 3, "lt", "dim", 80, when=HOT),
    ControlStep(Do.ACT, 3, "pj1", act="ding"),
    ControlStep(Do.SCENE, 4, target="s1"),
)
OFF = (
    ControlStep(Do.SAFE, 0, target="hall", value=True),
    ControlStep(Do.SET, 1, "pj1", "power", "off"),
)
DONE, FAILED = StepProgress(StepState.DONE, "", 300), StepProgress(StepState.FAILED, "waits", 9000)


def furnish(room: FakeRoom) -> None:
    now = time.time()
    room.put(Sequence("start", "开始一天", "Start of the day", Purpose.START, STEPS))
    room.put(Sequence("end", "结束一天", "End of the day", Purpose.END, OFF))
    room.put(Sequence("empty", "空流程", "Empty"))
    room.put(
        Schedule(
            "s1", "早上开机", RunKind.SEQUENCE, "start", "07:30", (0, 1, 2, 3, 4), name_en="Up"
        )
    )
    room.put(Schedule("s2", "夜间关机", RunKind.SEQUENCE, "end", "23:00", enabled=False))
    room.put(Trigger("t1", "高温调暗", RunKind.SEQUENCE, "start", HOT, hold_s=60))
    room.put(Trigger("t2", "失联提示", RunKind.SCENE, "s1", alarm="device_lost"))
    room.put(
        PowerPlan(
            "hall",
            "ups",
            (
                PowerStage("调暗照明", "start", name_en="Dim"),
                PowerStage("关闭侧屏", "end", 120, 20, None, "Shed"),
                PowerStage("提醒保存", "", None, None, 30, "Warn"),
            ),
            "start",
        )
    )
    run = Run(
        "r1", RunKind.SEQUENCE, "start", "张三", now - 60, RunState.PART,
        (DONE, DONE, DONE, FAILED, DONE, StepProgress(StepState.SKIPPED), DONE, DONE), now - 20,
    )  # fmt: skip
    room.observe(
        runs=(run,),
        automations=(
            AutomationState("s1", now + 3600, now - 86400, Outcome.RAN),
            AutomationState("s2", 0, now - 600, Outcome.REFUSED, "power_off_not_allowed"),
            AutomationState("t1", holding=True),
        ),
        power=(PowerState("hall", PowerPhase.MAINS, now - 9999),),
    )


@pytest.fixture
def control(seat: Seat, site: Site) -> Seat:
    furnish(seat.room)
    seat.settle()
    return seat
