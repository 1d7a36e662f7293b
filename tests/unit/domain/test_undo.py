from __future__ import annotations

import pytest

from tests.unit.domain.conftest import FULL, Hand, source
from wallctl.domain.commands import (
    Command,
    Layer,
    OverlaySet,
    Redo,
    SceneRecall,
    SceneRemove,
    SceneSave,
    SceneUpdate,
    SiteApply,
    SiteImport,
    SourceAdd,
    SourceImport,
    SourceRemove,
    SourceUpdate,
    TileAdd,
    TileMove,
    TileRemove,
    TileUpdate,
    Undo,
    WallFull,
    WallSafe,
    WallTake,
    WallUpdate,
)
from wallctl.domain.entities import Notice, Room, Wall
from wallctl.domain.errors import Conflict, NotAllowed
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.undo import belongs_in_log, undo

SMALL = Rect(10, 10, 300, 200)


def trampled(hand: Hand, command: Command, by: str = "wang") -> Conflict:
    before = hand.show
    with pytest.raises(Conflict) as caught:
        hand.do(command, by=by)
    assert caught.value.code == "would_trample"
    assert hand.show is before
    return caught.value


def test_undo_and_redo_walk_the_same_way(hand: Hand) -> None:
    shows = [hand.show.table]
    steps: list[Command] = [
        TileMove("t1", SMALL),
        TileAdd("big", "c", FULL, id="n"),
        TileUpdate("n", layer=Layer.BOTTOM),
        SourceUpdate("a", name="改"),
        SceneSave("新", id="s9"),
        TileRemove("t2"),
    ]
    shows += [hand.do(step).table for step in steps]
    for table in reversed(shows[:-1]):
        assert hand.do(Undo()).table == table
    with pytest.raises(NotAllowed) as caught:
        hand.do(Undo())
    assert caught.value.code == "nothing_to_undo"
    for table in shows[1:]:
        assert hand.do(Redo()).table == table
    with pytest.raises(NotAllowed) as caught:
        hand.do(Redo())
    assert caught.value.code == "nothing_to_redo"
    hand.do(Undo())
    hand.do(Undo())
    hand.do(Redo())
    assert hand.do(Undo()).table == shows[-3]


def test_a_new_change_ends_redo(hand: Hand) -> None:
    hand.do(TileMove("t1", SMALL))
    hand.do(Undo())
    hand.do(TileMove("t2", SMALL))
    with pytest.raises(NotAllowed):
        hand.do(Redo())


def test_each_user_has_a_history(hand: Hand) -> None:
    hand.do(TileMove("t1", SMALL), by="wang")
    hand.do(TileMove("t2", SMALL), by="li")
    hand.do(Undo(), by="wang")
    assert hand.tile("t1").rect == FULL
    assert hand.tile("t2").rect == SMALL
    with pytest.raises(NotAllowed):
        hand.do(Undo(), by="chen")
    hand.do(Redo(), by="wang")
    assert hand.tile("t1").rect == SMALL


def test_another_operators_later_change_is_not_trampled(hand: Hand) -> None:
    hand.do(TileMove("t1", SMALL), by="wang")
    hand.do(TileUpdate("t1", title="东门"), by="li")
    error = trampled(hand, Undo())
    assert error.fields["by"] == "li"
    assert error.fields["at"] == 1002.0
    assert error.fields["key"] == "tile t1"
    hand.do(Undo(), by="li")
    hand.do(Undo(), by="wang")
    assert hand.tile("t1").rect == FULL


def test_redo_tramples_nobody_either(hand: Hand) -> None:
    hand.do(TileMove("t1", SMALL))
    hand.do(Undo())
    hand.do(TileUpdate("t1", title="东门"), by="li")
    assert trampled(hand, Redo()).fields["by"] == "li"


def test_what_is_on_the_wall_is_never_undone(hand: Hand) -> None:
    hand.do(TileMove("t1", SMALL))
    hand.do(WallTake("big"))
    hand.do(WallFull("big", "t1"))
    hand.do(WallSafe("big"))
    hand.do(OverlaySet("big", notice=Notice("x", on=True)))
    hand.do(WallUpdate("big", visit=True))
    program, wall = hand.show.program("big"), hand.show.walls["big"]
    hand.do(Undo())
    assert hand.tile("t1").rect == FULL
    assert (hand.show.program("big"), hand.show.walls["big"]) == (program, wall)
    with pytest.raises(NotAllowed):
        hand.do(Undo())


def test_of_a_live_recall_only_the_preview_goes_back(hand: Hand) -> None:
    before = hand.show.preview_tiles("big")
    hand.do(SceneRecall("s1", live=True))
    program = hand.show.program("big")
    hand.do(Undo())
    assert hand.show.preview_tiles("big") == before
    assert hand.show.preview("big").scene == ""
    assert hand.show.program("big") == program


def test_sources_and_scenes_go_back_at_any_wall(hand: Hand) -> None:
    before = hand.show
    hand.do(SourceImport((source("new"), source("a", name="甲"))))
    hand.do(SceneRemove("s1"))
    hand.do(TileAdd("small", "a", FULL, id="u"))
    hand.do(Undo("big"))
    assert hand.show.scenes == before.scenes
    hand.do(Undo("big"))
    assert hand.show.sources == before.sources
    assert hand.tile("u").wall == "small", "what is prepared on another wall stays"
    hand.do(Redo("big"))
    assert hand.show.sources["a"].name == "甲"


def test_of_one_wall(hand: Hand) -> None:
    hand.do(TileMove("t1", SMALL))
    hand.do(TileAdd("small", "c", FULL, id="u"))
    hand.do(Undo("big"))
    assert hand.tile("t1").rect == FULL
    assert hand.tile("u").wall == "small"
    hand.do(Redo("big"))
    assert hand.tile("t1").rect == SMALL
    hand.do(Undo("small"))
    assert hand.show.preview_tiles("small") == ()
    with pytest.raises(NotAllowed):
        hand.do(Undo("small"))


def test_a_source_that_came_into_use_stays(hand: Hand) -> None:
    hand.do(SourceAdd(source("new")))
    hand.do(TileAdd("big", "new", FULL, id="n"), by="li")
    error = trampled(hand, Undo())
    assert (error.fields["by"], error.fields["key"]) == ("li", "tile n")


def test_a_tile_does_not_come_back_without_its_source(hand: Hand) -> None:
    hand.do(TileRemove("t1"))
    hand.do(SourceRemove("a"), by="li")
    error = trampled(hand, Undo())
    assert (error.fields["by"], error.fields["key"]) == ("li", "source a")


def test_a_height_that_was_taken_since(hand: Hand) -> None:
    hand.do(TileUpdate("t1", layer=Layer.TOP))
    hand.do(TileAdd("big", "c", FULL, id="n", z=0), by="li")
    assert trampled(hand, Undo()).fields["by"] == "li"


def test_a_scene_key_that_was_taken_since(hand: Hand) -> None:
    hand.do(SceneUpdate("s1", number=0))
    hand.do(SceneSave("新", id="s9", number=3), by="li")
    assert trampled(hand, Undo()).fields["key"] == "scene s9"


def test_a_wall_that_is_gone(hand: Hand) -> None:
    hand.do(TileRemove("t1"))
    hand.do(
        SiteApply(Room("hall", "厅"), (Wall("small", "hall", "小", Size(900, 900)),), ()), "site"
    )
    assert trampled(hand, Undo()).fields["by"] == "site"


def test_a_tile_that_would_lie_outside_a_wall_made_smaller(hand: Hand) -> None:
    wall = hand.show.walls["big"]
    hand.do(TileAdd("big", "a", Rect(wall.canvas.w - 300, 0, 300, 200), id="far"))
    hand.do(TileRemove("far"))
    hand.do(SiteApply(Room("hall", "厅"), (Wall("big", "hall", "大", Size(900, 900)),), ()), "site")
    assert trampled(hand, Undo()).fields["by"] == "site"


def test_a_removed_scene_comes_back_with_its_preview(hand: Hand) -> None:
    hand.do(SceneRecall("s1"))
    before = hand.show.table
    hand.do(SceneRemove("s1"))
    assert hand.do(Undo()).table == before


def test_nothing_before_a_whole_import_is_taken_back(hand: Hand) -> None:
    hand.do(TileMove("t1", SMALL))
    hand.do(SiteImport(tuple(hand.show.entities())))
    hand.do(SiteImport((Room("hall", "另"),)), by="site")
    with pytest.raises(NotAllowed):
        hand.do(Undo())


@pytest.mark.matrix
def test_ten_thousand_imported_sources_go_back_at_once(hand: Hand) -> None:
    before = hand.show.table
    hand.do(SourceImport(tuple(source(f"n{n}") for n in range(10_000))))
    assert hand.do(Undo()).table == before


def test_fifty_steps(hand: Hand) -> None:
    for n in range(60):
        hand.do(TileMove("t1", Rect(n + 1, 0, 100, 100)))
    for _ in range(60):
        hand.do(Undo())
    assert hand.tile("t1").rect == FULL


def test_a_log_that_was_cut_ends_undo(hand: Hand) -> None:
    hand.do(TileMove("t1", SMALL))
    hand.do(TileMove("t1", FULL))
    step = undo(hand.show, hand.log[1:], "wang")
    assert step.undoes == hand.log[1].revision
    assert all(belongs_in_log(line) for line in hand.log)
    with pytest.raises(NotAllowed):
        undo(hand.show, [], "wang")
