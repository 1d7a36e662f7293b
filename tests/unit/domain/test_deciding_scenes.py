from __future__ import annotations

import pytest

from tests.unit.domain.conftest import FULL, Hand, tile
from wallctl.domain.commands import (
    Command,
    LayoutApply,
    SceneRecall,
    SceneRemove,
    SceneSave,
    SceneUpdate,
    SiteApply,
    TileAdd,
    TileMove,
    WallTake,
)
from wallctl.domain.entities import Room, Wall
from wallctl.domain.errors import Invalid, NotAllowed, NotFound
from wallctl.domain.geometry import Rect, Size


def test_saved_and_recalled(hand: Hand) -> None:
    hand.do(SceneSave("应急指挥", id="s2", number=1, category="应急"))
    scene = hand.show.scenes["s2"]
    assert [one.wall for one in scene.layouts] == ["big"]  # small's preview is empty
    assert hand.show.preview("big").scene == "s2"
    hand.do(LayoutApply("big", tiles=()))
    hand.do(SceneRecall("s2"))
    tiles = hand.show.preview_tiles("big")
    assert [(t.source, t.rect) for t in tiles] == [
        ("a", FULL),
        ("b", Rect(1920, 0, 1920, 1080)),
    ]
    assert hand.show.preview("big").scene == "s2"


def test_recalled_twice_is_recalled_once(hand: Hand) -> None:
    hand.do(SceneRecall("s1"))
    assert hand.decide(SceneRecall("s1")) == ()


def test_recalled_ids_are_unique_over_the_walls(hand: Hand) -> None:
    hand.do(TileAdd("small", "a", FULL, id="s1.big.0"))
    hand.do(SceneRecall("s1"))
    assert [t.id for t in hand.show.preview_tiles("big")] == ["s1.big.0~"]
    assert [t.id for t in hand.show.preview_tiles("small")] == ["s1.big.0"]


def test_live_takes_the_walls_it_has_a_layout_for(hand: Hand) -> None:
    hand.do(TileAdd("small", "a", FULL, id="u1"))
    hand.do(SceneSave("两屏", id="s2"))
    small = hand.show.program("small")
    hand.do(SceneRecall("s1", live=True))
    assert hand.show.program("big").scene == "s1"
    assert hand.show.program("big").serial == hand.show.revision
    assert hand.show.program("small") == small
    hand.do(SceneRecall("s2", live=True))
    assert hand.show.program("small").scene == "s2"
    assert [t.wall for t in hand.show.program("small").tiles] == ["small"]


def test_saving_again_keeps_what_is_not_named(hand: Hand) -> None:
    hand.do(SceneSave("改名", id="s1"))
    scene = hand.show.scenes["s1"]
    assert (scene.name, scene.number, len(scene.layouts[0].tiles)) == ("改名", 3, 2)


def test_named_walls_are_saved_even_when_empty(hand: Hand) -> None:
    hand.do(SceneSave("小屏清空", id="s2", walls=("small",)))
    assert [(one.wall, one.tiles) for one in hand.show.scenes["s2"].layouts] == [("small", ())]


@pytest.mark.parametrize(
    ("command", "key", "reason"),
    [
        (SceneSave(" "), "name", "empty"),
        (SceneSave("x", number=10), "number", "range"),
        (SceneSave("x", number=-1), "number", "range"),
        (SceneSave("x", number=3), "number", "taken"),
        (SceneSave("x", walls=("big", "none")), "walls[1]", "unknown"),
        (SceneRecall("none"), "id", "unknown"),
        (SceneRemove("none"), "id", "unknown"),
        (SceneUpdate("none"), "id", "unknown"),
        (SceneUpdate("s1", name=""), "name", "empty"),
    ],
)
def test_what_is_wrong_is_named(hand: Hand, command: Command, key: str, reason: str) -> None:
    with pytest.raises((Invalid, NotFound)) as caught:
        hand.decide(command)
    assert (caught.value.fields["key"], caught.value.fields["reason"]) == (key, reason)
    if reason == "taken":
        assert caught.value.fields["name"] == "防汛"


def test_nothing_to_save(hand: Hand) -> None:
    hand.do(LayoutApply("big", tiles=()))
    with pytest.raises(Invalid) as caught:
        hand.decide(SceneSave("空"))
    assert caught.value.fields["reason"] == "empty_preview"


def test_a_locked_scene_stays_as_it_is(hand: Hand) -> None:
    hand.do(SceneUpdate("s1", locked=True))
    for command in (SceneSave("x", id="s1"), SceneRemove("s1"), SceneUpdate("s1", name="x")):
        with pytest.raises(NotAllowed):
            hand.decide(command)
    hand.do(SceneRecall("s1"))
    hand.do(SceneUpdate("s1", locked=False, number=0))
    hand.do(SceneRemove("s1"))
    assert not hand.show.scenes
    assert hand.show.preview("big").scene == ""


def test_a_removed_scene_stays_on_the_wall(hand: Hand) -> None:
    hand.do(SceneRecall("s1", live=True))
    program = hand.show.program("big")
    hand.do(SceneRemove("s1"))
    assert hand.show.program("big") == program


def test_a_scene_of_a_wall_that_is_gone(hand: Hand) -> None:
    hand.do(SiteApply(Room("hall", "厅"), (Wall("small", "hall", "小", Size(800, 600)),), ()))
    with pytest.raises(Invalid) as caught:
        hand.decide(SceneRecall("s1"))
    assert caught.value.fields["reason"] == "no_wall_here"


def test_a_layout_from_a_larger_canvas_is_moved_onto_it(hand: Hand) -> None:
    hand.do(TileMove("t1", Rect(7000, 2000, 600, 100)))
    hand.do(SceneSave("角落", id="s2"))
    hand.do(SiteApply(Room("hall", "厅"), (Wall("big", "hall", "大", Size(1920, 1080)),), ()))
    hand.do(SceneRecall("s2"))
    canvas = Rect(0, 0, 1920, 1080)
    assert all(canvas.intersection(t.rect) for t in hand.show.preview_tiles("big"))


def test_take_after_recall_knows_its_scene(hand: Hand) -> None:
    hand.do(SceneRecall("s1"))
    hand.do(WallTake("big"))
    assert hand.show.program("big").scene == "s1"
    assert hand.show.program("big").tiles == (tile("s1.big.0", "c"),)
