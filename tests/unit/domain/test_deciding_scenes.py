from __future__ import annotations

import pytest

from tests.unit.domain.conftest import FULL, Hand, tile
from wallctl.domain.commands import (
    Command,
    LayoutApply,
    Redo,
    SceneRecall,
    SceneRemove,
    SceneRevert,
    SceneSave,
    SceneUpdate,
    SiteApply,
    SourceRemove,
    TileAdd,
    TileMove,
    Undo,
    WallTake,
)
from wallctl.domain.deciding.scenes import KEPT
from wallctl.domain.entities import Kind, Room, SceneVersion, Wall
from wallctl.domain.errors import Invalid, NotAllowed, NotFound
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.versions import Made, made, versions_of


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


def versions(hand: Hand) -> list[SceneVersion]:
    return list(versions_of(hand.show, "s1"))


def test_saving_over_a_scene_keeps_the_former(hand: Hand) -> None:
    first = hand.show.scenes["s1"]
    hand.do(SceneSave("改名", id="s1"), by="li")
    (kept,) = versions(hand)
    assert (kept.id, kept.number, kept.by, kept.at) == ("s1@1", 1, "li", 1001.0)
    assert (kept.name, kept.layouts, kept.note) == (first.name, first.layouts, first.note)
    hand.do(SceneSave("改名", id="s1"))  # the same again
    assert versions(hand) == [kept]


def test_name_and_note_are_versions_key_category_and_lock_are_not(hand: Hand) -> None:
    hand.do(SceneUpdate("s1", number=5, category="应急", locked=True))
    hand.do(SceneUpdate("s1", locked=False))
    assert versions(hand) == []
    hand.do(SceneUpdate("s1", name="新名"))
    hand.do(SceneUpdate("s1", note="说明"))
    hand.do(SceneUpdate("s1", name_en="New"))
    assert [(v.number, v.name, v.note) for v in versions(hand)] == [
        (1, "防汛", ""),
        (2, "新名", ""),
        (3, "新名", "说明"),
    ]


def test_only_the_newest_versions_are_kept(hand: Hand) -> None:
    for n in range(KEPT + 3):
        hand.do(SceneUpdate("s1", note=f"{n}"))
        assert len(versions(hand)) == min(n + 1, KEPT)
    assert [v.number for v in versions(hand)] == list(range(4, KEPT + 4))


def test_a_version_comes_back_as_a_new_one(hand: Hand) -> None:
    first = hand.show.scenes["s1"]
    hand.do(SceneSave("改名", id="s1", note="n", category="应急", number=7))
    second = hand.show.scenes["s1"]
    hand.do(SceneRevert("s1", 1), by="li")
    now = hand.show.scenes["s1"]
    assert (now.name, now.layouts, now.note) == (first.name, first.layouts, "")
    assert (now.number, now.category) == (7, "应急")
    assert [(v.number, v.name) for v in versions(hand)] == [(1, "防汛"), (2, "改名")]
    hand.do(SceneRevert("s1", 2))
    assert hand.show.scenes["s1"] == second
    assert made(tuple(versions(hand))) == (
        Made(),
        Made("wang", 1001.0),
        Made("li", 1002.0),
        Made("wang", 1003.0),
    )


def test_undo_takes_a_save_and_its_version_back(hand: Hand) -> None:
    before = hand.show.table[Kind.SCENE], hand.show.table[Kind.VERSION]
    hand.do(SceneSave("改名", id="s1"))
    hand.do(Undo())
    assert (hand.show.table[Kind.SCENE], hand.show.table[Kind.VERSION]) == before
    hand.do(Redo())
    assert len(versions(hand)) == 1


def test_versions_go_with_their_scene_and_come_back_with_it(hand: Hand) -> None:
    hand.do(SceneUpdate("s1", note="x"))
    kept = versions(hand)
    hand.do(SceneRemove("s1"))
    assert versions(hand) == []
    hand.do(Undo())
    assert versions(hand) == kept


def test_a_version_that_cannot_come_back(hand: Hand) -> None:
    with pytest.raises(NotFound) as refused:
        hand.do(SceneRevert("s1", 1))
    assert refused.value.fields["key"] == "version"
    hand.do(SceneSave("改名", id="s1"))
    hand.do(SourceRemove("c"))  # only the former version shows it
    with pytest.raises(NotFound) as refused:
        hand.do(SceneRevert("s1", 1))
    assert (refused.value.fields["reason"], refused.value.fields["got"]) == ("source_gone", "c")
    hand.do(SceneUpdate("s1", locked=True))
    with pytest.raises(NotAllowed):
        hand.do(SceneRevert("s1", 1))
