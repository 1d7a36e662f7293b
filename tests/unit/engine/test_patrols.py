"""Patrols in a room: plans, orders, restarts."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.engine.conftest import Bench
from wallctl.domain.commands import (
    PatrolResume,
    PatrolSet,
    PatrolShow,
    PatrolStop,
    Result,
    SceneRecall,
    SceneSave,
    TileMove,
    Turn,
    Undo,
    WallRestore,
    WallTake,
)
from wallctl.domain.geometry import Rect
from wallctl.domain.observed import FeedFigures, PatrolState, Picture, Reason, WallReport
from wallctl.domain.plan import NodePlan
from wallctl.engine.patrols import Patrols
from wallctl.engine.room import RoomEngine
from wallctl.store.patrol_places import FilePlaces
from wallctl.testing.clock import CountingIds
from wallctl.testing.glass import reported

DWELL = 20.0
CAMS = ("cam1", "cam2", "cam3")


def figures(**pictures: Picture) -> tuple[FeedFigures, ...]:
    return tuple(FeedFigures(source, "main", picture) for source, picture in pictures.items())


def say(bench: Bench, node: str = "n1", **pictures: Picture) -> None:
    shown = dict.fromkeys(CAMS, Picture.LIVE) | pictures
    bench.glass.say(node, feeds=figures(**shown))


@pytest.fixture
async def patrolled(bench: Bench) -> Bench:
    """t1 on wall big, on node n1 alone, patrols three live cameras."""
    await bench.furnish()
    await bench.ask(PatrolSet("t1", CAMS, DWELL))
    say(bench)
    answer = await bench.ask(WallTake("big"))
    assert answer.result is Result.DONE
    return bench


def state(bench: Bench) -> PatrolState:
    (one,) = bench.engine.observed.patrols
    return one


def shown(bench: Bench, node: str = "n1") -> str:
    """The source of t1 in the node's newest plan."""
    wall = next(w for w in bench.glass.plan(node).walls if w.wall == "big")
    return next(t.source for t in wall.program if t.id == "t1")


def ahead(bench: Bench, node: str = "n1") -> list[str]:
    wall = next(w for w in bench.glass.plan(node).walls if w.wall == "big")
    return [t.source for t in wall.ahead]


async def test_it_turns_by_the_clock_and_leaves_the_show_alone(patrolled: Bench) -> None:
    bench = patrolled
    revision, rows = bench.engine.show.revision, len(bench.disk.entries)
    program = bench.engine.show.program("big")
    assert program.confirmed
    seen = [shown(bench)]
    for _ in range(4):
        await bench.clock.advance(DWELL)
        seen.append(shown(bench))
    assert seen == ["cam1", "cam2", "cam3", "cam1", "cam2"]
    assert bench.engine.show.program("big") is program
    assert (bench.engine.show.revision, len(bench.disk.entries)) == (revision, rows)
    assert bench.glass.plan("n1").walls[0].serial == program.serial


async def test_the_next_is_opened_ahead(patrolled: Bench) -> None:
    bench = patrolled
    assert ahead(bench) == []
    await bench.clock.advance(DWELL - 5)
    assert (shown(bench), ahead(bench)) == ("cam1", ["cam2"])
    tile = bench.glass.plan("n1").walls[0].ahead[0]
    assert tile.rect == bench.engine.show.program("big").tiles[0].rect
    assert "cam2" in {feed.source for feed in bench.glass.plan("n1").feeds}
    await bench.clock.advance(5)
    assert (shown(bench), ahead(bench)) == ("cam2", [])


async def test_what_is_told_of_it(patrolled: Bench) -> None:
    bench = patrolled
    due = bench.clock.now() + DWELL
    first = state(bench)
    assert (first.wall, first.tile, first.source, first.next) == ("big", "t1", "cam1", "cam2")
    assert abs(first.due_at - due) < 2.5  # the take took its time
    assert (first.stopped, first.skipped) == ("", ())
    await bench.clock.advance(5)
    assert state(bench) == first


async def test_one_without_a_picture_is_skipped(patrolled: Bench) -> None:
    bench = patrolled
    say(bench, cam2=Picture.SLATE)
    await bench.clock.advance(DWELL)
    assert shown(bench) == "cam3"
    assert state(bench).skipped == ("cam2",)


async def test_no_picture_anywhere(patrolled: Bench) -> None:
    bench = patrolled
    say(bench, cam1=Picture.SLATE, cam2=Picture.SLATE, cam3=Picture.STALE)
    await bench.clock.advance(DWELL)
    assert (shown(bench), state(bench).stopped) == ("cam1", "no_picture")
    say(bench, cam1=Picture.SLATE, cam2=Picture.SLATE)
    await bench.clock.advance(DWELL + 1)
    assert (shown(bench), state(bench).stopped) == ("cam3", "")


async def test_a_choice_by_hand_stops_it_and_is_seen_on_the_glass(patrolled: Bench) -> None:
    bench = patrolled
    serial = bench.engine.show.program("big").serial
    answer = await bench.ask(PatrolShow("big", "t1", "cam3"))
    assert answer.result is Result.DONE
    assert any(s.what == "tile" and s.state == "live" for s in answer.steps)
    assert bench.engine.show.program("big").serial > serial
    await bench.clock.advance(3 * DWELL)
    assert shown(bench) == "cam3"
    assert (state(bench).source, state(bench).stopped, state(bench).due_at) == (
        "cam3",
        "manual",
        0.0,
    )
    assert (await bench.ask(PatrolResume("big", "t1"))).result is Result.DONE
    await bench.clock.advance(DWELL)
    assert shown(bench) == "cam1"


async def test_a_choice_that_does_not_come_is_not_done(patrolled: Bench) -> None:
    bench = patrolled

    def opening(plan: NodePlan) -> list[WallReport]:
        of = {"t1": (Picture.SLATE, Reason.UNREACHABLE)}
        return [reported(wall, pictures=of) for wall in plan.walls]

    bench.glass.act = opening
    answer = await bench.ask(PatrolShow("big", "t1", "cam2"))
    assert (answer.result, answer.code) == (Result.PART, "not_all_live")


async def test_next_and_previous_count_from_whose_turn_it_is(patrolled: Bench) -> None:
    bench = patrolled
    await bench.clock.advance(DWELL)
    assert shown(bench) == "cam2"
    await bench.ask(PatrolShow("big", "t1", turn=Turn.NEXT))
    assert shown(bench) == "cam3"
    await bench.ask(PatrolShow("big", "t1", turn=Turn.PREVIOUS))
    assert shown(bench) == "cam2"
    refused = await bench.ask(PatrolShow("big", "t2", turn=Turn.NEXT))
    assert (refused.result, refused.code) == (Result.REFUSED, "no_patrol")
    nothing = await bench.ask(PatrolShow("big", "t1"))
    assert nothing.result is Result.REFUSED


async def test_stopped_where_it_is_without_a_flicker(patrolled: Bench) -> None:
    bench = patrolled
    await bench.clock.advance(DWELL)
    plans = len(bench.glass.plans["n1"])
    await bench.ask(PatrolStop("big", "t1"))
    assert (shown(bench), state(bench).stopped) == ("cam2", "manual")
    sources = {
        next(t.source for t in plan.walls[0].program if t.id == "t1")
        for plan in bench.glass.plans["n1"][plans:]
    }
    assert sources <= {"cam2"}


async def test_a_take_that_keeps_it_does_not_set_it_back(patrolled: Bench) -> None:
    bench = patrolled
    await bench.clock.advance(DWELL)
    await bench.ask(TileMove("t2", Rect(2100, 0, 960, 1080)))
    assert (await bench.ask(WallTake("big"))).result is Result.DONE
    assert shown(bench) == "cam2"


async def test_another_list_starts_anew(patrolled: Bench) -> None:
    bench = patrolled
    await bench.clock.advance(DWELL)
    await bench.ask(PatrolSet("t1", ("cam3", "cam1"), DWELL))
    await bench.ask(WallTake("big"))
    assert shown(bench) == "cam1"


async def test_history_restore_and_undo_do_not_fill_with_turns(patrolled: Bench) -> None:
    bench = patrolled
    await bench.ask(SceneSave("轮巡", id="s1"))
    await bench.ask(WallTake("big"))
    await bench.ask(TileMove("t2", Rect(2100, 0, 960, 1080)))
    await bench.clock.advance(10 * DWELL)
    history = bench.engine.show.program("big").history
    assert len(history) == 1
    assert (await bench.ask(Undo("big"))).result is Result.DONE
    await bench.ask(SceneRecall("s1", live=True))
    await bench.ask(WallRestore("big"))
    assert len(bench.engine.show.program("big").history) <= 2
    assert shown(bench) in CAMS


async def test_a_turn_does_not_move_the_show_on(patrolled: Bench) -> None:
    bench = patrolled
    revision = bench.engine.show.revision
    await bench.clock.advance(DWELL)
    answer = await bench.ask(TileMove("t2", Rect(2100, 0, 960, 1080)), expect=revision)
    assert answer.result is Result.DONE


async def test_no_turn_while_its_node_is_away(patrolled: Bench) -> None:
    bench = patrolled
    bench.glass.down("n1")
    await bench.clock.advance(5 * DWELL)
    assert (state(bench).source, state(bench).due_at) == ("cam1", 0.0)
    bench.glass.up("n1")
    say(bench)
    await bench.clock.advance(DWELL + 1)
    assert shown(bench) == "cam2"


async def test_a_tile_over_two_nodes_waits_for_both(patrolled: Bench) -> None:
    bench = patrolled
    await bench.ask(TileMove("t1", Rect(960, 0, 1920, 1080)))
    await bench.ask(WallTake("big"))
    say(bench, "n2", cam2=Picture.OPENING)
    await bench.clock.advance(DWELL + 3)
    assert shown(bench) == "cam1"
    say(bench, "n2")
    await bench.clock.advance(0.1)
    assert shown(bench) == shown(bench, "n2") == "cam2"


async def test_after_a_restart_it_goes_on_where_it_was(tmp_path: Path) -> None:
    file = tmp_path / "patrols.json"

    class Kept(Bench):
        def _made(self) -> RoomEngine:
            return RoomEngine(
                room="hall",
                journal=self.journal,
                glass=self.glass,
                clock=self.clock,
                ids=CountingIds(f"r{len(self.disk.entries)}-"),
                secrets=self.secrets,
                places=FilePlaces(file),
            )

    bench = Kept()
    await bench.start()
    try:
        await bench.furnish()
        await bench.ask(PatrolSet("t1", CAMS, DWELL))
        say(bench)
        await bench.ask(WallTake("big"))
        await bench.clock.advance(DWELL)
        assert shown(bench) == "cam2"
        async with asyncio.timeout(5):
            while (await FilePlaces(file).load()).get(("big", "t1")) != "cam2":
                await bench.clock.settle()
        await bench.stop()
        bench.glass.down("n1")
        bench.engine = bench._made()
        bench.glass.up("n1")  # it was there first
        plans = len(bench.glass.plans["n1"])
        await bench.start()
        await bench.until(lambda: len(bench.glass.plans["n1"]) > plans)
        assert {
            next(t.source for t in p.walls[0].program if t.id == "t1")
            for p in bench.glass.plans["n1"][plans:]
        } == {"cam2"}
        say(bench)
        await bench.clock.advance(DWELL)
        assert shown(bench) == "cam3"
    finally:
        await bench.stop()


async def test_a_damaged_file_costs_the_place_alone(tmp_path: Path) -> None:
    file = tmp_path / "patrols.json"
    places = FilePlaces(file)
    assert await places.load() == {}
    await places.keep({("big", "t1"): "cam2"})
    assert await places.load() == {("big", "t1"): "cam2"}
    for content in (b"{", b'{"a": 1}', b'[["big", "t1"]]', b"\xff\xfe"):
        file.write_bytes(content)
        assert await places.load() == {}
    await FilePlaces(tmp_path / "none" / "x.json").keep({("big", "t1"): "cam2"})  # no folder


async def test_a_place_of_another_list_is_not_taken_up(bench: Bench) -> None:
    await bench.furnish()
    patrols: Patrols = bench.engine._patrols
    patrols._places = {("big", "t1"): "gone"}
    await bench.ask(PatrolSet("t1", CAMS, DWELL))
    await bench.ask(WallTake("big"))
    assert shown(bench) == "cam1"
    assert replace(state(bench), due_at=0.0).source == "cam1"
