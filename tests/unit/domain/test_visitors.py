"""A scene that is not for visitors never gets onto a wall in visit mode, by no way."""

from __future__ import annotations

import pytest

from tests.unit.domain.conftest import Hand
from wallctl.domain.commands import (
    Command,
    LayoutApply,
    ProgramConfirm,
    SceneRecall,
    SceneUpdate,
    WallRestore,
    WallTake,
    WallUpdate,
)
from wallctl.domain.errors import NotAllowed


def refused(hand: Hand, command: Command) -> str:
    with pytest.raises(NotAllowed) as caught:
        hand.do(command)
    return str(caught.value.fields["reason"])


def confirmed(hand: Hand) -> None:
    hand.do(ProgramConfirm("big", hand.show.program("big").serial))


@pytest.fixture
def watched(hand: Hand) -> Hand:
    hand.do(SceneUpdate("s1", sensitive=True))
    hand.do(WallUpdate("big", visit=True))
    return hand


def test_neither_live_nor_by_take_nor_by_restore(watched: Hand) -> None:
    assert refused(watched, SceneRecall("s1", live=True)) == "visit"
    watched.do(SceneRecall("s1"))
    assert refused(watched, WallTake("big")) == "visit"
    watched.do(WallUpdate("big", visit=False))
    watched.do(WallTake("big"))
    confirmed(watched)
    watched.do(LayoutApply("big", tiles=()))
    watched.do(WallTake("big"))
    confirmed(watched)
    watched.do(WallUpdate("big", visit=True))
    assert refused(watched, WallRestore("big")) == "visit"
    watched.do(WallUpdate("big", visit=False))
    watched.do(WallRestore("big"))


def test_visitors_are_not_let_in_while_it_is_on_the_wall(hand: Hand) -> None:
    hand.do(SceneUpdate("s1", sensitive=True))
    hand.do(SceneRecall("s1", live=True))
    assert refused(hand, WallUpdate("big", visit=True)) == "visit"
    hand.do(WallUpdate("big", labels=False))


def test_others_are_shown_to_visitors(watched: Hand) -> None:
    watched.do(SceneUpdate("s1", sensitive=False))
    watched.do(SceneRecall("s1", live=True))
    assert watched.show.program("big").scene == "s1"
