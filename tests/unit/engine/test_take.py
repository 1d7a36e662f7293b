"""What a take answers when the glass is not as it should be."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.unit.engine.conftest import RIGHT, Bench
from wallctl.domain.commands import (
    Answer,
    OverlaySet,
    Result,
    SceneRecall,
    SceneSave,
    TileAdd,
    TileMove,
    WallTake,
)
from wallctl.domain.entities import WallClock
from wallctl.domain.observed import Picture, Reason, WallReport
from wallctl.domain.plan import NodePlan
from wallctl.testing.glass import all_well, reported, silent


def steps(answer: Answer) -> set[tuple[str, str, str, str]]:
    return {
        (s.what, s.target, s.state, s.reason)
        for s in answer.steps
        if s.state not in ("done", "live")
    }


async def test_no_node_at_all(bench: Bench) -> None:
    await bench.furnish(up=False)
    answer = await bench.ask(WallTake("big"))
    assert (answer.result, answer.code) == (Result.FAILED, "node_offline")
    assert bench.clock.monotonic() == 0.0  # nothing to wait for
    assert bench.engine.show.program("big").tiles  # it is what is wanted all the same


async def test_a_silent_node_is_waited_for_two_seconds(bench: Bench) -> None:
    await bench.furnish()
    bench.glass.act = silent
    asking = asyncio.create_task(bench.engine.ask(WallTake("big"), id="x", by="wang"))
    await bench.clock.advance(1.99)
    assert not asking.done()
    await bench.clock.advance(0.01)
    answer = await asking
    assert (answer.result, answer.code) == (Result.FAILED, "not_shown")
    assert not bench.engine.show.program("big").confirmed


async def test_a_fade_is_waited_for_as_well(bench: Bench) -> None:
    await bench.furnish()
    bench.glass.act = silent
    take = WallTake("big", fade_ms=3000)
    asking = asyncio.create_task(bench.engine.ask(take, id="x", by="wang"))
    await bench.clock.advance(3.1)
    assert not asking.done()
    for node in ("n1", "n2"):
        bench.glass.say(node, reported(bench.glass.plan(node).walls[0]))
    await bench.clock.settle()
    assert (await asking).result is Result.DONE


async def test_a_tile_that_is_not_live_is_named(bench: Bench) -> None:
    await bench.furnish()
    dead = {"t2": (Picture.SLATE, Reason.UNREACHABLE)}
    bench.glass.act = lambda plan: [reported(w, pictures=dead) for w in plan.walls]
    answer = await bench.ask(WallTake("big"))
    assert (answer.result, answer.code) == (Result.PART, "not_all_live")
    assert ("tile", "t2", "slate", "unreachable") in steps(answer)
    assert "t2" in answer.message
    # The glass shows the program: it can be restored later.
    await bench.until(lambda: bench.engine.show.program("big").confirmed)


async def test_the_answer_comes_as_soon_as_the_last_tile_is_live(bench: Bench) -> None:
    await bench.furnish()
    opening = {"t2": (Picture.OPENING, Reason.NONE)}
    bench.glass.act = lambda plan: [reported(w, pictures=opening) for w in plan.walls]
    asking = asyncio.create_task(bench.engine.ask(WallTake("big"), id="x", by="wang"))
    await bench.clock.advance(0.7)
    assert not asking.done()
    for node in ("n1", "n2"):
        bench.glass.say(node, reported(bench.glass.plan(node).walls[0]))
    await bench.clock.settle()
    answer = await asking
    assert answer.result is Result.DONE
    assert answer.steps[0].ms == pytest.approx(700, abs=1)


async def test_a_missing_screen_and_a_missing_node(bench: Bench) -> None:
    await bench.furnish()

    def act(plan: NodePlan) -> list[WallReport]:
        return [replace(reported(w), missing_screens=("A",), mapped=0) for w in plan.walls]

    bench.glass.act = act
    bench.glass.down("n2")
    await bench.until(lambda: bench.engine.observed.lost_nodes == {"n2"})
    answer = await bench.ask(WallTake("big"))
    assert answer.result is Result.PART
    assert {
        ("output", "o1", "failed", "screen_missing"),
        ("output", "o2", "failed", "node_offline"),
    } <= (steps(answer))
    assert not bench.engine.show.program("big").confirmed  # no window of it is on a screen


async def test_an_overtaken_take_says_so(bench: Bench) -> None:
    await bench.furnish()
    bench.glass.act = silent
    first = asyncio.create_task(bench.engine.ask(WallTake("big"), id="x", by="wang"))
    await bench.clock.advance(0.5)
    bench.glass.act = all_well
    second = await bench.ask(WallTake("big"), by="li")
    assert second.result is Result.DONE
    answer = await first
    assert (answer.result, answer.code) == (Result.PART, "superseded")
    assert bench.clock.monotonic() < 2.0


async def test_a_take_of_one_wall_holds_up_no_other(bench: Bench) -> None:
    await bench.furnish()
    await bench.ask(TileAdd("small", "cam3", RIGHT, id="u1"))
    bench.glass.act = lambda plan: [reported(w) for w in plan.walls if w.wall == "small"]
    waiting = asyncio.create_task(bench.engine.ask(WallTake("big"), id="x", by="wang"))
    await bench.clock.settle()
    assert (await bench.ask(WallTake("small"))).result is Result.DONE
    assert (await bench.ask(TileMove("t1", RIGHT))).result is Result.DONE
    assert not waiting.done()
    await bench.clock.advance(2.0)
    assert (await waiting).result is Result.FAILED


async def test_a_live_recall_of_two_walls_is_told_wall_by_wall(bench: Bench) -> None:
    await bench.furnish()
    await bench.ask(TileAdd("small", "cam3", RIGHT, id="u1"))
    await bench.ask(SceneSave("两屏", id="s1"))
    bench.glass.act = lambda plan: [reported(w) for w in plan.walls if w.wall == "small"]
    answer = await bench.ask(SceneRecall("s1", live=True))
    assert answer.result is Result.PART
    walls = {s.target: s.state for s in answer.steps if s.what == "wall"}
    assert walls == {"big": "failed", "small": "done"}


async def test_a_program_seen_late_is_confirmed_late(bench: Bench) -> None:
    await bench.furnish()
    bench.glass.act = silent
    await bench.ask(WallTake("big"))
    assert not bench.engine.show.program("big").confirmed
    bench.glass.say("n1", reported(bench.glass.plan("n1").walls[0]))
    await bench.until(lambda: bench.engine.show.program("big").confirmed)
    count = len(bench.disk.entries)
    bench.glass.say("n1", reported(bench.glass.plan("n1").walls[0]))
    await bench.clock.settle()
    assert len(bench.disk.entries) == count


async def test_a_confirmation_the_journal_would_not_take_comes_later(bench: Bench) -> None:
    await bench.furnish()
    bench.glass.act = silent
    await bench.ask(WallTake("big"))
    report = reported(bench.glass.plan("n1").walls[0])
    bench.disk.full = True
    bench.glass.say("n1", report)
    await bench.until(lambda: "journal_full" in bench.engine.observed.faults)
    bench.disk.full = False
    bench.glass.say("n1", report)
    await bench.until(lambda: bench.engine.show.program("big").confirmed)


async def test_what_does_not_concern_the_program_waits_for_nobody(bench: Bench) -> None:
    await bench.furnish()
    bench.glass.act = silent
    answer = await bench.ask(OverlaySet("big", clock=WallClock(on=True)))
    assert answer.result is Result.DONE
    assert bench.clock.monotonic() == 0.0
