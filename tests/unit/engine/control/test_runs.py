"""Sequences and scenes that set devices: in order, side by side, verified, stopped and gone on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from tests.unit.engine.devices.test_park import Site
from wallctl.domain.commands import (
    Answer,
    DeviceRemove,
    Result,
    RunResume,
    RunStop,
    SceneRecall,
    SceneSave,
    SceneUpdate,
    SequenceRun,
    SequenceSave,
)
from wallctl.domain.control.runs import Run, RunState, StepState
from wallctl.domain.control.steps import Compare, Condition, ControlStep, Do, OnFailure


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    one = Site()
    await one.start()
    await one.furnish()
    await one.put()
    yield one
    await one.stop()


def level(device: str, value: int, group: int = 0, **more: object) -> ControlStep:
    return ControlStep(Do.SET, group, device, "level", value, **more)  # type: ignore[arg-type]


async def save(site: Site, *steps: ControlStep, failure: OnFailure = OnFailure.GO_ON) -> None:
    answer = await site.ask(SequenceSave("开始", steps, id="seq", on_failure=failure))
    assert answer.result is Result.DONE, answer


async def run(site: Site) -> Answer:
    return await site.ask(SequenceRun("seq"))


def last(site: Site) -> Run:
    return site.engine.observed.runs[-1]


def states(site: Site) -> list[StepState]:
    return [one.state for one in last(site).steps]


async def test_all_steps_are_read_back_before_it_is_done(site: Site) -> None:
    await save(site, level("one", 11), level("two", 22), level("one", 33, 1))
    answer = await run(site)
    assert answer.result is Result.DONE
    assert [s.target for s in answer.steps] == ["one/level", "two/level", "one/level"]
    assert [value for _, value in site.one.sent] == [11, 33]
    assert site.two.state["level"] == 22
    assert last(site).state is RunState.DONE


async def test_wishes_of_one_moment_are_one_row(site: Site) -> None:
    await save(site, level("one", 11), level("two", 22))
    rows = len(site.disk.entries)
    await run(site)
    assert len(site.disk.entries) == rows + 2  # that it was begun, and the wishes


async def test_a_group_waits_for_the_one_before(site: Site) -> None:
    site.one.reply_s = 0.8
    await save(site, level("one", 11), level("two", 22, 1))
    asyncio.get_running_loop()
    site.engine._bus.ask(SequenceRun("seq"), id="r", by="wang", expect=None)
    await site.clock.advance(0.5)
    assert site.two.state["level"] == 10
    await site.clock.advance(3)
    assert site.two.state["level"] == 22


async def test_what_failed_is_named_and_the_rest_is_done(site: Site) -> None:
    site.one.deaf = True
    await save(site, level("one", 11), level("two", 22))
    answer = await run(site)
    assert (answer.result, answer.code) == (Result.PART, "running")
    await site.clock.advance(60)
    assert last(site).state is RunState.PART
    assert states(site) == [StepState.FAILED, StepState.DONE]
    assert last(site).over == 1


async def test_a_lost_required_device_fails_and_an_optional_one_is_noted(site: Site) -> None:
    site.one.die()
    await site.clock.advance(0.1)
    await save(site, level("one", 11, required=False), level("two", 22))
    answer = await run(site)
    assert answer.result is Result.DONE
    assert states(site) == [StepState.NOTED, StepState.DONE]
    assert last(site).steps[0].reason == "waits"
    await save(site, level("one", 11), level("two", 23))
    await run(site)
    assert last(site).state is RunState.PART


async def test_stop_on_failure_begins_nothing_more(site: Site) -> None:
    site.one.die()
    await site.clock.advance(0.1)
    await save(site, level("one", 11), level("two", 22, 1), failure=OnFailure.STOP)
    answer = await run(site)
    assert answer.result is Result.FAILED
    assert states(site) == [StepState.FAILED, StepState.WAITING]
    assert not site.two.sent


async def test_roll_back_sets_back_what_was_set(site: Site) -> None:
    await save(
        site,
        level("two", 22),
        level("one", 11, 1),
        level("two", 33, 1),
        failure=OnFailure.ROLL_BACK,
    )
    site.one.deaf = True
    await run(site)
    await site.clock.advance(60)
    assert last(site).state is RunState.ROLLED_BACK
    assert site.two.state["level"] == 10


async def test_stopped_and_resumed_nothing_is_done_twice(site: Site) -> None:
    ding = ControlStep(Do.ACT, 0, "one", act="ding")
    await save(site, ding, ControlStep(Do.WAIT, 1, seconds=30), level("two", 22, 2))
    answer = await run(site)
    assert answer.code == "running"
    id = dict(answer.fields)["run"]
    await site.ask(RunStop(id))
    await site.clock.advance(31)
    assert last(site).state is RunState.STOPPED
    assert not site.two.sent
    assert (await site.ask(RunResume(id))).code == "running", "it waits its whole time again"
    await site.clock.advance(31)
    assert last(site).state is RunState.DONE
    assert len(site.one.acted) == 1
    assert site.two.state["level"] == 22


async def test_the_same_twice_at_a_time_is_refused_and_says_whose(site: Site) -> None:
    await save(site, ControlStep(Do.WAIT, 0, seconds=30))
    await run(site)
    answer = await site.ask(SequenceRun("seq"), by="li")
    assert (answer.result, answer.code) == (Result.REFUSED, "running")
    assert dict(answer.fields)["by"] == "wang"


async def test_a_condition_that_does_not_hold_skips_its_step(site: Site) -> None:
    cold = Condition("one", "temperature", Compare.BELOW, 10)
    warm = Condition("one", "temperature", Compare.ABOVE, 20)
    await save(site, level("one", 11, when=cold), level("two", 22, when=warm))
    assert (await run(site)).result is Result.DONE
    assert states(site) == [StepState.SKIPPED, StepState.DONE]


async def test_it_waits_until_a_value_comes_or_gives_up(site: Site) -> None:
    on = Condition("one", "power", Compare.IS, "on")
    until = ControlStep(Do.UNTIL, 0, when=on, seconds=20)
    await save(site, until, level("two", 22, 1))
    await run(site)
    await site.clock.advance(3)
    assert not site.two.sent
    site.one.turn("power", "on")
    await site.clock.advance(2)
    assert site.two.state["level"] == 22
    site.one.turn("power", "off")
    await site.clock.advance(1)
    await run(site)
    await site.clock.advance(30)
    assert last(site).steps[0].reason == "timed_out"


class Kept:
    """The file of runs. `crashed`: what would be written after that is not."""

    def __init__(self) -> None:
        self.runs: tuple[Run, ...] = ()
        self.crashed = False

    async def load(self) -> tuple[Run, ...]:
        return self.runs

    async def keep(self, runs: Sequence[Run]) -> None:
        if not self.crashed:
            self.runs = tuple(runs)


async def again(site: Site, kept: Kept) -> None:
    """Another engine, that knows of the runs what the file does."""
    kept.crashed = True
    await site.stop()
    kept.crashed = False
    site.engine = site._made()
    site.engine._control._kept = kept
    await site.start()
    await site.clock.advance(1)


async def test_an_act_that_a_crash_cut_off_is_not_done_again(site: Site) -> None:
    class CutOff(Kept):
        """Slow, and writes nothing from the moment the device has done it."""

        async def keep(self, runs: Sequence[Run]) -> None:
            await site.clock.sleep(0.5)
            self.crashed = self.crashed or bool(site.one.acted)
            await super().keep(runs)

    kept = CutOff()
    site.engine._control._kept = kept
    await save(site, ControlStep(Do.ACT, 0, "one", act="ding"), level("two", 22, 1))
    await run(site)
    await again(site, kept)
    assert (last(site).state, states(site)[0]) == (RunState.INTERRUPTED, StepState.FAILED)
    answer = await site.ask(RunResume(last(site).id))
    assert (answer.result, answer.code) == (Result.PART, "part")
    assert [(s.state, s.reason) for s in answer.steps] == [("failed", "interrupted"), ("done", "")]
    assert len(site.one.acted) == 1, "it was done before the crash"
    assert site.two.state["level"] == 22


async def test_a_disk_that_hangs_does_not_keep_an_act_from_being_done(site: Site) -> None:
    class Hanging(Kept):
        async def keep(self, runs: Sequence[Run]) -> None:
            await asyncio.Event().wait()

    site.engine._control._kept = Hanging()
    await save(site, ControlStep(Do.ACT, 0, "one", act="ding"))
    await run(site)
    await site.clock.advance(3)
    assert len(site.one.acted) == 1
    assert last(site).state is RunState.DONE


async def test_the_end_of_the_engine_interrupts_and_somebody_may_go_on(site: Site) -> None:
    kept = Kept()
    site.engine._control._kept = kept
    ding = ControlStep(Do.ACT, 0, "one", act="ding")
    await save(site, ding, ControlStep(Do.WAIT, 1, seconds=30), level("two", 22, 2))
    await run(site)
    await site.clock.advance(1)
    await again(site, kept)
    assert last(site).state is RunState.INTERRUPTED
    answer = await site.ask(RunResume(last(site).id))
    assert answer.code == "running"
    await site.clock.advance(40)
    assert last(site).state is RunState.DONE
    assert len(site.one.acted) == 1
    assert site.two.state["level"] == 22


async def test_a_scene_recalled_live_does_its_steps_and_one_in_preview_touches_nothing(
    site: Site,
) -> None:
    await site.ask(SceneSave("值守", id="sc"))
    answer = await site.ask(SceneUpdate("sc", steps=(level("one", 44),)))
    assert answer.result is Result.DONE
    await site.ask(SceneRecall("sc"))
    await site.clock.advance(1)
    assert not site.one.sent
    answer = await site.ask(SceneRecall("sc", live=True))
    assert answer.result is Result.DONE, answer
    assert {"wall", "set"} <= {s.what for s in answer.steps}
    assert site.one.state["level"] == 44


async def test_a_device_that_a_scene_or_sequence_names_stays(site: Site) -> None:
    await save(site, level("one", 11))
    answer = await site.ask(DeviceRemove("one"))
    assert (answer.result, answer.code) == (Result.REFUSED, "in_use")
    assert dict(answer.fields)["by"] == "开始"


@pytest.mark.parametrize(
    ("step", "where", "reason"),
    [
        (level("nobody", 1), "steps[0].device", "unknown"),
        (ControlStep(Do.SET, 0, "one"), "steps[0].key", "empty"),
        (ControlStep(Do.ACT, 0, "one"), "steps[0].act", "empty"),
        (ControlStep(Do.WAIT), "steps[0].seconds", "range"),
        (ControlStep(Do.WAIT, seconds=1e9), "steps[0].seconds", "range"),
        (ControlStep(Do.UNTIL), "steps[0].when", "empty"),
        (ControlStep(Do.SCENE, target="x"), "steps[0].target", "unknown"),
        (ControlStep(Do.SAFE, target="x"), "steps[0].target", "unknown"),
        (level("one", 1, -1), "steps[0].group", "range"),
    ],
)
async def test_a_step_that_cannot_be_is_named(
    site: Site, step: ControlStep, where: str, reason: str
) -> None:
    answer = await site.ask(SequenceSave("x", (step,)))
    assert answer.result is Result.REFUSED
    assert dict(answer.fields)["key"] == where
    assert dict(answer.fields)["reason"] == reason


@pytest.mark.parametrize("failure", list(OnFailure))
async def test_stop_ends_a_wait_soon_and_is_no_failure(site: Site, failure: OnFailure) -> None:
    on = Condition("one", "power", Compare.IS, "on")
    for wait in (
        ControlStep(Do.WAIT, 1, seconds=3000),
        ControlStep(Do.UNTIL, 1, when=on, seconds=3000),
    ):
        await save(site, level("two", 22), wait, level("two", 33, 2), failure=failure)
        await run(site)
        await site.clock.advance(1)
        await site.ask(RunStop(last(site).id))
        await site.clock.advance(1)
        assert last(site).state is RunState.STOPPED
        assert states(site) == [StepState.DONE, StepState.WAITING, StepState.WAITING]
        assert site.two.state["level"] == 22


async def test_what_could_not_be_set_back_is_not_said_to_be(site: Site) -> None:
    fails = level("one", 11, 1)
    await save(site, level("two", 22), fails, failure=OnFailure.ROLL_BACK)
    site.one.deaf = True
    await run(site)
    site.two.die()
    await site.clock.advance(60)
    assert last(site).state is RunState.FAILED
    assert last(site).steps[0].reason == "not_set_back"


async def test_an_act_cannot_be_set_back(site: Site) -> None:
    ding = ControlStep(Do.ACT, 0, "two", act="ding")
    await save(site, ding, level("one", 11, 1), failure=OnFailure.ROLL_BACK)
    site.one.deaf = True
    await run(site)
    await site.clock.advance(60)
    assert last(site).state is RunState.FAILED
    assert last(site).steps[0].reason == "not_set_back"


async def test_a_scene_whose_steps_take_long_is_waited_for(site: Site) -> None:
    site.one.warm_s = 30
    warm = ControlStep(Do.SET, 0, "one", "power", "on")
    await site.ask(SceneSave("值守", id="sc"))
    assert (await site.ask(SceneUpdate("sc", steps=(warm,)))).result is Result.DONE
    step = ControlStep(Do.SCENE, target="sc")
    await save(site, step, level("two", 22, 1), failure=OnFailure.STOP)
    await run(site)
    await site.clock.advance(10)
    assert not site.two.sent, "it is not over"
    site.one.turn("power", "on")
    await site.clock.advance(3)
    ran = next(one for one in site.engine.observed.runs if one.target == "seq")
    assert ran.state is RunState.DONE
    assert site.two.state["level"] == 22


async def test_scenes_that_put_up_one_another_come_to_an_end(site: Site) -> None:
    for id, other in (("a", "b"), ("b", "a")):
        await site.ask(SceneSave(id, id=id))
        await site.ask(SceneSave(other, id=other))
        step = ControlStep(Do.SCENE, target=other)
        assert (await site.ask(SceneUpdate(id, steps=(step,)))).result is Result.DONE
    await site.ask(SceneRecall("a", live=True))
    await site.clock.advance(10)
    assert {one.state for one in site.engine.observed.runs} == {RunState.PART}


async def test_other_steps_than_those_that_ran_are_not_gone_on_with(site: Site) -> None:
    wait = ControlStep(Do.WAIT, 1, seconds=30)
    await save(site, level("one", 11), wait, level("two", 22, 2))
    id = dict((await run(site)).fields)["run"]
    await save(site, level("one", 99), wait, level("two", 55, 2))
    await site.ask(RunStop(id))
    assert (await site.ask(RunResume(id))).code == "moved_on"
    await save(site, level("one", 11), wait, level("two", 22, 2))
    assert (await site.ask(RunResume(id))).code != "moved_on", "they are as they were"
