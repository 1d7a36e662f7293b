from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.conftest import FULL, Hand
from wallctl.domain.commands import (
    Command,
    OutputPlace,
    OverlaySet,
    ProgramConfirm,
    RoomUpdate,
    SiteApply,
    TileMove,
    Unit,
    WallAdd,
    WallArrange,
    WallBezels,
    WallRemove,
    WallTake,
    WallTestcard,
    WallUpdate,
)
from wallctl.domain.entities import Output, Overlay, Program, Room, Tile, Wall, WallClock
from wallctl.domain.errors import Refused
from wallctl.domain.geometry import Rect, Size, grid
from wallctl.domain.show import build
from wallctl.domain.spacing import NotAGrid, gaps, spacing

HD = Size(1920, 1080)
ROOM = Room("hall", "指挥大厅")


def places(*screens: str, node: str = "n7") -> tuple[OutputPlace, ...]:
    return tuple(
        OutputPlace(node, screen, Rect(n * 1920, 0, 1920, 1080)) for n, screen in enumerate(screens)
    )


@pytest.fixture
def bare() -> Hand:
    """A room of a first start: nothing in it."""
    return Hand(build([ROOM]))


def test_a_first_wall_is_as_large_as_its_outputs(bare: Hand) -> None:
    bare.do(WallAdd("大屏", outputs=places("HDMI-1", "HDMI-2")))
    wall = bare.show.walls["hall-wall"]
    assert (wall.room, wall.name, wall.canvas, wall.made_here) == (
        "hall",
        "大屏",
        Size(3840, 1080),
        True,
    )
    assert [(o.id, o.screen, o.rect.x) for o in bare.show.outputs_of(wall.id)] == [
        ("hall-wall-1", "HDMI-1", 0),
        ("hall-wall-2", "HDMI-2", 1920),
    ]
    bare.do(WallAdd("会商屏"))
    assert bare.show.walls["hall-wall-2"].canvas == HD


def test_a_removed_wall_takes_all_of_it_along(hand: Hand) -> None:
    hand.do(OverlaySet("big", clock=WallClock(on=True)))
    hand.do(WallTake("big"))
    hand.do(WallRemove("big"))
    show = hand.show
    assert set(show.walls) == {"small"}
    assert set(show.outputs) == {"o9"}
    assert not show.all(Tile)
    assert not show.all(Overlay)
    assert set(show.all(Program)) == {"small"}
    assert show.scenes["s1"].layouts[0].wall == "big"


def test_arranging_replaces_the_outputs_and_brings_tiles_back_onto_the_canvas(hand: Hand) -> None:
    hand.do(TileMove("t2", Rect(5000, 1500, 640, 360)))
    kept = OutputPlace("n1", "S0", FULL, id="o0", rotation=90, window=Rect(0, 0, 480, 270))
    hand.do(WallArrange("big", (kept, OutputPlace("n8", "DP-1", Rect(1920, 0, 1920, 1080)))))
    show = hand.show
    assert show.walls["big"].canvas == Size(3840, 1080)
    assert {o.id for o in show.outputs_of("big")} == {"o0", "big-2"}
    assert (show.outputs["o0"].rotation, show.outputs["o0"].window) == (90, kept.window)
    assert hand.tile("t2").rect == Rect(3200, 720, 640, 360)
    again = WallArrange("big", (kept, OutputPlace("n8", "DP-1", Rect(1920, 0, 1920, 1080))))
    assert hand.decide(again) == ()


@pytest.mark.parametrize(
    ("command", "key", "reason"),
    [
        (WallAdd(" "), "name", "empty"),
        (WallAdd("屏", id="big"), "id", "duplicate_id"),
        (WallAdd("屏", id="a/b"), "id", "bad_id"),
        (WallAdd("屏", canvas=Size(3, 900)), "canvas.w", "range"),
        (WallAdd("屏", canvas=Size(1920, 99_999)), "canvas.h", "range"),
        (WallAdd("屏", outputs=places("S1", node="n1")), "outputs[0].screen", "taken"),
        (WallRemove("x"), "wall", "unknown"),
        (WallArrange("x", places("A")), "wall", "unknown"),
        (WallArrange("big", ()), "outputs", "empty"),
        (WallArrange("big", places("A", "A")), "outputs[1].screen", "taken"),
        (WallArrange("big", places("S1", node="n2")), "outputs[0].screen", "taken"),
        (WallArrange("big", places("A", node=" ")), "outputs[0].node", "empty"),
        (WallArrange("big", places("A", "B"), canvas=HD), "outputs[1].rect", "off_canvas"),
        (
            WallArrange("big", (replace(places("A")[0], rotation=30),)),
            "outputs[0].rotation",
            "range",
        ),
        (
            WallArrange("big", (replace(places("A")[0], id="o9"),)),
            "outputs[0].id",
            "duplicate_id",
        ),
        (
            WallArrange("big", (replace(places("A")[0], rect=Rect(0, 0, 4, 4)),)),
            "outputs[0].rect",
            "too_small",
        ),
        (
            WallArrange("big", (replace(places("A")[0], window=Rect(0, 0, 0, 4)),)),
            "outputs[0].window",
            "too_small",
        ),
        (WallArrange("big", places("A") * 1025), "outputs", "too_many"),
        (WallBezels("x", 1, 1), "wall", "unknown"),
        (WallBezels("big", -1, 0), "across", "range"),
        (WallBezels("big", 0, 5000), "down", "range"),
        (WallBezels("big", 0.5, 0), "across", "whole"),
        (WallBezels("big", 3, 3, Unit.MM), "pitch", "range"),
        (WallBezels("big", 3, float("nan"), Unit.MM, 0.5), "down", "range"),
        (WallTestcard("x"), "wall", "unknown"),
        (WallUpdate("big", name_en="a\nb"), "name_en", "characters"),
        (RoomUpdate(name=""), "name", "empty"),
        (RoomUpdate(name_en="\x07"), "name_en", "characters"),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(
    hand: Hand, command: Command, key: str, reason: str
) -> None:
    before = hand.show
    with pytest.raises(Refused) as caught:
        hand.do(command)
    assert (caught.value.fields["key"], caught.value.fields["reason"]) == (key, reason)
    assert hand.show is before


def test_bezels_in_mm_leave_hidden_pixels_and_tiles_keep_their_displays(hand: Hand) -> None:
    hand.do(TileMove("t1", Rect(0, 0, 3840, 2160)))
    hand.do(WallTake("big"))
    hand.do(ProgramConfirm("big", hand.show.program("big").serial), by="glass")
    serial = hand.show.program("big").serial
    hand.do(WallBezels("big", 11.0, 5.5, Unit.MM, pitch=0.55))  # 20 and 10 px
    show = hand.show
    assert show.walls["big"].canvas == Size(4 * 1920 + 60, 2 * 1080 + 10)
    assert [o.rect for o in sorted(show.outputs_of("big"), key=lambda o: o.id)] == list(
        grid(Size(4, 2), HD, Size(20, 10))
    )
    assert hand.tile("t1").rect == Rect(0, 0, 3860, 2170)
    assert hand.tile("t2").rect == Rect(1940, 0, 1920, 1080)
    program = show.program("big")
    assert [t.rect for t in program.tiles] == [hand.tile("t1").rect, hand.tile("t2").rect]
    assert program.serial > serial
    assert not program.confirmed  # the glass has to say it again
    assert hand.decide(WallBezels("big", 20, 10)) == ()
    hand.do(WallBezels("big", 0, 0))
    assert hand.show.walls["big"].canvas == Size(7680, 2160)
    assert hand.tile("t2").rect == Rect(1920, 0, 1920, 1080)
    assert hand.show.scenes["s1"].layouts[0].tiles[0].rect == FULL


def test_bezels_need_columns_and_rows(hand: Hand) -> None:
    odd = (OutputPlace("n1", "A", FULL), OutputPlace("n1", "B", Rect(900, 1080, 1920, 1080)))
    hand.do(WallArrange("big", odd))
    with pytest.raises(Refused) as caught:
        hand.do(WallBezels("big", 5, 5))
    assert (caught.value.fields["key"], caught.value.fields["reason"]) == ("across", "not_a_grid")


def test_a_test_card_covers_the_program_under_a_new_serial(hand: Hand) -> None:
    hand.do(WallTake("big"))
    hand.do(ProgramConfirm("big", hand.show.program("big").serial), by="glass")
    before = hand.show.program("big")
    hand.do(WallTestcard("big"))
    after = hand.show.program("big")
    assert hand.show.walls["big"].testcard
    assert (after.tiles, after.history) == (before.tiles, before.history)
    assert after.serial == hand.show.revision
    assert hand.decide(WallTestcard("big")) == ()
    hand.do(WallTake("big"))
    assert hand.show.walls["big"].testcard  # it stays until somebody ends it
    hand.do(WallTestcard("big", on=False))
    assert not hand.show.walls["big"].testcard


def test_the_room_gets_its_names(hand: Hand) -> None:
    hand.do(RoomUpdate("防汛值班室", "Flood duty room"))
    assert hand.show.rooms["hall"] == Room("hall", "防汛值班室", "Flood duty room")
    assert hand.decide(RoomUpdate()) == ()


def test_a_changed_site_file_leaves_alone_what_was_added_here(hand: Hand) -> None:
    hand.do(WallAdd("旁屏", id="side", outputs=places("A", "B")))
    named = Wall("big", "hall", "大屏", HD)
    hand.do(SiteApply(ROOM, (named,), (Output("o1", "big", "n7", FULL, "B"),)))
    show = hand.show
    assert set(show.walls) == {"big", "side"}  # small was the file's own, and it names it no more
    assert [o.screen for o in show.outputs_of("side")] == ["A"]  # B is the file's now
    assert [o.screen for o in show.outputs_of("big")] == ["B"]


def test_a_site_file_takes_over_a_wall_that_was_added_here(bare: Hand) -> None:
    bare.do(WallAdd("大屏", outputs=places("A", "B")))
    named = Wall("hall-wall", "hall", "大厅大屏", HD)
    bare.do(SiteApply(ROOM, (named,), (Output("x", "hall-wall", "n1", FULL, "S"),)))
    assert bare.show.walls == {"hall-wall": named}
    assert set(bare.show.outputs) == {"x"}
    bare.do(SiteApply(ROOM, (), ()))
    assert not bare.show.walls


def test_a_site_file_without_walls_leaves_those_of_the_room(bare: Hand) -> None:
    bare.do(WallAdd("大屏", outputs=places("A")))
    before = bare.show.walls
    bare.do(SiteApply(Room("hall", "新名"), (), ()))
    assert bare.show.walls == before
    assert set(bare.show.outputs) == {"hall-wall-1"}


@given(
    columns=st.lists(st.integers(8, 400), min_size=1, max_size=5),
    rows=st.lists(st.integers(8, 400), min_size=1, max_size=4),
    first=st.tuples(st.integers(0, 60), st.integers(0, 60)),
    then=st.tuples(st.integers(0, 60), st.integers(0, 60)),
)
def test_spacing_there_and_back_is_where_it_was(
    columns: list[int], rows: list[int], first: tuple[int, int], then: tuple[int, int]
) -> None:
    flat = []
    y = 0
    for h in rows:
        x = 0
        for w in columns:
            flat.append(Rect(x, y, w, h))
            x += w
        y += h
    apart = spacing(flat, *first)
    once = [apart.rect(one) for one in flat]
    assert [one.size for one in once] == [one.size for one in flat]
    other = spacing(once, *then)
    twice = [other.rect(one) for one in once]
    assert twice == [spacing(flat, *then).rect(one) for one in flat]
    if len(columns) > 1:
        assert gaps(twice).w == then[0]
    # A tile over any block of displays fills the same displays afterwards.
    for one in flat:
        for two in flat:
            if two.x >= one.x and two.y >= one.y:
                block = Rect(one.x, one.y, two.right - one.x, two.bottom - one.y)
                a, b = apart.rect(one), apart.rect(two)
                assert apart.rect(block) == Rect(a.x, a.y, b.right - a.x, b.bottom - a.y)


def test_rectangles_that_overlap_are_no_grid() -> None:
    with pytest.raises(NotAGrid) as caught:
        spacing([Rect(0, 0, 100, 100), Rect(0, 50, 100, 100)], 0, 0)
    assert caught.value.axis == "down"
