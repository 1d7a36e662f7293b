from __future__ import annotations

import pytest

from tests.unit.domain.conftest import FULL, Hand
from wallctl.domain.commands import (
    Command,
    LayoutApply,
    TemplateRemove,
    TemplateSave,
    TileAdd,
    TileRemoveMany,
    TileUpdate,
    Undo,
)
from wallctl.domain.entities import Template
from wallctl.domain.errors import Invalid, NotAllowed, NotFound, Refused
from wallctl.domain.geometry import Rect, Size


def saved(hand: Hand, name: str = "三分") -> Template:
    hand.do(TemplateSave(name, "big", name_en="Thirds"))
    return next(t for t in hand.show.all(Template).values() if t.name == name)


def test_the_places_are_kept_without_their_sources(hand: Hand) -> None:
    made = saved(hand)
    assert made.cells == (FULL, Rect(1920, 0, 1920, 1080))
    assert (made.canvas, made.name_en) == (Size(7680, 2160), "Thirds")


def test_applied_to_the_same_tiles_it_gives_the_same_layout(hand: Hand) -> None:
    before = hand.show.preview_tiles("big")
    made = saved(hand)
    hand.do(LayoutApply("big", template="1x1"))
    hand.do(LayoutApply("big", template="4x2"))
    assert len(hand.show.preview_tiles("big")) == 1  # the other had no cell
    hand.do(Undo("big"))
    hand.do(Undo("big"))
    hand.do(LayoutApply("big", template=made.id))
    assert hand.show.preview_tiles("big") == before


def test_on_another_canvas_cells_that_touch_still_touch(hand: Hand) -> None:
    made = saved(hand)
    for n, source in enumerate("ab"):
        hand.do(TileAdd("small", source, FULL, id=f"s{n}"))
    hand.do(LayoutApply("small", template=made.id))
    one, other = hand.show.preview_tiles("small")
    assert one.rect.right == other.rect.x == 480
    assert one.rect.h == 540


def test_one_of_the_same_id_is_replaced_and_keeps_its_english_name(hand: Hand) -> None:
    made = saved(hand)
    hand.do(TileRemoveMany(("t2",)))
    hand.do(TemplateSave("三分", "big", id=made.id))
    assert hand.show.all(Template) == {
        made.id: Template(made.id, "三分", made.canvas, (FULL,), "Thirds")
    }
    assert hand.decide(TemplateSave("三分", "big", id=made.id)) == ()


def test_saving_and_removing_go_back(hand: Hand) -> None:
    made = saved(hand)
    hand.do(TemplateRemove(made.id))
    assert not hand.show.all(Template)
    hand.do(Undo("big"))
    assert hand.show.all(Template) == {made.id: made}
    hand.do(Undo("big"))
    assert not hand.show.all(Template)


@pytest.mark.parametrize(
    ("command", "kind", "key", "reason"),
    [
        (TemplateSave("", "big"), Invalid, "name", "empty"),
        (TemplateSave("两\n行", "big"), Invalid, "name", "characters"),
        (TemplateSave("新", "none"), NotFound, "wall", "unknown"),
        (TemplateSave("新", "small"), NotAllowed, "wall", "empty_preview"),
        (TemplateSave("三分", "big"), Invalid, "name", "taken"),
        (TemplateSave("3x2", "big"), Invalid, "name", "taken"),
        (TemplateSave("新", "big", id="1+5"), Invalid, "id", "taken"),
        (TemplateSave("新", "big", id="a b"), Invalid, "id", "bad_id"),
        (TemplateRemove("none"), NotFound, "id", "unknown"),
        (LayoutApply("big", template="none"), Invalid, "template", "unknown"),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(
    hand: Hand, command: Command, kind: type[Refused], key: str, reason: str
) -> None:
    saved(hand)
    before = hand.show
    with pytest.raises(kind) as caught:
        hand.do(command)
    assert (caught.value.fields["key"], caught.value.fields["reason"]) == (key, reason)
    assert hand.show is before


def test_a_locked_tile_holds_ones_own_template_too(hand: Hand) -> None:
    made = saved(hand)
    hand.do(TileUpdate("t1", locked=True))
    with pytest.raises(NotAllowed):
        hand.do(LayoutApply("big", template=made.id))
