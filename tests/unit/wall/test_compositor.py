"""What is painted, where, and that nothing else is."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from tests.unit.wall.glass import UGLY, Bench, output, tile
from ui.wall.tiles import TileItem
from wallctl.domain.entities import Banner, Fit, Notice, Overlay, WallClock
from wallctl.domain.geometry import Crop, Rect, Size
from wallctl.domain.observed import Picture, Reason

RED, GREEN, BLUE = "#c02020", "#20c020", "#2020c0"
ONE = (output("o", Rect(0, 0, 320, 180)),)
CANVAS = Size(320, 180)
LEFT, RIGHT = Rect(0, 0, 160, 180), Rect(160, 0, 160, 180)

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def bench() -> Bench:
    return Bench(ONE, CANVAS)


def halves(colour_a: str, colour_b: str, size: Size) -> QImage:
    image = QImage(size.w, size.h, QImage.Format.Format_RGB32)
    image.fill(QColor(colour_a))
    p = QPainter(image)
    p.fillRect(size.w // 2, 0, size.w, size.h, QColor(colour_b))
    p.end()
    return image


def test_neighbours_meet_without_gap_or_overlap(bench: Bench) -> None:
    bench.show(tile("a", LEFT, fit=Fit.FILL), tile("b", RIGHT, fit=Fit.FILL))
    bench.frame("a", RED)
    bench.frame("b", GREEN)
    bench.tick()
    glass = bench.glass["o"]
    assert glass.colours(QRect(0, 0, 160, 180)) == {RED}
    assert glass.colours(QRect(160, 0, 160, 180)) == {GREEN}


def test_only_the_tile_with_a_new_frame_is_painted(bench: Bench) -> None:
    bench.show(tile("a", LEFT, fit=Fit.FILL), tile("b", RIGHT, fit=Fit.FILL))
    bench.frame("a", RED)
    bench.frame("b", GREEN)
    bench.tick()
    bench.frame("a", BLUE)
    assert bench.tick() == 1
    assert bench.glass["o"].regions[-1].boundingRect() == QRect(0, 0, 160, 180)
    assert bench.glass["o"].at(5, 5) == BLUE


def test_nothing_new_paints_nothing(bench: Bench) -> None:
    bench.show(tile("a", LEFT, fit=Fit.FILL))
    bench.frame("a", RED)
    bench.tick()
    assert bench.tick() == 0
    bench.compositor.second()
    bench.compositor.state_came()
    assert bench.tick() == 0


def test_what_lies_above_stays_above(bench: Bench) -> None:
    whole = Rect(0, 0, 320, 180)
    bench.show(tile("a", whole, fit=Fit.FILL), tile("b", Rect(100, 60, 80, 60), fit=Fit.FILL, z=1))
    bench.frame("a", RED)
    bench.frame("b", GREEN)
    bench.tick()
    bench.frame("a", BLUE)
    bench.tick()
    glass = bench.glass["o"]
    assert glass.colours(QRect(100, 60, 80, 60)) == {GREEN}
    assert glass.at(99, 60) == glass.at(180, 119) == BLUE


def test_crop_shows_the_asked_part_and_a_border_frames_it(bench: Bench) -> None:
    right_half = Crop(left=0.5)
    bench.show(
        tile("a", LEFT, fit=Fit.FILL, crop=right_half, border=6, border_color="#ffffff"),
    )
    bench.frame("a", halves(RED, GREEN, Size(200, 100)))
    bench.tick()
    glass = bench.glass["o"]
    assert glass.at(80, 90) == GREEN
    assert glass.at(8, 90) == GREEN
    assert glass.colours(QRect(0, 0, 160, 6)) == {"#ffffff"}
    assert glass.colours(QRect(154, 0, 6, 180)) == {"#ffffff"}


def test_a_whole_picture_has_quiet_edges_and_no_black(bench: Bench) -> None:
    bench.show(tile("a", LEFT, fit=Fit.CONTAIN))
    bench.frame("a", RED, Size(160, 90))
    bench.tick()
    glass = bench.glass["o"]
    assert glass.colours(QRect(0, 45, 160, 90)) == {RED}
    assert glass.at(80, 10) == bench.tools.theme["letterbox"].name() != "#000000"


def test_a_tile_across_two_outputs_loses_what_the_bezel_hides() -> None:
    outputs = (output("l", Rect(0, 0, 100, 100)), output("r", Rect(120, 0, 100, 100)))
    bench = Bench(outputs, Size(220, 100))
    bench.show(tile("a", Rect(0, 0, 220, 100), fit=Fit.FILL))
    image = QImage(220, 100, QImage.Format.Format_RGB32)
    for x in range(220):
        for y in range(100):
            image.setPixel(x, y, QColor(x, 40, 40).rgb())
    bench.frame("a", image, Size(220, 100))
    assert bench.tick() == 2
    assert bench.glass["l"].at(99, 50) == QColor(99, 40, 40).name()
    assert bench.glass["r"].at(0, 50) == QColor(120, 40, 40).name()


@pytest.mark.parametrize(
    ("rotation", "at"), [(0, (10, 28)), (90, (151, 10)), (180, (309, 151)), (270, (28, 309))]
)
def test_a_turned_output_shows_its_upright_corner(rotation: int, at: tuple[int, int]) -> None:
    window = Size(180, 320) if rotation in (90, 270) else Size(320, 180)
    bench = Bench((output("o", Rect(0, 0, 320, 180), rotation),), CANVAS, {"o": window})
    corner = Rect(0, 0, 40, 30)
    bench.show(tile("a", corner, fit=Fit.FILL), tile("b", RIGHT, fit=Fit.FILL))
    bench.frame("a", RED, Size(40, 30))
    bench.frame("b", GREEN, Size(160, 180))
    bench.tick()
    assert bench.glass["o"].at(*at) == RED


def test_take_puts_all_windows_on_the_new_picture_in_one_tick() -> None:
    outputs = tuple(output(str(i), Rect(i * 50, 0, 50, 50)) for i in range(4))
    bench = Bench(outputs, Size(200, 50))
    whole = Rect(0, 0, 200, 50)
    bench.show(tile("a", whole, fit=Fit.FILL))
    bench.frame("a", RED)
    bench.tick()
    bench.compositor.frame_came(bench.feeds.put("b", GREEN))
    bench.tools.pool.refresh(bench.feeds.put("b", GREEN))
    bench.show(tile("b", whole, fit=Fit.FILL), serial=2)
    bench.news.clear()
    assert bench.tick() == 4
    assert all(g.colours(QRect(0, 0, 50, 50)) == {GREEN} for g in bench.glass.values())
    scene = bench.compositor.walls["w"]
    assert (scene.serial, scene.views["t-b"].shown) == (2, Picture.LIVE)
    assert bench.news == ["w"]
    assert scene.skew_ms < 1000 / 60


def test_a_new_geometry_shows_the_old_frame_scaled_at_once(bench: Bench) -> None:
    bench.show(tile("a", Rect(0, 0, 64, 36), fit=Fit.FILL))
    bench.frame("a", RED)
    bench.tick()
    bench.show(tile("a", Rect(0, 0, 320, 180), fit=Fit.FILL), serial=2)
    bench.tick()
    assert bench.glass["o"].colours(QRect(0, 0, 320, 180)) == {RED}


def test_a_fade_never_shows_black_nor_two_moments_in_one_window(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [time.monotonic()]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    whole = Rect(0, 0, 320, 180)
    bench.show(tile("a", whole, fit=Fit.FILL))
    bench.frame("a", RED)
    bench.tick()
    bench.tools.pool.refresh(bench.feeds.put("b", GREEN))
    bench.show(tile("b", whole, fit=Fit.FILL), serial=2, fade_ms=400)
    scene = bench.compositor.walls["w"]
    reds = []
    for _ in range(14):
        bench.tick()
        # a frame in the middle of the fade must not break it
        bench.frame("b", GREEN)
        colours = bench.glass["o"].colours(QRect(0, 0, 320, 180))
        assert len(colours) == 1
        colour = QColor(colours.pop())
        assert colour.red() + colour.green() > 180
        reds.append(colour.red())
        if reds[-1] > 0x24:
            assert scene.serial == 1
        now[0] += 0.034
    assert reds[0] > 0xA0
    assert reds == sorted(reds, reverse=True)
    assert bench.glass["o"].colours(QRect(0, 0, 320, 180)) == {GREEN}
    assert scene.serial == 2


def test_a_fault_in_one_tile_shows_the_background_there(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bench.show(tile("a", LEFT, fit=Fit.FILL), tile("b", RIGHT, fit=Fit.FILL))
    real = TileItem.paint

    def paint(self: TileItem, p: QPainter, clip: Rect) -> None:
        if self.tile.source == "a":
            raise RuntimeError("broken frame")
        real(self, p, clip)

    monkeypatch.setattr(TileItem, "paint", paint)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            bench.frame("a", RED)
            bench.frame("b", GREEN)
            bench.tick()
    assert len(caplog.records) == 1
    colours = bench.glass["o"].colours(QRect(0, 0, 160, 180))
    assert RED not in colours and UGLY.name() not in colours and "#000000" not in colours
    assert bench.glass["o"].at(200, 50) == GREEN


def test_a_card_stands_in_for_a_dead_source_and_goes_when_it_is_back(bench: Bench) -> None:
    bench.show(tile("a", LEFT))
    bench.feeds.say("a", Picture.SLATE, Reason.UNREACHABLE)
    bench.compositor.state_came()
    bench.tick()
    assert bench.glass["o"].at(5, 170) == bench.tools.theme["paper"].name()
    view = bench.compositor.walls["w"].views["t-a"]
    assert (view.shown, view.shown_reason) == (Picture.SLATE, Reason.UNREACHABLE)
    bench.frame("a", RED, Size(160, 180))
    bench.tick()
    assert bench.glass["o"].colours(QRect(0, 0, 160, 180)) == {RED}
    assert view.shown is Picture.LIVE


def test_a_stale_picture_is_grey(bench: Bench) -> None:
    bench.show(tile("a", LEFT))
    bench.frame("a", RED, Size(160, 180))
    bench.tick()
    bench.feeds.say("a", Picture.STALE, Reason.SILENT)
    bench.compositor.state_came()
    bench.tick()
    colour = QColor(bench.glass["o"].at(80, 90))
    assert colour.saturation() < 30


def test_nothing_counts_that_no_window_shows(bench: Bench) -> None:
    bench.exposed = False
    bench.show(tile("a", LEFT))
    bench.frame("a", RED)
    bench.tick()
    view = bench.compositor.walls["w"].views["t-a"]
    assert (view.shown, view.first_ms) == (Picture.OPENING, 0.0)


def test_overlays_lie_above_and_only_the_strip_is_painted_when_it_runs(bench: Bench) -> None:
    overlay = Overlay(
        "w",
        notice=Notice("水位超汛限", True, height=30, speed=400, paper="#102030"),
        banner=Banner("欢迎", True, height=40, paper="#802020"),
        clock=WallClock(True, Rect(240, 50, 70, 24)),
    )
    bench.show(tile("a", Rect(0, 0, 320, 180), fit=Fit.FILL), overlay=overlay)
    bench.frame("a", GREEN)
    bench.tick()
    glass = bench.glass["o"]
    assert glass.at(2, 2) == glass.at(318, 38) == "#802020"
    assert glass.at(150, 100) == GREEN
    glass.regions.clear()
    deadline = time.monotonic() + 5
    while not bench.tick():
        assert time.monotonic() < deadline
    assert glass.regions[-1].boundingRect() == QRect(0, 150, 320, 30)


def test_the_safe_picture_covers_all(bench: Bench) -> None:
    overlay = Overlay("w", notice=Notice("保密", True, height=30))
    bench.show(tile("a", Rect(0, 0, 320, 180)), safe=True, safe_picture="#203040", overlay=overlay)
    bench.frame("a", RED)
    bench.tick()
    assert bench.glass["o"].colours(QRect(0, 0, 320, 180)) == {"#203040"}


def test_what_happened_under_the_safe_picture_is_known_after_it(bench: Bench) -> None:
    one = tile("a", Rect(0, 0, 320, 180))
    bench.show(one, safe=True)
    bench.feeds.say("a", Picture.SLATE, Reason.AUTH)
    bench.compositor.state_came()
    bench.tick()
    bench.show(one, safe=False)
    bench.tick()
    view = bench.compositor.walls["w"].views["t-a"]
    assert (view.shown, view.shown_reason) == (Picture.SLATE, Reason.AUTH)


def test_changing_the_preview_paints_nothing(bench: Bench) -> None:
    one = tile("a", LEFT, fit=Fit.FILL)
    bench.show(one)
    bench.frame("a", RED)
    bench.tick()
    bench.show(one, preview=(tile("b", RIGHT),), preview_revision=9)
    assert bench.tick() == 0
    bench.frame("a", GREEN)
    assert bench.tick() == 1
    assert bench.glass["o"].colours(QRect(0, 0, 160, 180)) == {GREEN}


def test_a_black_background_is_not_taken(bench: Bench) -> None:
    bench.show(background="#000000")
    bench.tick()
    assert "#000000" not in bench.glass["o"].colours(QRect(0, 0, 320, 180))
    assert UGLY.name() not in bench.glass["o"].colours(QRect(0, 0, 320, 180))


def test_in_visit_mode_the_backup_stands_in_and_the_report_still_says_so(bench: Bench) -> None:
    one = tile("a", Rect(0, 0, 320, 180), fit=Fit.FILL)
    bench.show(one, visit=True)
    bench.tick()
    scene = bench.compositor.walls["w"]
    spare = bench.feeds.put("b", BLUE)
    bench.tools.pool.refresh(spare)
    view = scene.views["t-a"]
    assert view.spec is not None
    view.backup = (spare, replace(view.spec, source="b", name="B"))
    bench.feeds.say("a", Picture.SLATE, Reason.AUTH)
    bench.compositor.state_came()
    bench.tick()
    assert bench.glass["o"].colours(QRect(0, 0, 320, 180)) == {BLUE}
    assert (view.shown, view.shown_reason) == (Picture.SLATE, Reason.AUTH)


def test_numbers_of_the_outputs_come_and_go() -> None:
    outputs = (output("o1", Rect(0, 0, 320, 180)), output("o2", Rect(320, 0, 320, 180)))
    bench = Bench(outputs, Size(640, 180))
    bench.show()
    bench.tick()
    before = [g.shown.copy() for g in bench.glass.values()]
    bench.compositor.identify("w", 5)
    bench.tick()
    during = [g.shown.copy() for g in bench.glass.values()]
    assert all(a != b for a, b in zip(before, during, strict=True))
    assert during[0] != during[1]
    bench.compositor.identify("w", 0)
    bench.tick()
    assert [g.shown for g in bench.glass.values()] == before
