from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.domain.conftest import FULL, Hand, source, tile
from wallctl.domain.commands import (
    OverlaySet,
    ProgramConfirm,
    SiteApply,
    SiteImport,
    TileMove,
    WallTake,
    WallUpdate,
)
from wallctl.domain.entities import (
    Entity,
    Output,
    Overlay,
    Preview,
    Program,
    Room,
    Scene,
    Tile,
    Wall,
    WallClock,
)
from wallctl.domain.errors import Refused
from wallctl.domain.geometry import Rect, Size

ROOM = Room("hall", "大厅")
BIG = Wall("big", "hall", "大屏二", Size(1920, 1080))
OUT = Output("o1", "big", "n1", FULL, "A")


def test_operators_settings_stay_and_a_lost_wall_takes_all_with_it(hand: Hand) -> None:
    hand.do(WallUpdate("big", labels=False, visit=True))
    hand.do(OverlaySet("small", clock=WallClock(on=True)))
    hand.do(TileMove("t2", Rect(5000, 1500, 640, 360)))
    hand.do(SiteApply(ROOM, (BIG,), (OUT,)))
    show = hand.show
    assert set(show.walls) == {"big"}
    wall = show.walls["big"]
    assert (wall.name, wall.canvas, wall.labels, wall.visit) == ("大屏二", BIG.canvas, False, True)
    assert set(show.outputs) == {"o1"}
    assert not show.all(Overlay)
    assert not show.all(Program)
    assert hand.tile("t2").rect == Rect(1280, 720, 640, 360)
    assert hand.decide(SiteApply(ROOM, (BIG,), (OUT,))) == ()


@pytest.mark.parametrize(
    ("command", "key", "reason"),
    [
        (SiteApply(Room("hall", ""), (BIG,), ()), "room hall.name", "empty"),
        (SiteApply(ROOM, (BIG, BIG), ()), "wall big.id", "duplicate_id"),
        (SiteApply(ROOM, (replace(BIG, room="x"),), ()), "wall big.room", "unknown"),
        (SiteApply(ROOM, (replace(BIG, canvas=Size(1, 9)),), ()), "wall big.canvas.w", "range"),
        (SiteApply(ROOM, (replace(BIG, background="#1"),), ()), "wall big.background", "colour"),
        (SiteApply(ROOM, (BIG,), (OUT, OUT)), "output o1.id", "duplicate_id"),
        (SiteApply(ROOM, (BIG,), (replace(OUT, wall="x"),)), "output o1.wall", "unknown"),
        (SiteApply(ROOM, (BIG,), (replace(OUT, node=" "),)), "output o1.node", "empty"),
        (SiteApply(ROOM, (BIG,), (replace(OUT, rotation=45),)), "output o1.rotation", "range"),
        (
            SiteApply(ROOM, (BIG,), (replace(OUT, rect=Rect(1, 0, 1920, 1080)),)),
            "output o1.rect",
            "off_canvas",
        ),
        (SiteApply(ROOM, (BIG,), (OUT, replace(OUT, id="o2"))), "output o2.screen", "taken"),
        (
            SiteApply(ROOM, (BIG,), (replace(OUT, window=Rect(0, 0, 0, 9)),)),
            "output o1.window",
            "too_small",
        ),
    ],
)
def test_what_is_wrong_is_named(hand: Hand, command: SiteApply, key: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        hand.decide(command)
    assert (caught.value.fields["key"], caught.value.fields["reason"]) == (key, reason)


def test_windows_may_share_a_screen(hand: Hand) -> None:
    outputs = tuple(replace(OUT, id=f"w{n}", window=Rect(0, 0, 480, 270)) for n in range(3))
    hand.do(SiteApply(ROOM, (BIG,), outputs))
    assert len(hand.show.outputs) == 3


def test_import_replaces_all_and_asks_the_glass_again(hand: Hand) -> None:
    hand.do(WallTake("big"))
    hand.do(ProgramConfirm("big", hand.show.program("big").serial))
    kept = tuple(hand.show.entities())
    new: tuple[Entity, ...] = (
        ROOM,
        BIG,
        OUT,
        source("z"),
        tile("q", "z"),
        Preview("big", "gone"),
        Program("big", (tile("q", "z"),), serial=3, confirmed=True),
    )
    hand.do(SiteImport(new))
    assert set(hand.show.sources) == {"z"}
    assert set(hand.show.all(Tile)) == {"q"}
    program = hand.show.program("big")
    assert (program.serial, program.confirmed) == (hand.show.revision, False)
    hand.do(SiteImport(kept))
    assert set(hand.show.sources) == set("abcd")


@pytest.mark.parametrize(
    ("extra", "key"),
    [
        ((ROOM,), "entities[6].id"),
        ((tile("w", "none", z=5),), "tile w.source"),
        ((tile("w", "z", z=5, wall="none"),), "tile w.wall"),
        ((tile("w", "z"), tile("v", "z")), "tile v.z"),
        ((source("y", backup="none"),), "source y.backup"),
        ((source("y", main="rtsp://a:b@c/1"),), "source y.main"),
        ((Overlay("none"),), "overlay none.id"),
        ((Scene("s1", "一", number=1), Scene("s2", "二", number=1)), "scene s1.number"),
    ],
)
def test_a_wrong_import_is_refused_whole(hand: Hand, extra: tuple[Entity, ...], key: str) -> None:
    base: tuple[Entity, ...] = (ROOM, BIG, OUT, source("z"), Preview("big"), Program("big"))
    with pytest.raises(Refused) as caught:
        hand.decide(SiteImport((*base, *extra)))
    assert caught.value.fields["key"] == key
