"""Tally, uses, differences and plans: all that is derived from the show."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.domain.conftest import FULL, Hand, tile
from wallctl.domain.commands import (
    PatrolSet,
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
    SceneDifference,
    TileDifference,
    TileWord,
    difference,
    preview_against_program,
    preview_differs_from_scene,
    program_differs_from_scene,
    scene_difference,
    untouched,
)
from wallctl.domain.entities import Carrier, Medium, Patrol, Scene, SceneLayout, Source
from wallctl.domain.geometry import Crop, Fit, Rect
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


def test_tally_of_a_patrol_is_whose_turn_it_is(hand: Hand) -> None:
    hand.do(PatrolSet("t1", ("a", "c")))
    hand.do(WallTake("big"))
    turns = {("big", "t1"): "c"}
    assert tally(hand.show, turns)["c"] == Tally(program=1)
    assert tally(hand.show, turns)["a"] == Tally(preview=1)
    assert tally(hand.show)["a"] == Tally(program=1, preview=1)


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


def test_two_scenes_apart() -> None:
    a = tile("t1", "a"), tile("t2", "b", SMALL, 1), tile("t3", "c", Rect(600, 0, 300, 200), 2)
    b = (
        tile("t1", "d"),
        tile("t2", "b", Rect(0, 500, 300, 200), 1),
        tile("t4", "a", Rect(900, 900, 300, 200), 2),
    )
    one = Scene("s", "一", layouts=(SceneLayout("big", a), SceneLayout("small", (tile("x"),))))
    two = Scene("s", "二", layouts=(SceneLayout("big", b),), note="改")
    found = scene_difference(one, two)
    assert found == SceneDifference(
        (
            TileDifference("big", TileWord.ADDED, "a"),
            TileDifference("big", TileWord.REMOVED, "c"),
            TileDifference("big", TileWord.SOURCE, "d", "a"),
            TileDifference("big", TileWord.MOVED, "b"),
            TileDifference("small", TileWord.REMOVED, "a"),
        ),
        name=("一", "二"),
        note=True,
    )
    assert not scene_difference(one, one)
    cropped = replace(a[1], crop=Crop(0.1, 0, 0, 0))
    looks = scene_difference(
        one, replace(one, layouts=(SceneLayout("big", (a[0], cropped, a[2])),))
    )
    assert TileDifference("big", TileWord.CHANGED, "b") in looks.tiles


def test_scenes_that_differ_by_height_alone_or_by_a_patrol() -> None:
    under, over = tile("t1", "a", z=0), tile("t2", "b", z=1)
    one = Scene("s", "一", layouts=(SceneLayout("big", (under, over)),))
    other = replace(one, layouts=(SceneLayout("big", (replace(under, z=2), over)),))
    assert scene_difference(one, other) == SceneDifference(restacked=("big",))
    patrol = replace(under, patrol=Patrol(("a", "c")))
    turned = replace(patrol, source="c")
    with_patrol = replace(one, layouts=(SceneLayout("big", (patrol, over)),))
    assert scene_difference(one, with_patrol).tiles == (
        TileDifference("big", TileWord.CHANGED, "a"),
    )
    same = replace(one, layouts=(SceneLayout("big", (turned, over)),))
    assert not scene_difference(with_patrol, same)


def test_what_a_scene_leaves_as_it_is(hand: Hand) -> None:
    scene = hand.show.scenes["s1"]
    assert untouched(hand.show, scene) == ("small",)
    both = replace(scene, layouts=(SceneLayout("big", ()), SceneLayout("small", ())))
    assert untouched(hand.show, both) == ()
