from __future__ import annotations

import pytest

from tests.unit.domain.conftest import FULL, Hand
from wallctl.domain.commands import Command, Layer, TileAdd, TileMove, TileRemove, TileUpdate
from wallctl.domain.entities import Kind
from wallctl.domain.errors import Invalid, NotAllowed, NotFound
from wallctl.domain.geometry import Crop, Fit, Rect


def order(hand: Hand) -> list[str]:
    return [t.id for t in hand.show.preview_tiles("big")]


def test_added_on_top_with_a_fresh_id(hand: Hand) -> None:
    hand.do(TileAdd("big", "c", FULL))
    assert order(hand) == ["t1", "t2", "f1"]


def test_added_in_between_lifts_only_what_is_in_the_way(hand: Hand) -> None:
    hand.do(TileAdd("big", "c", FULL, id="far", z=10))
    changes = hand.decide(TileAdd("big", "c", FULL, id="new", z=0))
    assert {c.key.id for c in changes} == {"t1", "t2", "new"}
    hand.do(TileAdd("big", "c", FULL, id="new", z=0))
    assert order(hand) == ["new", "t1", "t2", "far"]
    assert len({t.z for t in hand.show.preview_tiles("big")}) == 4


@pytest.mark.parametrize(
    ("command", "key", "reason"),
    [
        (TileAdd("none", "a", FULL), "wall", "unknown"),
        (TileAdd("big", "none", FULL), "source", "unknown"),
        (TileAdd("big", "a", FULL, id="t1"), "id", "duplicate_id"),
        (TileAdd("big", "a", FULL, id="a/b"), "id", "bad_id"),
        (TileAdd("big", "a", Rect(0, 0, 7, 100)), "rect", "too_small"),
        (TileAdd("big", "a", Rect(7680, 0, 100, 100)), "rect", "off_canvas"),
        (TileAdd("big", "a", Rect(-100, 0, 100, 100)), "rect", "off_canvas"),
        (TileAdd("big", "a", Rect(0, 0, 100_000, 100)), "rect", "too_big"),
        (TileAdd("big", "a", FULL, crop=Crop(0.5, 0, 0.5, 0)), "crop", "nothing_left"),
        (TileAdd("big", "a", FULL, crop=Crop(-0.1)), "crop.left", "range"),
        (TileAdd("big", "a", FULL, crop=Crop(0, float("nan"))), "crop.top", "range"),
        (TileAdd("big", "a", FULL, border=-1), "border", "range"),
        (TileAdd("big", "a", FULL, title="x" * 300), "title", "too_long"),
        (TileMove("none", FULL), "id", "unknown"),
        (TileMove("t1", Rect(0, 3000, 10, 10)), "rect", "off_canvas"),
        (TileUpdate("t1", source="none"), "source", "unknown"),
        (TileUpdate("t1", border_color="blue"), "border_color", "colour"),
        (TileRemove("none"), "id", "unknown"),
    ],
)
def test_what_is_wrong_is_named(hand: Hand, command: Command, key: str, reason: str) -> None:
    with pytest.raises((Invalid, NotFound)) as caught:
        hand.decide(command)
    assert (caught.value.fields["key"], caught.value.fields["reason"]) == (key, reason)


def test_partly_off_the_canvas_is_allowed(hand: Hand) -> None:
    hand.do(TileMove("t1", Rect(-1000, -500, 1920, 1080)))
    assert hand.tile("t1").rect.x == -1000


def test_layers(hand: Hand) -> None:
    hand.do(TileAdd("big", "c", FULL, id="t3"))
    for id, layer, after in [
        ("t1", Layer.TOP, ["t2", "t3", "t1"]),
        ("t3", Layer.BOTTOM, ["t3", "t2", "t1"]),
        ("t3", Layer.UP, ["t2", "t3", "t1"]),
        ("t1", Layer.DOWN, ["t2", "t1", "t3"]),
        ("t2", Layer.DOWN, ["t2", "t1", "t3"]),
        ("t3", Layer.UP, ["t2", "t1", "t3"]),
    ]:
        hand.do(TileUpdate(id, layer=layer))
        assert order(hand) == after
    assert hand.decide(TileUpdate("t3", layer=Layer.TOP)) == ()


def test_a_layer_with_other_changes(hand: Hand) -> None:
    hand.do(TileUpdate("t1", layer=Layer.UP, fit=Fit.COVER, title="东门", source="c"))
    assert order(hand) == ["t2", "t1"]
    one = hand.tile("t1")
    assert (one.fit, one.title, one.source) == (Fit.COVER, "东门", "c")


def test_a_locked_tile_takes_nothing_but_its_unlocking(hand: Hand) -> None:
    hand.do(TileUpdate("t1", locked=True))
    refused: list[Command] = [
        TileMove("t1", Rect(0, 0, 50, 50)),
        TileUpdate("t1", title="x"),
        TileUpdate("t1", locked=True),
        TileRemove("t1"),
    ]
    for command in refused:
        with pytest.raises(NotAllowed) as caught:
            hand.decide(command)
        assert caught.value.fields["reason"] == "locked"
    hand.do(TileUpdate("t1", locked=False, title="x"))
    hand.do(TileRemove("t1"))
    assert order(hand) == ["t2"]


def test_a_move_touches_the_tiles_alone(hand: Hand) -> None:
    before = hand.show
    hand.do(TileMove("t1", Rect(8, 8, 800, 600)))
    for kind in Kind:
        assert (hand.show.table[kind] is before.table[kind]) == (kind is not Kind.TILE)
