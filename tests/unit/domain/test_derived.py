"""Tally, uses, differences and plans: all that is derived from the show."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.domain.conftest import FULL, Hand, tile
from wallctl.domain.commands import (
    SceneRecall,
    SourceUpdate,
    TileAdd,
    TileMove,
    TileRemove,
    TileUpdate,
    WallFull,
    WallSafe,
    WallTake,
)
from wallctl.domain.differs import (
    Difference,
    difference,
    preview_against_program,
    preview_differs_from_scene,
    program_differs_from_scene,
)
from wallctl.domain.entities import Carrier, Medium, Source
from wallctl.domain.geometry import Fit, Rect
from wallctl.domain.plan_of import feed_of, nodes_of, plan_of, walls_of
from wallctl.domain.show import apply, change
from wallctl.domain.tally import Tally, tally

SMALL = Rect(0, 0, 300, 200)


def test_tally(hand: Hand) -> None:
    hand.do(TileAdd("big", "a", FULL))
    hand.do(WallTake("big"))
    assert tally(hand.show) == {
        "a": Tally(program=2, preview=2),
        "b": Tally(program=1, preview=1),
        "d": Tally(program=1),
    }
    hand.do(WallSafe("big"))
    assert tally(hand.show)["a"] == Tally(program=0, preview=2)


def test_changed_since_the_scene(hand: Hand) -> None:
    assert not program_differs_from_scene(hand.show, "big")
    hand.do(SceneRecall("s1", live=True))
    assert not program_differs_from_scene(hand.show, "big")
    assert not preview_differs_from_scene(hand.show, "big")
    id = hand.show.preview_tiles("big")[0].id
    hand.do(TileUpdate(id, locked=True))
    assert not preview_differs_from_scene(hand.show, "big")
    hand.do(TileUpdate(id, locked=False, fit=Fit.COVER))
    assert preview_differs_from_scene(hand.show, "big")
    assert not program_differs_from_scene(hand.show, "big")
    hand.do(WallTake("big"))
    assert program_differs_from_scene(hand.show, "big")
    hand.do(SceneRecall("s1", live=True))
    hand.do(WallFull("big", id))
    assert program_differs_from_scene(hand.show, "big")


def test_what_a_take_would_do(hand: Hand) -> None:
    hand.do(WallTake("big"))
    assert not preview_against_program(hand.show, "big")
    hand.do(TileMove("t1", SMALL))
    hand.do(TileUpdate("t2", source="d"))
    hand.do(TileAdd("big", "c", FULL, id="n"))
    assert preview_against_program(hand.show, "big") == Difference(
        added=1, moved=1, source_changed=1
    )
    hand.do(TileRemove("t1"))
    # What lies where t1 was counts as its new source.
    assert preview_against_program(hand.show, "big") == Difference(source_changed=2)
    hand.do(TileRemove("n"))
    assert preview_against_program(hand.show, "big") == Difference(removed=1, source_changed=1)


def test_tiles_of_other_ids_are_matched() -> None:
    before = [tile("1", "a"), tile("2", "b", SMALL, 1)]
    assert not difference(before, [tile("3", "a"), tile("4", "b", SMALL, 1)])
    assert difference(before, [tile("3", "a"), tile("4", "c", SMALL, 1)]) == Difference(
        source_changed=1
    )
    assert difference(before, [tile("3", "a"), tile("4", "b", Rect(5, 5, 9, 9), 1)]) == (
        Difference(moved=1)
    )
    assert difference(before, [replace(before[0], title="x"), before[1]]) == Difference(changed=1)
    assert difference(before, [replace(before[0], z=2), before[1]]) == Difference(changed=2)


def test_a_plan_holds_all_a_node_needs(hand: Hand) -> None:
    hand.do(SourceUpdate("a", backup="c", secret="S", carrier=Carrier.SATELLITE))
    hand.do(WallTake("big"))
    hand.do(TileUpdate("t2", source="d"))
    plan = plan_of(hand.show, "n1", {"S": "p@s"}.__getitem__, {"big": 7})
    assert [w.wall for w in plan.walls] == ["big"]
    wall = plan.walls[0]
    assert len(wall.outputs) == 8
    assert [t.source for t in wall.program] == ["a", "b"]
    assert [t.source for t in wall.preview] == ["a", "d"]
    assert wall.preview_revision == 7
    assert [f.source for f in plan.feeds] == ["a", "b", "c", "d"]
    assert plan.feeds[0].main == "rtsp://admin:p%40s@10.0.0.1/a"
    assert plan.feeds[0].stale_s == 8.0
    assert "p%40s" not in repr(plan)
    assert nodes_of(hand.show) == {"n1", "n2"}
    assert walls_of(hand.show, "n9") == ()


def test_a_source_that_is_missing_has_no_feed(hand: Hand) -> None:
    show = apply(hand.show, [change(hand.show.sources["d"], None)])
    assert plan_of(show, "n2", str, {}).feeds == ()


def test_both_streams_get_their_own_password() -> None:
    one = Source("x", "x", Medium.STREAM, "rtsp://u@h/1", "rtsp://v@h/2", secret="S")
    feed = feed_of(one, lambda _: "first\nsecond")
    assert (feed.main, feed.sub) == ("rtsp://u:first@h/1", "rtsp://v:second@h/2")
    feed = feed_of(one, lambda _: "same")
    assert (feed.main, feed.sub) == ("rtsp://u:same@h/1", "rtsp://v:same@h/2")
    feed = feed_of(one, lambda _: "")
    assert (feed.main, feed.sub) == (one.main, one.sub)
