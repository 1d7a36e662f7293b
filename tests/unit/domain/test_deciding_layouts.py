from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.domain.conftest import FULL, Hand, tile
from wallctl.domain.commands import LayoutApply, SceneRecall, TileAdd, TileUpdate
from wallctl.domain.errors import Invalid, NotAllowed, NotFound, Refused
from wallctl.domain.geometry import Rect


def test_a_template_keeps_the_sources_in_order(hand: Hand) -> None:
    hand.do(TileAdd("big", "c", FULL, id="t3"))
    hand.do(LayoutApply("big", template="4x2"))
    tiles = hand.show.preview_tiles("big")
    assert [(t.id, t.source, t.rect.x) for t in tiles] == [
        ("t1", "a", 0),
        ("t2", "b", 1920),
        ("t3", "c", 3840),
    ]
    hand.do(LayoutApply("big", template="2x1"))
    assert [t.id for t in hand.show.preview_tiles("big")] == ["t1", "t2"]
    assert hand.tile("t1").rect == Rect(0, 0, 3840, 2160)


def test_a_template_moves_no_locked_tile(hand: Hand) -> None:
    hand.do(TileUpdate("t2", locked=True))
    with pytest.raises(NotAllowed) as caught:
        hand.decide(LayoutApply("big", template="2x1"))
    assert caught.value.fields["got"] == "t2"


def test_whole_tiles(hand: Hand) -> None:
    hand.do(SceneRecall("s1"))
    assert hand.show.preview("big").scene == "s1"
    hand.do(
        LayoutApply(
            "big",
            tiles=(tile("", "a"), replace(tile("n2", "b"), wall=""), tile("", "c")),
        )
    )
    tiles = hand.show.preview_tiles("big")
    assert [(t.source, t.z, t.wall) for t in tiles] == [
        ("a", 0, "big"),
        ("b", 1, "big"),
        ("c", 2, "big"),
    ]
    assert len({t.id for t in tiles}) == 3
    assert hand.show.preview("big").scene == ""


@pytest.mark.parametrize(
    ("command", "key", "reason"),
    [
        (LayoutApply("none", template="2x2"), "wall", "unknown"),
        (LayoutApply("big"), "template", "one_of"),
        (LayoutApply("big", tiles=(), template="2x2"), "template", "one_of"),
        (LayoutApply("big", template="3+3"), "template", "unknown"),
        (LayoutApply("big", tiles=(tile("q", wall="small"),)), "tiles[0].wall", "other_wall"),
        (LayoutApply("big", tiles=(tile("q"), tile("q", z=1))), "tiles[1].id", "duplicate_id"),
        (LayoutApply("small", tiles=(tile("t1", wall=""),)), "tiles[0].id", "duplicate_id"),
        (LayoutApply("big", tiles=(tile("q", "none"),)), "tiles[0].source", "unknown"),
        (
            LayoutApply("big", tiles=(tile("q", rect=Rect(0, 0, 1, 1)),)),
            "tiles[0].rect",
            "too_small",
        ),
        (
            LayoutApply("big", tiles=tuple(tile(f"q{n}", z=n) for n in range(257))),
            "tiles",
            "too_many_tiles",
        ),
    ],
)
def test_what_is_wrong_is_named(hand: Hand, command: LayoutApply, key: str, reason: str) -> None:
    with pytest.raises((Invalid, NotFound)) as caught:
        hand.decide(command)
    assert (caught.value.fields["key"], caught.value.fields["reason"]) == (key, reason)


def test_an_empty_layout_clears_the_preview(hand: Hand) -> None:
    hand.do(LayoutApply("big", tiles=()))
    assert hand.show.preview_tiles("big") == ()
    with pytest.raises(Refused):
        hand.decide(LayoutApply("big", tiles=None, template=""))
