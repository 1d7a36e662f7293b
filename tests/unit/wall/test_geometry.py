"""Canvas to device px: nothing overlaps, nothing gaps, what can be copied is copied 1:1."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.wall.geometry import OutputMap, fitted, inner
from wallctl.domain.entities import Tile
from wallctl.domain.geometry import Crop, Fit, Rect, RectF, Size

sides = st.integers(1, 4000)


def tile(rect: Rect, **more: object) -> Tile:
    return Tile("t", "w", "s", rect, **more)  # type: ignore[arg-type]  # fields by name


@given(
    cuts=st.lists(st.integers(1, 700), min_size=1, max_size=12),
    window=sides,
    start=st.integers(-2000, 2000),
)
def test_neighbours_touch(cuts: list[int], window: int, start: int) -> None:
    out = OutputMap(Rect(start, 0, sum(cuts), 100), Size(window, 100))
    x, rects = start, []
    for cut in cuts:
        rects.append(out.rect(Rect(x, 0, cut, 100)))
        x += cut
    assert rects[0].x == 0
    assert rects[-1].right == window
    assert all(a.right == b.x for a, b in pairwise(rects))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turning_keeps_the_area_and_covers_the_window(rotation: int) -> None:
    window = Size(300, 200)
    out = OutputMap(Rect(0, 0, 600, 400), window, rotation)
    up = out.upright
    halves = [Rect(0, 0, up.w // 2, up.h), Rect(up.w // 2, 0, up.w - up.w // 2, up.h)]
    turned = [out.turned(h) for h in halves]
    assert sum(t.area for t in turned) == window.w * window.h
    assert turned[0].intersection(turned[1]) is None
    assert all(Rect(0, 0, 300, 200).contains(t) for t in turned)


def test_turned_clockwise() -> None:
    """The upright top left corner is at the window's top right after a quarter turn."""
    out = OutputMap(Rect(0, 0, 200, 300), Size(300, 200), 90)
    assert out.turned(Rect(0, 0, 10, 20)) == Rect(280, 0, 20, 10)
    out = OutputMap(Rect(0, 0, 200, 300), Size(300, 200), 270)
    assert out.turned(Rect(0, 0, 10, 20)) == Rect(0, 190, 20, 10)


def test_bezel_is_covered_by_no_output() -> None:
    left = OutputMap(Rect(0, 0, 1920, 1080), Size(960, 540))
    right = OutputMap(Rect(1960, 0, 1920, 1080), Size(960, 540))
    across = Rect(1900, 0, 80, 100)
    assert left.rect(across).x == 950
    assert right.rect(across) == Rect(-30, 0, 40, 50)
    assert left.part(left.rect(Rect(1925, 0, 30, 30))) is None
    assert right.part(right.rect(Rect(1925, 0, 30, 30))) is None


def test_a_frame_of_the_asked_size_is_copied() -> None:
    out = OutputMap(Rect(0, 0, 1920, 1080), Size(1920, 1080))
    one = tile(Rect(0, 0, 480, 270))
    asked = fitted(one, Size(640, 360), None, out).whole
    assert asked == Size(480, 270)
    fit = fitted(one, Size(640, 360), asked, out)
    assert fit.exact
    assert fit.target == Rect(0, 0, 480, 270)
    assert not fitted(one, Size(640, 360), Size(640, 360), out).exact


@given(
    side=st.tuples(st.integers(16, 1200), st.integers(16, 1200)),
    native=st.sampled_from([Size(640, 360), Size(1920, 1080), Size(720, 576), Size(353, 287)]),
    fit=st.sampled_from(list(Fit)),
    cut=st.tuples(st.floats(0, 0.4), st.floats(0, 0.4)),
    window=st.integers(100, 2400),
)
def test_what_is_asked_for_fits(
    side: tuple[int, int], native: Size, fit: Fit, cut: tuple[float, float], window: int
) -> None:
    out = OutputMap(Rect(0, 0, 1200, 1200), Size(window, window))
    one = tile(Rect(0, 0, *side), fit=fit, crop=Crop(*cut, 0.1, 0.05))
    asked = fitted(one, native, None, out)
    assert asked.whole.w >= 1 and asked.whole.h >= 1
    got = fitted(one, native, asked.whole, out)
    room = out.rect(one.rect)
    assert got.target == asked.target
    # a thin sliver may round to one px beyond a room of less than that
    assert room.contains(got.target) or min(room.w, room.h) < 2
    assert got.part.x >= 0 and got.part.y >= 0
    assert got.part.x + got.part.w <= asked.whole.w + 0.01
    assert got.part.y + got.part.h <= asked.whole.h + 0.01
    if got.exact:
        assert (got.part.w, got.part.h) == (got.target.w, got.target.h)


def test_no_hair_line_beside_a_picture_of_the_tiles_shape() -> None:
    out = OutputMap(Rect(0, 0, 7680, 2160), Size(1920, 540))
    one = tile(Rect(3, 5, 1919, 1079))
    assert fitted(one, Size(1280, 720), None, out).target == out.rect(one.rect)


def test_border_lies_inside() -> None:
    assert inner(tile(Rect(10, 10, 100, 50), border=8)) == Rect(18, 18, 84, 34)
    assert inner(tile(Rect(0, 0, 4, 4), border=50)) == Rect(1, 1, 2, 2)
    assert OutputMap(Rect(0, 0, 1000, 10), Size(100, 1)).px(3) == 1


def test_fractional_rectangles() -> None:
    out = OutputMap(Rect(0, 0, 100, 100), Size(50, 50))
    assert out.rect(RectF(0.9, 0.9, 99.1, 99.1)) == Rect(0, 0, 50, 50)
