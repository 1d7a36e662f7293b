"""Several tiles at once: one command, one step of undo, all or nothing."""

from __future__ import annotations

import pytest

from tests.unit.domain.conftest import FULL, Hand
from wallctl.domain.commands import (
    Command,
    Layer,
    TileAdd,
    TileArrange,
    TileDuplicate,
    TileMove,
    TileRemoveMany,
    TileUpdate,
    TileUpdateMany,
    Undo,
    WallTake,
)
from wallctl.domain.entities import Tile
from wallctl.domain.errors import Invalid, NotAllowed, NotFound, Refused
from wallctl.domain.geometry import Crop, Fit, Rect

A, B = Rect(10, 20, 300, 200), Rect(400, 20, 300, 200)


@pytest.fixture
def many(hand: Hand) -> Hand:
    """Tiles t1 to t5 in the preview of `big`, lowest first, and s1 in that of `small`."""
    for n in range(3, 6):
        hand.do(TileAdd("big", "c", Rect(1920 * (n - 2), 1080, 1920, 1080), id=f"t{n}"))
    hand.do(TileAdd("small", "d", FULL, id="s1"))
    return hand


def order(hand: Hand) -> str:
    return "".join(t.id[1] for t in hand.show.preview_tiles("big"))


def test_one_step_moves_all_and_one_undo_brings_all_back(many: Hand) -> None:
    before = many.show.preview_tiles("big")
    many.do(TileArrange("big", (TileMove("t1", A), TileMove("t2", B))))
    assert (many.tile("t1").rect, many.tile("t2").rect) == (A, B)
    many.do(Undo("big"))
    assert many.show.preview_tiles("big") == before


def test_what_is_there_already_changes_nothing(many: Hand) -> None:
    assert many.decide(TileArrange("big", (TileMove("t1", FULL),))) == ()


@pytest.mark.parametrize(
    ("command", "kind", "key"),
    [
        (TileArrange("none", (TileMove("t1", A),)), NotFound, "wall"),
        (TileArrange("big", ()), Invalid, "moves"),
        (TileArrange("big", (TileMove("t1", A), TileMove("no", B))), NotFound, "moves[1].id"),
        (TileArrange("big", (TileMove("t1", A), TileMove("t1", B))), Invalid, "moves[1].id"),
        (TileArrange("big", (TileMove("t1", A), TileMove("s1", B))), Invalid, "moves[1].id"),
        (
            TileArrange("big", (TileMove("t1", A), TileMove("t2", Rect(0, 0, 2, 2)))),
            Invalid,
            "moves[1].rect",
        ),
        (
            TileArrange("big", (TileMove("t1", A), TileMove("t2", Rect(9000, 0, 99, 99)))),
            Invalid,
            "moves[1].rect",
        ),
        (TileUpdateMany(()), Invalid, "ids"),
        (TileUpdateMany(("t1", "s1"), fit=Fit.FILL), Invalid, "ids[1]"),
        (TileUpdateMany(("t1", "t1"), fit=Fit.FILL), Invalid, "ids[1]"),
        (TileUpdateMany(("t1",), crop=Crop(left=1.5)), Invalid, "ids[0].crop.left"),
        (TileRemoveMany(("t1", "no")), NotFound, "ids[1]"),
        (TileRemoveMany(("t1", "s1")), Invalid, "ids[1]"),
        (TileDuplicate(()), Invalid, "copies"),
        (TileDuplicate((TileMove("t1", Rect(-500, 0, 99, 99)),)), Invalid, "copies[0].rect"),
        (TileDuplicate((TileMove("t1", A), TileMove("s1", A))), Invalid, "copies[1]"),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(
    many: Hand, command: Command, kind: type[Refused], key: str
) -> None:
    before = many.show
    with pytest.raises(kind) as caught:
        many.do(command)
    assert caught.value.fields["key"] == key
    assert many.show is before


@pytest.mark.parametrize(
    "command",
    [
        TileArrange("big", (TileMove("t1", A), TileMove("t2", B))),
        TileUpdateMany(("t1", "t2"), fit=Fit.FILL),
        TileRemoveMany(("t1", "t2")),
    ],
)
def test_one_locked_tile_holds_all(many: Hand, command: Command) -> None:
    many.do(TileUpdate("t2", locked=True))
    before = many.show
    with pytest.raises(NotAllowed) as caught:
        many.do(command)
    assert (caught.value.fields["reason"], caught.value.fields["got"]) == ("locked", "t2")
    assert many.show is before


def test_several_are_locked_and_unlocked_alike(many: Hand) -> None:
    many.do(TileUpdateMany(("t1", "t2"), locked=True))
    assert many.tile("t1").locked
    many.do(TileUpdateMany(("t1", "t2", "t3"), locked=False, fit=Fit.COVER))
    assert [(t.locked, t.fit) for t in many.show.preview_tiles("big")][:3] == [
        (False, Fit.COVER)
    ] * 3


@pytest.mark.parametrize(
    ("ids", "layer", "after"),
    [
        ("24", Layer.TOP, "13524"),
        ("24", Layer.BOTTOM, "24135"),
        ("24", Layer.UP, "13254"),
        ("24", Layer.DOWN, "21435"),
        ("45", Layer.UP, "12345"),
        ("12", Layer.DOWN, "12345"),
        ("35", Layer.UP, "12435"),
        ("12345", Layer.TOP, "12345"),
    ],
)
def test_heights_change_together(many: Hand, ids: str, layer: Layer, after: str) -> None:
    many.do(TileUpdateMany(tuple(f"t{n}" for n in ids), layer))
    assert order(many) == after
    heights = [t.z for t in many.show.preview_tiles("big")]
    assert len(set(heights)) == len(heights)


def test_removed_together_and_back_together(many: Hand) -> None:
    before = many.show.preview_tiles("big")
    many.do(TileRemoveMany(("t1", "t3", "t5")))
    assert order(many) == "24"
    many.do(Undo("big"))
    assert many.show.preview_tiles("big") == before


def test_copies_lie_above_in_their_order_and_are_free(many: Hand) -> None:
    many.do(TileUpdate("t1", fit=Fit.FILL, title="东门", crop=Crop(0.1)))
    many.do(TileUpdate("t1", locked=True))
    many.do(TileDuplicate((TileMove("t2", B), TileMove("t1", A))))
    one, other = many.show.preview_tiles("big")[-2:]
    assert (one.source, one.rect, one.fit, one.title, one.crop, one.locked) == (
        "a",
        A,
        Fit.FILL,
        "东门",
        Crop(0.1),
        False,
    )
    assert (other.source, other.rect) == ("b", B)
    assert len({t.id for t in many.show.all(Tile).values()}) == 8
    many.do(Undo("big"))
    assert order(many) == "12345"


def test_fifty_gestures_go_back_and_the_wall_stays(many: Hand) -> None:
    many.do(WallTake("big"))
    program = many.show.program("big")
    first = many.show.preview_tiles("big")
    for n in range(60):
        at = Rect(10 * n + 1, 0, 300, 200)
        many.do(TileArrange("big", (TileMove("t1", at), TileMove("t2", at.moved(0, 300)))))
    for _ in range(60):
        many.do(Undo("big"))
    assert many.show.preview_tiles("big") == first
    assert many.show.program("big") is program
