"""The mains fail: stages in order, the way back when they are steady, and a drill that touches
nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.unit.engine.devices.scripted import POINTS, Scripted
from tests.unit.engine.devices.test_park import Site
from wallctl.domain.commands import (
    DeviceRemove,
    PowerDrill,
    PowerPlanSave,
    Result,
    SequenceRemove,
    SequenceSave,
)
from wallctl.domain.control.power import PowerPhase, PowerPlan, PowerStage, PowerState
from wallctl.domain.control.steps import ControlStep, Do
from wallctl.domain.devices.ups import CHARGE, FEED, RUNTIME

PLAN = PowerPlan(
    "",
    "two",
    (
        PowerStage("调暗", "dim"),
        PowerStage("关屏", "shed", after_s=60, runtime_min=20),
        PowerStage("关机", "off", charge=15),
    ),
    "back",
    steady_s=30,
    enabled=True,
)


class Powered(Site):
    def __post_init__(self) -> None:
        super().__post_init__()
        points = (*POINTS, FEED, RUNTIME, CHARGE)
        state = {"feed": "mains", "runtime": 60, "charge": 100}
        self.two = Scripted(self.clock, points, {**self.two.state, **state})
        self.engine = self._made()


@pytest.fixture
async def site() -> AsyncIterator[Powered]:
    one = Powered()
    await one.start()
    await one.furnish()
    await one.put()
    for id, value in (("dim", 30), ("shed", 5), ("off", 1), ("back", 80)):
        step = ControlStep(Do.SET, 0, "one", "level", value)
        assert (await one.ask(SequenceSave(id, (step,), id=id))).result is Result.DONE
    assert (await one.ask(PowerPlanSave(PLAN))).result is Result.DONE
    await one.clock.advance(2)
    yield one
    await one.stop()


def power(site: Site) -> PowerState:
    (state,) = site.engine.observed.power
    return state


def level(site: Site) -> object:
    return site.one.state["level"]


async def test_stages_begin_in_their_order_by_time_and_by_what_is_left(site: Powered) -> None:
    assert power(site).phase is PowerPhase.MAINS
    site.two.turn("feed", "battery")
    await site.clock.advance(3)
    assert (level(site), power(site).stage) == (30, 1)
    site.two.turn("charge", 10)
    await site.clock.advance(3)
    assert (level(site), power(site).stage) == (30, 1), "no later stage before an earlier"
    site.two.turn("runtime", 19)
    await site.clock.advance(3)
    assert (level(site), power(site).stage) == (1, 3)
    assert [a.code for a in site.engine.observed.alarms] == ["on_battery"]


async def test_time_alone_begins_the_next_stage(site: Powered) -> None:
    site.two.turn("feed", "battery")
    await site.clock.advance(63)
    assert (level(site), power(site).stage) == (5, 2)


async def test_back_only_when_the_mains_are_steady(site: Powered) -> None:
    site.two.turn("feed", "battery")
    await site.clock.advance(3)
    site.two.turn("feed", "mains")
    await site.clock.advance(20)
    assert power(site).phase is PowerPhase.RETURNING
    assert level(site) == 30
    site.two.turn("feed", "battery")
    await site.clock.advance(3)
    assert power(site).phase is PowerPhase.BATTERY
    assert power(site).stage == 1, "what began is not begun again"
    site.two.turn("feed", "mains")
    await site.clock.advance(35)
    assert level(site) == 80
    assert power(site) == PowerState("hall", PowerPhase.MAINS, power(site).since)


async def test_a_ups_that_says_nothing_begins_nothing(site: Powered) -> None:
    site.two.die()
    await site.clock.advance(300)
    assert level(site) == 10
    assert power(site).stage == 0


async def test_a_ups_that_falls_silent_on_battery_is_unknown_and_forgets_nothing(
    site: Powered,
) -> None:
    site.two.turn("feed", "battery")
    await site.clock.advance(3)
    assert power(site).stage == 1
    site.two.die()
    await site.clock.advance(3)
    assert power(site).phase is PowerPhase.UNKNOWN
    assert power(site).stage == 1
    site.two.there = True
    site.two.state["feed"] = "mains"
    await site.clock.advance(150)
    assert power(site).phase is PowerPhase.MAINS
    assert level(site) == 80, "what was begun was taken back"


async def test_a_plan_that_is_off_switches_nothing(site: Powered) -> None:
    from dataclasses import replace

    await site.ask(PowerPlanSave(replace(PLAN, enabled=False)))
    site.two.turn("feed", "battery")
    await site.clock.advance(300)
    assert level(site) == 10
    assert [a.code for a in site.engine.observed.alarms] == ["on_battery"]


async def test_a_restart_in_the_midst_begins_no_stage_twice(site: Powered) -> None:
    class Kept:
        runs: tuple[object, ...] = ()

        async def load(self) -> tuple[object, ...]:
            return self.runs

        async def keep(self, runs: tuple[object, ...]) -> None:
            self.runs = tuple(runs)

    kept = Kept()
    site.engine._control._kept = kept  # type: ignore[assignment]
    site.two.turn("feed", "battery")
    await site.clock.advance(10)
    assert len(site.one.sent) == 1
    await site.stop()
    await site.clock.advance(100)
    site.engine = site._made()
    site.engine._control._kept = kept  # type: ignore[assignment]
    site.one.state["level"] = 33  # by hand, since
    await site.start()
    await site.clock.advance(10)
    assert power(site).stage == 1
    assert level(site) == 33


async def test_a_drill_goes_through_all_stages_and_touches_nothing(site: Powered) -> None:
    assert (await site.ask(PowerDrill(seconds=60))).result is Result.DONE
    await site.clock.advance(2)
    assert power(site).drill
    assert power(site).drill_by == "wang"
    await site.clock.advance(63)
    runs = [run for run in site.engine.observed.runs if run.drill]
    assert [run.target for run in runs][:3] == ["dim", "shed", "off"]
    await site.clock.advance(10)
    assert [run.target for run in site.engine.observed.runs if run.drill][-1] == "back"
    assert not power(site).drill
    assert not site.one.sent
    assert not site.engine.observed.alarms


async def test_a_real_failure_ends_the_drill(site: Powered) -> None:
    await site.ask(PowerDrill(seconds=600))
    await site.clock.advance(5)
    site.two.turn("feed", "battery")
    await site.clock.advance(5)
    assert not power(site).drill
    assert level(site) == 30, "in earnest now"
    assert (await site.ask(PowerDrill())).result is Result.REFUSED


async def test_a_drill_under_way_holds_up_nothing_in_earnest(site: Powered) -> None:
    slow = (ControlStep(Do.WAIT, 0, seconds=300), ControlStep(Do.SET, 1, "one", "level", 30))
    await site.ask(SequenceSave("dim", slow, id="dim"))
    await site.ask(PowerDrill(seconds=600))
    await site.clock.advance(5)
    site.two.turn("feed", "battery")
    await site.clock.advance(310)
    assert [run.drill for run in site.engine.observed.runs if run.target == "dim"] == [True, False]
    assert ("level", 30) in site.one.sent


async def test_a_drill_takes_nothing_from_a_real_failure(site: Powered) -> None:
    site.two.turn("feed", "battery")
    await site.clock.advance(5)
    before = power(site)
    assert (await site.ask(PowerDrill(on=False))).code == "unchanged"
    assert power(site) == before
    site.two.turn("feed", "mains")
    await site.clock.advance(5)
    assert power(site).phase is PowerPhase.RETURNING
    assert (await site.ask(PowerDrill())).result is Result.REFUSED
    await site.clock.advance(35)
    assert level(site) == 80, "what was shut down comes back"


@pytest.mark.parametrize("command", [SequenceRemove("dim"), DeviceRemove("two")])
async def test_what_the_plan_names_stays(site: Powered, command: object) -> None:
    answer = await site.ask(command)  # type: ignore[arg-type]
    assert (answer.result, answer.code) == (Result.REFUSED, "in_use")
