from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.domain.conftest import FULL, Hand, tile
from wallctl.domain.commands import (
    Command,
    LayoutApply,
    PatrolResume,
    PatrolSet,
    PatrolShow,
    PatrolStop,
    ProgramConfirm,
    SceneRecall,
    SceneSave,
    SourceRemove,
    TileUpdate,
    Undo,
    WallFull,
    WallRestore,
    WallTake,
)
from wallctl.domain.differs import preview_against_program, program_differs_from_scene
from wallctl.domain.entities import Patrol, Tile
from wallctl.domain.errors import Invalid, NotAllowed, NotFound
from wallctl.domain.patrolling import following, sources_of, turned

BIG, T1 = "big", "t1"


@pytest.fixture
def taken(hand: Hand) -> Hand:
    """t1 patrols a, c and d on the program of `big`, confirmed."""
    hand.do(PatrolSet(T1, ("a", "c", "d"), 8.0))
    hand.do(WallTake(BIG))
    return hand


def on_wall(hand: Hand, id: str = T1) -> Tile:
    return next(t for t in hand.show.program(BIG).tiles if t.id == id)


def test_a_patrol_starts_where_the_tile_is_or_with_its_first(hand: Hand) -> None:
    hand.do(PatrolSet(T1, ("c", "a")))
    assert (hand.tile(T1).source, hand.tile(T1).patrol) == ("a", Patrol(("c", "a"), 10.0))
    hand.do(PatrolSet("t2", ("c", "d"), 30.0))
    assert hand.tile("t2").source == "c"
    hand.do(PatrolSet("t2", ()))
    assert (hand.tile("t2").source, hand.tile("t2").patrol) == ("c", None)


def test_it_is_taken_back_by_undo(hand: Hand) -> None:
    before = hand.tile("t2")
    hand.do(PatrolSet("t2", ("c", "d")))
    hand.do(Undo(BIG))
    assert hand.tile("t2") == before


def test_another_source_put_in_its_place_ends_it(hand: Hand) -> None:
    hand.do(PatrolSet(T1, ("a", "c")))
    hand.do(TileUpdate(T1, source="c"))
    assert hand.tile(T1).patrol == Patrol(("a", "c"), 10.0)
    hand.do(TileUpdate(T1, source="b"))
    assert hand.tile(T1).patrol is None


def test_it_travels_with_takes_scenes_and_layouts(taken: Hand) -> None:
    patrol = Patrol(("a", "c", "d"), 8.0)
    assert on_wall(taken).patrol == patrol
    taken.do(SceneSave("轮巡", id="s9"))
    taken.do(LayoutApply(BIG, tiles=()))
    taken.do(SceneRecall("s9"))
    assert [t.patrol for t in taken.show.preview_tiles(BIG)] == [patrol, None]
    stopped = replace(tile("n1"), wall="", patrol=Patrol(("a", "b"), 5.0, stopped=True))
    taken.do(LayoutApply(BIG, tiles=(stopped,)))
    assert taken.tile("n1").patrol == Patrol(("a", "b"), 5.0)  # only a wall's is ever stopped


def test_what_it_shows_counts_as_used(hand: Hand) -> None:
    hand.do(PatrolSet(T1, ("a", "d")))
    with pytest.raises(NotAllowed) as refused:
        hand.do(SourceRemove("d"))
    assert "tile t1" in str(refused.value.fields["users"])


@pytest.mark.parametrize(
    ("command", "kind", "key", "reason"),
    [
        (PatrolSet("t9", ("a", "b")), NotFound, "tile", "unknown"),
        (PatrolSet(T1, ("a", "x")), NotFound, "sources[1]", "unknown"),
        (PatrolSet(T1, ("a",)), Invalid, "sources", "count"),
        (PatrolSet(T1, ("a", "b", "a")), Invalid, "sources[2]", "twice"),
        (PatrolSet(T1, ("a", "b"), 2.9), Invalid, "dwell_s", "range"),
        (PatrolSet(T1, ("a", "b"), 3601), Invalid, "dwell_s", "range"),
        (PatrolSet(T1, ("a", "b"), float("nan")), Invalid, "dwell_s", "range"),
        (PatrolStop("none", T1), NotFound, "wall", "unknown"),
        (PatrolStop(BIG, "x"), NotFound, "tile", "not_on_program"),
        (PatrolStop(BIG, "t2"), NotAllowed, "tile", "no_patrol"),
        (PatrolStop(BIG, T1, "b"), NotFound, "source", "not_in_patrol"),
        (PatrolShow(BIG, T1), Invalid, "source", "empty"),
        (PatrolShow(BIG, T1, "b"), NotFound, "source", "not_in_patrol"),
        (PatrolResume(BIG, "t2"), NotAllowed, "tile", "no_patrol"),
        (
            LayoutApply(BIG, tiles=(replace(tile("n"), wall="", patrol=Patrol(("a", "x"))),)),
            NotFound,
            "tiles[0].patrol",
            "unknown",
        ),
        (
            LayoutApply(BIG, tiles=(replace(tile("n", "b"), wall="", patrol=Patrol(("a", "c"))),)),
            Invalid,
            "tiles[0].patrol.source",
            "not_in_patrol",
        ),
    ],
)
def test_wrong_ones_name_the_place_and_change_nothing(
    taken: Hand, command: Command, kind: type[Exception], key: str, reason: str
) -> None:
    before = taken.show
    with pytest.raises(kind) as refused:
        taken.do(command)
    assert (refused.value.fields["key"], refused.value.fields["reason"]) == (key, reason)  # type: ignore[attr-defined]
    assert taken.show is before


def test_a_locked_tile_takes_none(hand: Hand) -> None:
    hand.do(TileUpdate(T1, locked=True))
    with pytest.raises(NotAllowed):
        hand.do(PatrolSet(T1, ("a", "c")))


def test_stopping_and_resuming_change_no_picture(taken: Hand) -> None:
    program = taken.show.program(BIG)
    taken.do(PatrolStop(BIG, T1, "c"))
    stopped = taken.show.program(BIG)
    assert (on_wall(taken).source, on_wall(taken).patrol) == (
        "c",
        Patrol(("a", "c", "d"), 8.0, stopped=True),
    )
    assert replace(stopped, tiles=program.tiles) == program  # serial, history, confirmed
    assert taken.decide(PatrolStop(BIG, T1, "c")) == ()
    taken.do(PatrolResume(BIG, T1))
    assert (on_wall(taken).source, on_wall(taken).patrol) == ("c", Patrol(("a", "c", "d"), 8.0))
    assert taken.decide(PatrolResume(BIG, T1)) == ()


def test_one_shown_by_hand_stops_it_under_a_new_serial(taken: Hand) -> None:
    history = taken.show.program(BIG).history
    taken.do(PatrolShow(BIG, T1, "d"))
    program = taken.show.program(BIG)
    assert (program.serial, program.confirmed, program.history) == (
        taken.show.revision,
        False,
        history,
    )
    patrol = on_wall(taken).patrol
    assert on_wall(taken).source == "d"
    assert patrol is not None and patrol.stopped
    assert taken.decide(PatrolShow(BIG, T1, "d")) == ()


def test_the_start_shown_by_hand_stops_it_too(taken: Hand) -> None:
    """Another may have had its turn: the glass has to say so again."""
    taken.do(PatrolShow(BIG, T1, "a"))
    assert taken.show.program(BIG).serial == taken.show.revision


def test_on_the_full_wall_and_back(taken: Hand) -> None:
    taken.do(WallFull(BIG, T1))
    assert on_wall(taken).rect.w == 7680
    taken.do(PatrolShow(BIG, T1, "c"))
    taken.do(WallFull(BIG))
    assert (on_wall(taken).rect, on_wall(taken).source) == (FULL, "c")
    patrol = on_wall(taken).patrol
    assert patrol is not None and patrol.stopped


def test_a_new_take_starts_it_again(taken: Hand) -> None:
    taken.do(PatrolStop(BIG, T1, "c"))
    taken.do(WallTake(BIG))
    assert (on_wall(taken).source, on_wall(taken).patrol) == ("a", Patrol(("a", "c", "d"), 8.0))


def test_restore_brings_it_back(taken: Hand) -> None:
    program = taken.show.program(BIG)
    taken.do(ProgramConfirm(BIG, program.serial))
    taken.do(SceneRecall("s1", live=True))
    taken.do(WallRestore(BIG))
    assert taken.show.program(BIG).tiles == program.tiles


def test_whose_turn_it_is_is_no_difference(taken: Hand) -> None:
    taken.do(SceneSave("轮巡", id="s9"))
    taken.do(WallTake(BIG))
    assert not program_differs_from_scene(taken.show, BIG)
    taken.do(PatrolStop(BIG, T1, "c"))
    assert program_differs_from_scene(taken.show, BIG)  # somebody chose
    taken.do(PatrolResume(BIG, T1))
    assert not program_differs_from_scene(taken.show, BIG)
    assert not preview_against_program(taken.show, BIG)


def test_turns() -> None:
    one = replace(tile("t"), patrol=Patrol(("a", "c", "d")))
    assert following(one, "a") == "c"
    assert following(one, "d") == "a"
    assert following(one, "a", step=-1) == "d"
    assert following(one, "a", but={"c"}) == "d"
    assert following(one, "a", but={"c", "d"}) == ""
    assert following(one, "gone") == "a"
    assert following(tile("t"), "a") == ""
    assert sources_of(one) == ("a", "c", "d")
    held = replace(one, id="h", patrol=Patrol(("a", "c"), stopped=True))
    turns = {("big", "t"): "d", ("big", "h"): "c"}
    assert [t.source for t in turned((one, held, tile("p")), turns)] == ["d", "a", "a"]
