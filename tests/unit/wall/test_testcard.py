"""The test card: what goes across seams goes on in canvas px, whatever the frames hide."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor

from tests.unit.wall.glass import Bench, output, tile
from ui.wall.testcard import BARS, circles
from wallctl.domain.entities import Fit
from wallctl.domain.geometry import Rect, Size

pytestmark = pytest.mark.usefixtures("qapp")

LEFT, RIGHT = Rect(0, 0, 640, 360), Rect(660, 0, 640, 360)
CANVAS = Size(1300, 360)


@pytest.fixture
def bench() -> Bench:
    return Bench((output("left", LEFT), output("right", RIGHT)), CANVAS)


def test_a_circle_over_a_seam_is_cut_by_the_hidden_pixels_only(bench: Bench) -> None:
    bench.show(testcard=True)
    bench.tick()
    (_, (x, y, radius)) = circles([LEFT, RIGHT], CANVAS)
    assert (x, y) == (650, 180)
    for glass, at in (("left", x - radius), ("right", x + radius - RIGHT.x)):
        shown = bench.glass[glass]
        near = [QColor(shown.at(round(at) + d, round(y) + 3)).lightness() for d in (-1, 0, 1)]
        assert max(near) > 180, f"{glass} shows no circle at {at}"


def test_every_output_has_its_bars_and_its_frame(bench: Bench) -> None:
    bench.show(testcard=True)
    bench.tick()
    for glass in bench.glass.values():
        foot = glass.colours(QRect(64, 305, 512, 1))
        assert {QColor(bar).name() for bar in BARS} <= foot
        assert QColor(glass.at(0, 100)).lightness() > 150
        assert QColor(glass.at(639, 100)).lightness() > 150


def test_it_covers_the_program_and_goes_again(bench: Bench) -> None:
    one = tile("a", Rect(0, 0, 1300, 360), fit=Fit.FILL)
    bench.show(one)
    bench.frame("a", "#20c020")
    bench.tick()
    assert bench.glass["left"].at(300, 250) == "#20c020"
    bench.show(one, testcard=True, serial=2)
    bench.tick()
    assert "#20c020" not in bench.glass["left"].colours(QRect(0, 0, 640, 360))
    bench.frame("a", "#20c020")
    bench.tick()
    assert "#20c020" not in bench.glass["left"].colours(QRect(0, 0, 640, 360))
    bench.show(one, serial=3)
    bench.tick()
    assert bench.glass["left"].at(300, 250) == "#20c020"


def test_the_safe_picture_lies_above_it(bench: Bench) -> None:
    bench.show(testcard=True, safe=True, safe_picture="#204060")
    bench.tick()
    assert bench.glass["left"].colours(QRect(0, 0, 640, 360)) == {"#204060"}
