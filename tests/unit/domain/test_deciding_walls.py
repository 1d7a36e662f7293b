from __future__ import annotations

import pytest

from tests.unit.domain.conftest import FULL, Hand
from wallctl.domain.commands import (
    Command,
    OverlaySet,
    ProgramConfirm,
    TileMove,
    TileRemove,
    WallFull,
    WallRestore,
    WallSafe,
    WallTake,
    WallUpdate,
)
from wallctl.domain.entities import Banner, Logo, Notice, Program, WallClock
from wallctl.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from wallctl.domain.geometry import Rect


def take(hand: Hand, *, confirmed: bool = True) -> Program:
    hand.do(WallTake("big"))
    if confirmed:
        hand.do(ProgramConfirm("big", hand.show.program("big").serial), by="glass")
    return hand.show.program("big")


def test_a_take_copies_the_preview(hand: Hand) -> None:
    hand.do(WallTake("big", fade_ms=700))
    program = hand.show.program("big")
    assert program.tiles == hand.show.preview_tiles("big")
    assert program.serial == hand.show.revision == 11
    assert (program.by, program.at, program.fade_ms) == ("wang", 1001.0, 700)
    assert not program.confirmed
    hand.do(WallTake("big"))
    assert hand.show.program("big").fade_ms == 300  # the wall's own


def test_restore_goes_back_through_what_was_confirmed(hand: Hand) -> None:
    first = take(hand)
    hand.do(TileRemove("t2"))
    take(hand, confirmed=False)  # never seen on the glass: no step of its own
    hand.do(TileMove("t1", Rect(0, 0, 99, 99)))
    take(hand)
    hand.do(WallRestore("big"))
    back = hand.show.program("big")
    assert (back.tiles, back.scene) == (first.tiles, first.scene)
    assert back.serial == hand.show.revision
    assert not back.confirmed
    with pytest.raises(NotAllowed) as caught:
        hand.do(WallRestore("big"))
    assert caught.value.code == "no_history"


def test_history_is_bounded_and_at_least_ten_deep(hand: Hand) -> None:
    for n in range(30):
        hand.do(TileMove("t1", Rect(n, 0, 100, 100)))
        take(hand)
    assert len(hand.show.program("big").history) == 12
    for n in range(28, 16, -1):
        hand.do(WallRestore("big"))
        assert hand.show.program("big").tiles[0].rect.x == n


def test_full_wall_and_back(hand: Hand) -> None:
    layout = take(hand)
    hand.do(WallFull("big", "t2"))
    program = hand.show.program("big")
    assert [(t.id, t.rect) for t in program.tiles] == [("t2", Rect(0, 0, 7680, 2160))]
    assert program.under == layout.tiles
    hand.do(WallFull("big", "t1"))
    assert hand.show.program("big").full == "t1"
    hand.do(WallFull("big", "t1"))
    assert hand.show.program("big").tiles == layout.tiles
    assert hand.show.program("big").under == ()
    hand.do(WallFull("big", "t1"))
    hand.do(WallFull("big"))
    assert hand.show.program("big").tiles == layout.tiles


def test_restore_from_a_full_wall_is_the_layout_under_it(hand: Hand) -> None:
    layout = take(hand)
    hand.do(WallFull("big", "t2"))
    hand.do(WallRestore("big"))
    assert hand.show.program("big").tiles == layout.tiles
    assert hand.show.program("big").history == layout.history


def test_a_take_over_a_full_wall_can_be_restored_with_its_way_back(hand: Hand) -> None:
    layout = take(hand)
    hand.do(WallFull("big", "t2"))
    full = hand.show.program("big")
    hand.do(ProgramConfirm("big", full.serial))
    take(hand)
    hand.do(WallRestore("big"))
    program = hand.show.program("big")
    assert (program.tiles, program.full, program.under) == (full.tiles, "t2", layout.tiles)


def test_the_safe_picture_gets_a_serial_and_survives_a_take(hand: Hand) -> None:
    layout = take(hand)
    hand.do(WallSafe("big"))
    covered = hand.show.program("big")
    assert hand.show.walls["big"].safe
    assert covered.tiles == layout.tiles
    assert covered.serial == hand.show.revision
    assert covered.confirmed
    assert covered.fade_ms == 0
    assert hand.decide(WallSafe("big")) == ()
    hand.do(WallTake("big"))
    assert hand.show.walls["big"].safe
    hand.do(WallSafe("big", on=False))
    assert not hand.show.walls["big"].safe


def test_confirm(hand: Hand) -> None:
    hand.do(WallTake("big"))
    old = hand.show.program("big").serial
    hand.do(WallTake("big"))
    with pytest.raises(Conflict) as caught:
        hand.decide(ProgramConfirm("big", old))
    assert caught.value.code == "superseded"
    hand.do(ProgramConfirm("big", hand.show.program("big").serial))
    assert hand.decide(ProgramConfirm("big", hand.show.program("big").serial)) == ()


@pytest.mark.parametrize(
    ("command", "key", "reason"),
    [
        (WallTake("none"), "wall", "unknown"),
        (WallTake("big", fade_ms=5001), "fade_ms", "range"),
        (WallTake("big", fade_ms=-1), "fade_ms", "range"),
        (WallFull("big", "none"), "tile", "not_on_program"),
        (WallFull("big"), "tile", "empty"),
        (WallUpdate("big", name=""), "name", "empty"),
        (WallUpdate("big", background="#12"), "background", "colour"),
        (WallUpdate("big", safe_picture="#xyzxyz"), "safe_picture", "colour"),
        (WallUpdate("big", fade_ms=9999), "fade_ms", "range"),
        (OverlaySet("none"), "wall", "unknown"),
        (OverlaySet("big", notice=Notice("", on=True)), "notice.text", "empty"),
        (OverlaySet("big", notice=Notice("x", on=True, height=4000)), "notice.height", "range"),
        (OverlaySet("big", notice=Notice("x", speed=-1)), "notice.speed", "range"),
        (OverlaySet("big", notice=Notice("x", ink="w")), "notice.ink", "colour"),
        (OverlaySet("big", banner=Banner("x", on=True, height=2)), "banner.height", "range"),
        (OverlaySet("big", banner=Banner("a\nb")), "banner.text", "characters"),
        (OverlaySet("big", logo=Logo(on=True)), "logo.file", "empty"),
        (OverlaySet("big", logo=Logo("l", True, Rect(9000, 0, 9, 9))), "logo.rect", "off_canvas"),
        (OverlaySet("big", clock=WallClock(True, Rect(0, 0, 1, 1))), "clock.rect", "too_small"),
    ],
)
def test_what_is_wrong_is_named(hand: Hand, command: Command, key: str, reason: str) -> None:
    with pytest.raises((Invalid, NotFound)) as caught:
        hand.decide(command)
    assert (caught.value.fields["key"], caught.value.fields["reason"]) == (key, reason)


def test_overlay_parts_are_set_one_by_one_and_survive_takes(hand: Hand) -> None:
    hand.do(OverlaySet("big", notice=Notice("暴雨橙色预警", on=True)))
    hand.do(OverlaySet("big", clock=WallClock(on=True)))
    hand.do(WallTake("big"))
    overlay = hand.show.overlay("big")
    assert overlay.notice.text == "暴雨橙色预警"
    assert overlay.clock.on
    assert hand.decide(OverlaySet("big", clock=WallClock(on=True))) == ()


def test_settings(hand: Hand) -> None:
    hand.do(WallUpdate("big", visit=True, labels=False, background="#001122"))
    wall = hand.show.walls["big"]
    assert (wall.visit, wall.labels, wall.background, wall.name) == (True, False, "#001122", "大屏")
    assert hand.decide(WallUpdate("big", visit=True)) == ()


def test_expect(hand: Hand) -> None:
    assert hand.decide(TileMove("t1", Rect(1, 1, 99, 99)), expect=10)
    with pytest.raises(Conflict) as caught:
        hand.decide(TileMove("t1", FULL), expect=9)
    assert caught.value.code == "conflict"
