"""Frames painted flatly give, px for px, what painting everything anew gives."""

from __future__ import annotations

import logging
import random
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from tests.unit.wall.glass import Bench, output, tile
from ui.wall.compositor import CALM_TICKS, EASY_TICK_S, TICK_S, Compositor
from ui.wall.tiles import TileItem
from wallctl.domain.entities import Banner, Fit, Notice, Output, Overlay, Tile
from wallctl.domain.geometry import Crop, Rect, Size
from wallctl.domain.observed import Picture
from wallctl.feeds.keys import FeedKey

RED, GREEN, BLUE = "#c02020", "#20c020", "#2020c0"
CANVAS = Size(320, 180)
ONE = (output("o", Rect(0, 0, 320, 180)),)
LEFT, RIGHT = Rect(0, 0, 160, 180), Rect(160, 0, 160, 180)

pytestmark = pytest.mark.usefixtures("qapp")

NOTICE = Overlay("w", notice=Notice(on=True, text="转移群众", height=30, speed=0))
BANNER = Overlay("w", banner=Banner(on=True, text="防汛", height=24))
LAYOUTS: dict[str, tuple[tuple[Output, ...], tuple[Tile, ...], dict[str, object]]] = {
    "side by side": (ONE, (tile("a", LEFT, fit=Fit.FILL), tile("b", RIGHT, fit=Fit.FILL)), {}),
    "labels": (
        ONE,
        (tile("a", LEFT, fit=Fit.FILL), tile("b", RIGHT, fit=Fit.FILL)),
        {"labels": True},
    ),
    "letterbox with a label over its edge": (
        ONE,
        (tile("a", LEFT, fit=Fit.CONTAIN), tile("b", Rect(160, 0, 160, 100), fit=Fit.CONTAIN)),
        {"labels": True},
    ),
    "crop and border": (
        ONE,
        (
            tile("a", LEFT, fit=Fit.COVER, border=6, border_color="#ffffff"),
            tile("b", RIGHT, fit=Fit.FILL, crop=Crop(left=0.3, bottom=0.2)),
        ),
        {"labels": True},
    ),
    "one over the other": (
        ONE,
        (
            tile("a", Rect(0, 0, 320, 180), fit=Fit.FILL),
            tile("b", Rect(100, 60, 80, 60), fit=Fit.FILL, z=1),
        ),
        {"labels": True},
    ),
    "notice": (
        ONE,
        (tile("a", LEFT, fit=Fit.FILL), tile("b", Rect(160, 0, 160, 150), fit=Fit.FILL)),
        {"overlay": NOTICE},
    ),
    "banner": (ONE, (tile("a", LEFT, fit=Fit.FILL), tile("b", RIGHT)), {"overlay": BANNER}),
    "across two outputs, one turned": (
        (
            output("l", Rect(0, 0, 150, 180)),
            output("r", Rect(170, 0, 150, 180), rotation=180),
        ),
        (tile("a", Rect(0, 0, 240, 180), fit=Fit.FILL), tile("b", Rect(240, 0, 80, 180))),
        {"labels": True},
    ),
}
SIZES = (Size(160, 180), Size(320, 180), Size(64, 36), Size(151, 177), Size(640, 360))


def noise(dice: random.Random, size: Size) -> QImage:
    cells = QImage(8, 8, QImage.Format.Format_RGB32)
    for x in range(8):
        for y in range(8):
            cells.setPixelColor(x, y, QColor(dice.randrange(0x1000000)))
    return cells.scaled(size.w, size.h)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_frame_by_frame_is_what_all_at_once_is(layout: str, size: Size) -> None:
    outputs, tiles, more = LAYOUTS[layout]
    dice = random.Random(layout)
    bench = Bench(outputs, CANVAS)
    bench.show(*tiles, **more)
    for name in "abab":
        bench.frame(name, noise(dice, size), size)
        bench.tick()
    for _ in range(6):
        for name in dice.choice(("a", "b", "ab")):
            bench.frame(name, noise(dice, size), size)
        bench.tick()
        step = {name: glass.shown.copy() for name, glass in bench.glass.items()}
        for stage in bench.stages:
            stage.damage_all()
        bench.tick()
        for name, glass in bench.glass.items():
            assert step[name] == glass.shown, name


def test_a_lone_tile_is_painted_without_its_areas(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that saves the time: it must not get lost unseen."""
    asked: list[object] = []
    monkeypatch.setattr(TileItem, "paint", lambda *_: asked.append(_))
    bench.frame("a", BLUE)
    bench.frame("b", BLUE)
    assert bench.tick() == 1
    assert asked == []
    assert bench.glass["o"].colours(QRect(0, 0, 320, 180)) == {BLUE}


def test_a_frame_that_cannot_be_painted_is_covered_and_said_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(item: TileItem, _: object) -> None:
        if item.tile.source == "a":
            raise RuntimeError("no")

    monkeypatch.setattr(TileItem, "paint_frame", broken)
    with caplog.at_level(logging.ERROR):
        for _ in range(4):
            bench.frame("a", BLUE)
            bench.tick()
    assert BLUE not in bench.glass["o"].colours(QRect(0, 0, 160, 180))
    assert RED not in bench.glass["o"].colours(QRect(0, 0, 160, 180))
    said = [r for r in caplog.records if "painting TileItem failed" in r.message]
    assert len(said) == 1


def test_a_state_that_changes_with_a_frame_shows(bench: Bench) -> None:
    bench.feeds.say("a", Picture.SLATE)
    bench.compositor.state_came()
    bench.tick()
    assert RED not in bench.glass["o"].colours(QRect(0, 0, 160, 180))
    bench.frame("a", BLUE)
    bench.compositor.state_came()
    bench.tick()
    assert bench.glass["o"].colours(QRect(0, 0, 160, 180)) == {BLUE}


def test_the_pictures_of_a_feed_let_go_are_let_go(bench: Bench) -> None:
    pool = bench.tools.pool
    for _ in range(40):
        bench.frame("a", BLUE)
        bench.tick()
    assert len(pool._pictures[FeedKey("a", "main")]) <= 8
    pool.keep([FeedKey("b", "main")])
    assert list(pool._pictures) == [FeedKey("b", "main")]


class Arrivals:
    """Gives what a test puts in, and writes down who looked."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.waiting: list[tuple[str, str]] = []
        self.looks = self.rests = 0

    def look(self) -> bool:
        self.looks += 1
        waiting, self.waiting = self.waiting, []
        for source, colour in waiting:
            self.bench.frame(source, colour)
        return bool(waiting)

    def rest(self) -> None:
        self.rests += 1


@pytest.fixture
def led(bench: Bench) -> tuple[Bench, Arrivals]:
    arrivals = Arrivals(bench)
    bench.compositor._arrivals = arrivals
    return bench, arrivals


def test_a_tick_takes_in_what_waits_and_paints_it(led: tuple[Bench, Arrivals]) -> None:
    bench, arrivals = led
    assert bench.tick() == 0
    assert arrivals.looks == 0, "nothing has come: nobody is asked"
    arrivals.waiting = [("b", GREEN)]
    bench.frame("a", BLUE)
    bench.tick()
    assert bench.glass["o"].at(5, 90) == BLUE
    assert bench.glass["o"].at(200, 90) == GREEN
    arrivals.waiting = [("a", RED)]
    bench.tick()
    assert bench.glass["o"].at(5, 90) == RED


def test_when_nothing_comes_any_more_it_says_so_and_sleeps(led: tuple[Bench, Arrivals]) -> None:
    bench, arrivals = led
    bench.frame("a", BLUE)
    bench.tick()
    for _ in range(CALM_TICKS):
        assert bench.compositor._due > 0, "it ticks on by itself"
        assert arrivals.rests == 0
        bench.tick()
    assert arrivals.rests == 1
    assert bench.compositor._due == 0
    looks = arrivals.looks
    bench.tick()
    assert arrivals.looks == looks


def test_feeds_that_fail_to_be_looked_at_do_not_stop_the_wall(
    led: tuple[Bench, Arrivals], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bench, arrivals = led

    def broken() -> bool:
        raise OSError("gone")

    monkeypatch.setattr(arrivals, "look", broken)
    for colour in (BLUE, GREEN, BLUE):
        bench.frame("a", colour)
        bench.tick()
        assert bench.glass["o"].at(5, 90) == colour
    assert len([r for r in caplog.records if "a tick failed" in r.message]) == 1


def test_a_slow_notice_does_not_hold_up_frames() -> None:
    bench = Bench(ONE, CANVAS)
    slow = Overlay("w", notice=Notice(on=True, text="转移群众", height=30, speed=1))
    bench.show(tile("a", LEFT, fit=Fit.FILL), overlay=slow)
    bench.frame("a", BLUE)
    bench.tick()
    compositor: Compositor = bench.compositor
    assert compositor._timer.remainingTime() > 200, "the next step of the notice"
    compositor.frame_came(FeedKey("a", "main"))
    assert compositor._timer.remainingTime() < 50


@pytest.mark.parametrize(
    "rates, tick_s", [((25.0, 30.0), EASY_TICK_S), ((25.0, 50.0), TICK_S), ((), EASY_TICK_S)]
)
def test_the_tick_is_as_fast_as_the_fastest_feed_needs(
    bench: Bench, rates: tuple[float, ...], tick_s: float
) -> None:
    faster = replace(bench.feeds.figures[bench.feeds.say("c", Picture.LIVE)], fps=60.0)
    bench.feeds.figures[FeedKey("c", "main")] = faster  # in no tile: it does not count
    for source, fps in zip("ab", rates, strict=False):
        key = FeedKey(source, "main")
        bench.feeds.figures[key] = replace(bench.feeds.figures[key], fps=fps)
    bench.compositor.second()
    bench.tick()
    last = bench.compositor._last
    bench.compositor.wake()
    assert bench.compositor._due == pytest.approx(last + tick_s)


@pytest.fixture
def bench() -> Bench:
    """Two tiles side by side with a frame each, painted."""
    made = Bench(ONE, CANVAS)
    made.show(tile("a", LEFT, fit=Fit.FILL), tile("b", RIGHT, fit=Fit.FILL))
    for _ in range(2):
        made.frame("a", RED)
        made.frame("b", RED)
        made.tick()
    return made
