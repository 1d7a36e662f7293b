from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from tests.unit.engine.conftest import LEFT, RIGHT, SITE, Bench
from wallctl.domain.commands import (
    Result,
    SiteApply,
    SourceAdd,
    SourceRemove,
    SourceUpdate,
    TileAdd,
    TileMove,
    TileRemove,
    WallTake,
    WallUpdate,
)
from wallctl.domain.entities import Medium, Source, Wall
from wallctl.domain.observed import Budget, FeedFigures, NodeStatus, Picture
from wallctl.domain.plan import NodePlan, WallPlan
from wallctl.domain.show import Show
from wallctl.engine.nodes import LEFT_MOST
from wallctl.testing.glass import reported
from wallctl.testing.secrets import FakeSecrets


def status(node: str) -> NodeStatus:
    return NodeStatus(node, "1", 0.0, 0.0, ("A",), Budget(100.0, 10.0), 1, 0)


async def test_only_nodes_whose_plan_changed_get_one(bench: Bench) -> None:
    await bench.furnish()
    counts = {n: len(p) for n, p in bench.glass.plans.items()}
    await bench.ask(WallUpdate("small", labels=False))
    assert len(bench.glass.plans["n1"]) == counts["n1"] + 1
    assert len(bench.glass.plans["n2"]) == counts["n2"]
    await bench.ask(SourceAdd(Source("unused", "不用", Medium.BARS)))
    assert len(bench.glass.plans["n1"]) == counts["n1"] + 1


async def test_a_confirmation_sends_no_plan(bench: Bench) -> None:
    await bench.furnish()
    await bench.ask(WallTake("big"))
    count = len(bench.glass.plans["n1"])
    await bench.until(lambda: bench.engine.show.program("big").confirmed)
    await bench.clock.settle()
    assert len(bench.glass.plans["n1"]) == count


async def test_a_node_that_comes_gets_the_plan_of_now(bench: Bench) -> None:
    await bench.furnish(up=False)
    assert bench.engine.observed.lost_nodes == {"n1", "n2"}
    assert not bench.glass.plans
    bench.glass.up("n1")
    await bench.until(lambda: "n1" in bench.glass.plans)
    assert [t.id for t in bench.glass.plan("n1").walls[0].preview] == ["t1", "t2"]
    assert bench.engine.observed.lost_nodes == {"n2"}


async def test_the_plan_is_sent_again_after_a_restart_of_either(bench: Bench) -> None:
    await bench.furnish()
    before = bench.glass.plan("n1")
    bench.glass.down("n1")
    await bench.until(lambda: bench.engine.observed.lost_nodes == {"n1"})
    bench.glass.up("n1", holding=before.revision)
    await bench.until(lambda: bench.glass.plan("n1") is not before)
    assert bench.glass.plan("n1") == before
    count = len(bench.glass.plans["n1"])
    await bench.restart()
    await bench.until(lambda: len(bench.glass.plans["n1"]) > count)
    assert replace(bench.glass.plan("n1").walls[0], preview_revision=0) == replace(
        before.walls[0], preview_revision=0
    )


async def test_loss_and_return_are_logged_once(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.furnish()
    caplog.clear()
    with caplog.at_level(logging.INFO, "wallctl.engine.nodes"):
        bench.glass.down("n2")
        await bench.until(lambda: bench.engine.observed.lost_nodes == {"n2"})
        for n in range(3):
            await bench.ask(WallUpdate("big", fade_ms=n + 1))
        bench.glass.up("n2")
        await bench.until(lambda: not bench.engine.observed.lost_nodes)
    assert [r.message for r in caplog.records] == ["node n2 is not on line", "node n2 is back"]


async def test_what_a_lost_node_reported_is_no_longer_observed(bench: Bench) -> None:
    await bench.furnish()
    feed = FeedFigures("cam1", "main", Picture.LIVE)
    for node in ("n1", "n2"):
        bench.glass.say(node, feeds=(feed,), status=status(node))
    await bench.ask(WallTake("big"))
    await bench.until(lambda: len(bench.engine.observed.nodes) == 2)
    seen = bench.engine.observed
    assert set(seen.walls) == {("big", "n1"), ("big", "n2"), ("small", "n1")}
    assert set(seen.feeds) == {("n1", "cam1", "main"), ("n2", "cam1", "main")}
    bench.glass.down("n2")
    await bench.until(lambda: bench.engine.observed.lost_nodes == {"n2"})
    seen = bench.engine.observed
    assert set(seen.walls) == {("big", "n1"), ("small", "n1")}
    assert set(seen.feeds) == {("n1", "cam1", "main")}
    assert set(seen.nodes) == {"n1"}


async def test_a_wall_that_left_a_node_is_no_longer_observed_there(bench: Bench) -> None:
    await bench.furnish()
    await bench.until(lambda: ("small", "n1") in bench.engine.observed.walls)
    one = SiteApply(SITE.room, SITE.walls[:1], SITE.outputs[:2])
    assert (await bench.ask(one, by="site")).result is Result.DONE
    await bench.until(lambda: ("small", "n1") not in bench.engine.observed.walls)
    assert [w.wall for w in bench.glass.plan("n1").walls] == ["big"]


async def test_the_preview_revision_moves_with_the_preview_alone(bench: Bench) -> None:
    await bench.furnish()
    first = bench.glass.plan("n1").walls[0].preview_revision
    await bench.ask(WallUpdate("big", labels=False))
    assert bench.glass.plan("n1").walls[0].preview_revision == first
    moved = await bench.ask(TileMove("t1", RIGHT))
    assert bench.glass.plan("n1").walls[0].preview_revision == moved.revision


async def test_a_wall_that_cannot_be_planned_stops_no_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.furnish()
    from wallctl.engine import nodes

    real = nodes.wall_plan

    def broken(show: Show, wall: Wall, node: str, preview: int) -> WallPlan:
        if wall.id == "big":
            raise ZeroDivisionError
        return real(show, wall, node, preview)

    held = bench.glass.plan("n1").walls[0]
    monkeypatch.setattr(nodes, "wall_plan", broken)
    await bench.ask(WallUpdate("small", visit=True))
    await bench.ask(WallUpdate("big", visit=True))
    big, small = bench.glass.plan("n1").walls
    assert big == held
    assert small.visit
    assert "plan_failed" in bench.engine.observed.faults
    monkeypatch.undo()
    await bench.ask(WallUpdate("big", labels=False))
    assert bench.glass.plan("n1").walls[0].visit
    assert not bench.engine.observed.faults


async def test_a_password_of_another_key_is_a_fault_and_no_stop(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.furnish()
    other = FakeSecrets("other").seal("geheim")
    await bench.ask(SourceAdd(Source("x", "x", Medium.STREAM, "rtsp://u@h/1", secret=other)))
    spec = bench.engine.feed_spec("x")
    assert spec is not None
    assert spec.main == "rtsp://u@h/1"
    assert "secret_unreadable" in bench.engine.observed.faults
    assert "geheim" not in caplog.text
    await bench.ask(WallUpdate("big", labels=False))
    assert "secret_unreadable" in bench.engine.observed.faults
    await bench.ask(SourceUpdate("x", secret=bench.secrets.seal("neu")))
    assert not bench.engine.observed.faults


async def test_a_node_that_cannot_be_told_stops_no_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.furnish()
    show = bench.glass.show

    def broken(plan: NodePlan) -> bool:
        if plan.node == "n1":
            raise ZeroDivisionError
        return show(plan)

    with monkeypatch.context() as patch:
        patch.setattr(bench.glass, "show", broken)
        moved = await bench.ask(TileMove("t1", RIGHT))
        assert bench.glass.plan("n2").revision == moved.revision
    moved = await bench.ask(TileMove("t1", LEFT))
    assert bench.glass.plan("n1").revision == moved.revision


async def test_a_report_that_makes_no_sense_stops_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.furnish()
    with monkeypatch.context() as patch:

        def broken(*_: object) -> None:
            raise ZeroDivisionError

        patch.setattr(bench.engine._nodes, "_on_report", broken)
        bench.glass.say("n1", reported(bench.glass.plan("n1").walls[0]))
        await bench.clock.settle()
    assert (await bench.ask(WallTake("big"))).result is Result.DONE


def left(bench: Bench, node: str) -> list[str]:
    return [feed.source for feed in bench.glass.plan(node).left]


async def test_feeds_that_leave_are_named_until_they_are_back(bench: Bench) -> None:
    await bench.furnish()
    assert left(bench, "n1") == []
    await bench.ask(TileRemove("t1"))
    await bench.ask(TileRemove("t2"))
    assert bench.glass.plan("n1").feeds == ()
    assert left(bench, "n1") == ["cam1", "cam2"]
    assert left(bench, "n2") == ["cam1", "cam2"]
    assert "p%40ss" in bench.glass.plan("n1").left[0].main
    await bench.ask(TileAdd("big", "cam1", LEFT, id="t3"))
    assert left(bench, "n1") == ["cam2"]
    await bench.ask(TileRemove("t3"))
    assert left(bench, "n1") == ["cam2", "cam1"]


async def test_a_source_that_left_and_changes_or_goes_is_told(bench: Bench) -> None:
    await bench.furnish()
    await bench.ask(TileRemove("t1"))
    await bench.ask(TileRemove("t2"))
    await bench.ask(SourceUpdate("cam1", main="rtsp://other/1"))
    assert [f.main for f in bench.glass.plan("n1").left] == [
        "rtsp://other/1",
        bench.glass.plan("n1").left[1].main,
    ]
    assert (await bench.ask(SourceRemove("cam2"))).result is Result.DONE
    assert left(bench, "n1") == ["cam1"]


async def test_what_left_is_bounded_and_a_plan_for_it_is_sent_once(bench: Bench) -> None:
    await bench.furnish()
    many = [f"x{n:02d}" for n in range(2 * LEFT_MOST)]
    for id in many:
        await bench.ask(SourceAdd(Source(id, id, Medium.BARS)))
        await bench.ask(TileAdd("big", id, LEFT, id=f"t-{id}"))
        await bench.ask(TileRemove(f"t-{id}"))
    assert left(bench, "n1") == many[-LEFT_MOST:]
    count = len(bench.glass.plans["n1"])
    await bench.ask(SourceUpdate(many[0], name="longer gone"))
    assert len(bench.glass.plans["n1"]) == count
