"""Schedules and triggers: on time, once, within their grace, never silently held back, and never
power off by themselves unless somebody allowed it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.unit.engine.devices.test_park import Site
from wallctl.domain.commands import (
    AlarmReset,
    Result,
    RunRehearse,
    SceneSave,
    SceneUpdate,
    ScheduleSave,
    SequenceRemove,
    SequenceSave,
    SituationSet,
    TriggerSave,
)
from wallctl.domain.control.automation import AutomationState, Outcome, Schedule, Trigger
from wallctl.domain.control.runs import RunKind
from wallctl.domain.control.steps import Compare, Condition, ControlStep, Do
from wallctl.engine.control.times import next_time
from wallctl.testing.clock import VirtualClock

# The virtual clock begins on 2023-11-14 22:13:20 UTC, a Tuesday.
BEGINS = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


class Alive:
    at = 0.0

    async def last(self) -> float:
        return self.at

    async def now(self, at: float) -> None:
        self.at = at


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    one = Site()
    await one.start()
    await one.furnish()
    await one.put()
    lights = ControlStep(Do.SET, 0, "one", "level", 70)
    await one.ask(SequenceSave("灯光", (lights,), id="lights"))
    off = ControlStep(Do.SET, 0, "one", "power", "off")
    await one.ask(SequenceSave("关机", (off,), id="off"))
    yield one
    await one.stop()


def schedule(at: str, target: str = "lights", **more: object) -> Schedule:
    return Schedule("s", "晚间", RunKind.SEQUENCE, target, at, **more)  # type: ignore[arg-type]


def state(site: Site, id: str = "s") -> AutomationState:
    return next(one for one in site.engine.observed.automations if one.id == id)


def held(site: Site) -> list[tuple[str, str]]:
    alarms = site.engine.observed.alarms
    return [
        (dict(a.fields)["outcome"], dict(a.fields)["reason"])
        for a in alarms
        if a.code == "automation_held"
    ]


async def test_a_schedule_runs_at_its_time_and_only_then(site: Site) -> None:
    assert (await site.ask(ScheduleSave(schedule("22:15")))).result is Result.DONE
    await site.clock.advance(90)
    assert site.one.state["level"] == 10
    await site.clock.advance(15)
    assert site.one.state["level"] == 70
    assert state(site).outcome is Outcome.RAN
    assert datetime.fromtimestamp(state(site).next_at, UTC).day == 15
    site.one.state["level"] = 5
    await site.clock.advance(3600)
    assert site.one.state["level"] == 5
    assert not held(site)


async def test_power_off_by_itself_is_refused_and_said(site: Site) -> None:
    site.one.state["power"] = "on"
    await site.ask(ScheduleSave(schedule("22:15", "off")))
    await site.clock.advance(110)
    assert site.one.state["power"] == "on"
    assert (state(site).outcome, state(site).reason) == (Outcome.REFUSED, "power_off_not_allowed")
    assert held(site) == [("refused", "power_off_not_allowed")]
    await site.clock.advance(600)
    assert held(site), "it stays until somebody has seen it"
    (alarm,) = [a for a in site.engine.observed.alarms if a.code == "automation_held"]
    await site.ask(AlarmReset(alarm.key))
    await site.clock.advance(5)
    assert not held(site)


async def test_allowed_it_still_waits_for_the_end_of_a_response(site: Site) -> None:
    site.one.state["power"] = "on"
    await site.ask(SituationSet(response="防汛Ⅱ级应急响应"))
    await site.ask(ScheduleSave(schedule("22:15", "off", may_power_off=True)))
    await site.clock.advance(110)
    assert site.one.state["power"] == "on"
    assert held(site) == [("refused", "response")]
    await site.ask(SituationSet(response=""))
    await site.ask(ScheduleSave(schedule("22:20", "off", may_power_off=True)))
    await site.clock.advance(320)
    assert site.one.state["power"] == "off"


async def test_what_the_engine_slept_through_is_run_late_or_told(site: Site) -> None:
    alive = Alive()
    await site.ask(ScheduleSave(schedule("22:15", grace_s=600)))
    for asleep, outcome in ((300, Outcome.RAN), (86400 + 4000, Outcome.MISSED)):
        await site.stop()
        alive.at = site.clock.now()
        await site.clock.advance(asleep)
        site.engine = site._made()
        site.engine._automation._alive = alive
        site.one.state["level"] = 5
        await site.start()
        await site.clock.advance(3)
        assert state(site).outcome is outcome
        assert (site.one.state["level"] == 70) is (outcome is Outcome.RAN)
    assert held(site) == [("missed", "engine_off")]


async def test_what_ran_before_a_restart_does_not_run_again(site: Site) -> None:
    await site.ask(ScheduleSave(schedule("22:15", grace_s=600)))
    kept = site.engine._automation._alive = Alive()
    await site.clock.advance(110)
    assert state(site).outcome is Outcome.RAN
    await site.stop()
    site.engine = site._made()
    site.engine._automation._alive = kept
    site.one.state["level"] = 5
    await site.start()
    await site.clock.advance(5)
    assert state(site).outcome is Outcome.NONE


async def test_a_clock_that_steps_forward_runs_nothing_hours_late(site: Site) -> None:
    await site.ask(ScheduleSave(schedule("22:15", grace_s=60)))
    await site.clock.advance(1)
    site.clock._epoch += 7200
    await site.clock.advance(2)
    assert site.one.state["level"] == 10
    assert (state(site).outcome, state(site).reason) == (Outcome.MISSED, "too_late")


async def test_a_trigger_waits_for_its_hold_time_and_fires_once(site: Site) -> None:
    hot = Condition("one", "temperature", Compare.ABOVE, 30)
    one = Trigger("t", "高温", RunKind.SEQUENCE, "lights", hot, hold_s=10)
    assert (await site.ask(TriggerSave(one))).result is Result.DONE
    site.one.turn("temperature", 31.0)
    await site.clock.advance(5)
    site.one.turn("temperature", 29.0)
    await site.clock.advance(20)
    assert site.one.state["level"] == 10
    site.one.turn("temperature", 31.0)
    await site.clock.advance(13)
    assert site.one.state["level"] == 70
    site.one.state["level"] = 5
    site.one.turn("temperature", 35.0)
    await site.clock.advance(300)
    assert site.one.state["level"] == 5, "it fires again only after it has ceased"


async def test_a_lost_device_is_no_end_of_its_condition(site: Site) -> None:
    hot = Condition("two", "temperature", Compare.ABOVE, 30)
    await site.ask(TriggerSave(Trigger("t", "高温", RunKind.SEQUENCE, "lights", hot)))
    site.two.turn("temperature", 31.0)
    await site.clock.advance(2)
    assert site.one.state["level"] == 70
    site.one.state["level"] = 5
    site.two.die()
    await site.clock.advance(120)
    site.two.there = True
    await site.clock.advance(120)
    assert site.one.state["level"] == 5


async def test_an_alarm_starts_what_it_shall_and_a_standing_one_nothing(site: Site) -> None:
    await site.ask(
        TriggerSave(Trigger("t", "失联", RunKind.SEQUENCE, "lights", alarm="device_lost:two"))
    )
    site.two.die()
    await site.clock.advance(10)
    assert site.one.state["level"] == 70
    await site.clock.advance(100)
    site.one.state["level"] = 5
    await site.restart()
    await site.clock.advance(60)
    assert site.one.state["level"] == 5


async def test_a_dry_run_says_what_would_be_and_does_nothing(site: Site) -> None:
    cold = Condition("one", "temperature", Compare.BELOW, 0)
    steps = (
        ControlStep(Do.SET, 0, "one", "level", 70),
        ControlStep(
            Do.SET,
            0,
            "one",
            "level",
            70,
        ),
        ControlStep(Do.SET, 1, "one", "power", "off"),
        ControlStep(Do.SET, 1, "two", "level", 3, when=cold),
        ControlStep(Do.SET, 2, "two", "nothing", 3),
        ControlStep(Do.WAIT, 3, seconds=5),
        ControlStep(Do.ACT, 3, "one", act="ding"),
    )
    await site.ask(SequenceSave("全部", steps, id="all"))
    answer = await site.ask(RunRehearse(RunKind.SEQUENCE, "all"))
    assert [s.state for s in answer.steps] == [
        *("change", "same", "same", "skip", "missing", "wait", "act")
    ]
    assert answer.steps[0].reason == "10 → 70"
    await site.clock.advance(10)
    assert not site.one.sent
    assert not site.one.acted


@pytest.mark.parametrize(
    ("wrong", "where", "reason"),
    [
        ({"at": "7:30"}, "schedule.at", "time"),
        ({"at": "25:00"}, "schedule.at", "time"),
        ({"days": (7,)}, "schedule.days", "days"),
        ({"days": (1, 1)}, "schedule.days", "days"),
        ({"skip": ("2026-02-30",)}, "schedule.skip[0]", "date"),
        ({"target": "nobody"}, "schedule.target", "unknown"),
        ({"name": " "}, "schedule.name", "empty"),
        ({"grace_s": -1}, "schedule.grace_s", "range"),
    ],
)
async def test_a_schedule_that_cannot_be_is_refused_at_its_place(
    site: Site, wrong: dict[str, object], where: str, reason: str
) -> None:
    answer = await site.ask(ScheduleSave(replace(schedule("22:15"), **wrong)))  # type: ignore[arg-type]
    assert dict(answer.fields)["key"] == where
    assert dict(answer.fields)["reason"] == reason


async def test_what_a_schedule_starts_stays(site: Site) -> None:
    await site.ask(ScheduleSave(schedule("22:15")))
    answer = await site.ask(SequenceRemove("lights"))
    assert (answer.result, answer.code) == (Result.REFUSED, "in_use")


def test_days_and_skipped_dates() -> None:
    now = VirtualClock().now()
    working = schedule("07:30", days=(0, 1, 2, 3, 4))
    assert _day(next_time(working, now, UTC)) == "2023-11-15"
    skipping = replace(working, skip=("2023-11-15", "2023-11-16", "2023-11-17"))
    assert _day(next_time(skipping, now, UTC)) == "2023-11-20"


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()


async def test_power_that_goes_off_in_a_scene_of_a_scene_is_seen(site: Site) -> None:
    off = ControlStep(Do.SET, 0, "one", "power", "off")
    outer = ControlStep(Do.SCENE, target="inner")
    for id, step in (("inner", off), ("outer", outer)):
        await site.ask(SceneSave(id, id=id))
        assert (await site.ask(SceneUpdate(id, steps=(step,)))).result is Result.DONE
    await site.ask(SequenceSave("夜", (ControlStep(Do.SCENE, target="outer"),), id="night"))
    site.one.state["power"] = "on"
    one = Schedule("s", "晚间", RunKind.SEQUENCE, "night", "22:15")
    two = Schedule("z", "晚间", RunKind.SCENE, "outer", "22:15")
    for save in (one, two):
        assert (await site.ask(ScheduleSave(save))).result is Result.DONE
    await site.clock.advance(120)
    assert site.one.state["power"] == "on"
    assert {s: state(site, s).reason for s in "sz"} == dict.fromkeys("sz", "power_off_not_allowed")


async def test_a_clock_that_is_set_back_a_little_runs_nothing_twice(site: Site) -> None:
    await site.ask(ScheduleSave(schedule("22:15")))
    await site.clock.advance(105)
    assert site.one.state["level"] == 70
    site.one.state["level"] = 5
    site.clock._epoch -= 30
    await site.clock.advance(120)
    assert site.one.state["level"] == 5
    site.clock._epoch += 86400 - 200
    await site.clock.advance(205)
    assert site.one.state["level"] == 70, "on the next day it is due again"


async def test_a_trigger_with_another_condition_begins_anew(site: Site) -> None:
    hot = Condition("one", "temperature", Compare.ABOVE, 20)
    await site.ask(TriggerSave(Trigger("t", "高温", RunKind.SEQUENCE, "lights", hot, again_s=1)))
    await site.clock.advance(5)
    assert site.one.state["level"] == 70
    site.one.state["level"] = 5
    two = Condition("one", "blind", Compare.IS, True)
    await site.ask(TriggerSave(Trigger("t", "高温", RunKind.SEQUENCE, "lights", two, again_s=1)))
    await site.clock.advance(5)
    site.one.turn("blind", True)
    await site.clock.advance(5)
    assert site.one.state["level"] == 70
