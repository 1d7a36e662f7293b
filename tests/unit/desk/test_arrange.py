"""Putting rectangles in order, cropping and what is left uncovered: pure arithmetic."""

from __future__ import annotations

import pytest

from ui.desk import crops
from ui.desk.arrange import Align, Spread, aligned, same_size, spread
from ui.desk.checks import uncovered
from ui.desk.snap import Grip
from wallctl.domain.geometry import NO_CROP, Crop, Fit, Rect, Size

CANVAS = Size(7680, 2160)
A, B, C = Rect(100, 50, 400, 200), Rect(900, 300, 200, 600), Rect(2000, 100, 100, 100)


@pytest.mark.parametrize(
    ("how", "places"),
    [
        (Align.LEFT, [(100, 50), (100, 300), (100, 100)]),
        (Align.RIGHT, [(1700, 50), (1900, 300), (2000, 100)]),
        (Align.CENTRE, [(900, 50), (1000, 300), (1050, 100)]),
        (Align.TOP, [(100, 50), (900, 50), (2000, 50)]),
        (Align.BOTTOM, [(100, 700), (900, 300), (2000, 800)]),
        (Align.MIDDLE, [(100, 375), (900, 175), (2000, 425)]),
    ],
)
def test_aligned_to_all_of_them(how: Align, places: list[tuple[int, int]]) -> None:
    made = aligned([A, B, C], how, CANVAS)
    assert [(r.x, r.y) for r in made] == places
    assert [r.size for r in made] == [r.size for r in (A, B, C)]


def test_one_alone_is_aligned_to_the_canvas() -> None:
    assert aligned([A], Align.RIGHT, CANVAS) == (Rect(7280, 50, 400, 200),)
    assert aligned([A], Align.MIDDLE, CANVAS) == (Rect(100, 980, 400, 200),)
    assert aligned([], Align.LEFT, CANVAS) == ()


def test_gaps_become_equal_and_the_ends_stay() -> None:
    assert spread([C, A, B], Spread.ACROSS) == (C, A, Rect(1150, 300, 200, 600))
    down = spread([A, B, C], Spread.DOWN)
    assert down[0].y == 50
    assert [r.h for r in down] == [200, 600, 100]


def test_gaps_may_be_negative() -> None:
    rects = [Rect(0, 0, 500, 10), Rect(100, 0, 500, 10), Rect(600, 0, 500, 10)]
    assert [r.x for r in spread(rects, Spread.ACROSS)] == [0, 300, 600]


def test_two_have_one_gap() -> None:
    assert spread([A, B], Spread.ACROSS) == (A, B)


def test_sizes_become_equal_within_the_canvas() -> None:
    assert same_size([A, Rect(7600, 2100, 50, 50)], Rect(0, 0, 300, 300), CANVAS) == (
        Rect(100, 50, 300, 300),
        Rect(7380, 1860, 300, 300),
    )


def test_a_crop_s_frame_lies_in_its_picture() -> None:
    frame = crops.frame(Rect(1000, 0, 1000, 500), Crop(0.1, 0.2, 0.3, 0.4))
    assert frame == Rect(1100, 100, 600, 200)


@pytest.mark.parametrize(
    ("grip", "dx", "dy", "after"),
    [
        (Grip.LEFT, 0.25, 0, Crop(0.25)),
        (Grip.LEFT, -1, 0, NO_CROP),
        (Grip.RIGHT, -0.2, 0, Crop(right=0.2)),
        (Grip.TOP | Grip.LEFT, 0.1, 0.2, Crop(0.1, 0.2)),
        (Grip.BOTTOM, 0, -2, Crop(bottom=0.95)),
        (Grip.LEFT, 2, 0, Crop(0.95)),
        (Grip.MOVE, 0.5, 0.5, NO_CROP),
    ],
)
def test_a_side_of_a_crop_is_pulled(grip: Grip, dx: float, dy: float, after: Crop) -> None:
    assert crops.pulled(NO_CROP, grip, dx, dy) == after


def test_the_kept_part_moves_within_the_picture() -> None:
    crop = Crop(0.1, 0.1, 0.3, 0.3)
    assert crops.pulled(crop, Grip.MOVE, 0.1, -0.5) == Crop(0.2, 0, 0.2, 0.4)
    assert crops.pulled(crop, Grip.MOVE, 9, 0) == Crop(0.4, 0.1, 0, 0.3)


def test_the_stage_has_the_picture_s_shape() -> None:
    assert crops.stage(Rect(0, 0, 1000, 1000), Size(1920, 1080)) == Rect(0, 219, 1000, 562)
    assert crops.stage(Rect(5, 5, 10, 10), None) == Rect(5, 5, 10, 10)


def test_what_a_tile_shows_of_its_picture() -> None:
    tile, picture = Rect(0, 0, 1000, 500), Size(2000, 1000)
    part, at = crops.shown_part(tile, picture, Fit.FILL, Crop(left=0.5))
    assert (part.x, part.w, at.x, at.w) == (0.5, 0.5, 0, 1000)


@pytest.mark.parametrize(
    ("by", "area"),
    [
        ([], 10_000),
        ([Rect(0, 0, 100, 100)], 0),
        ([Rect(-10, -10, 60, 200), Rect(50, -10, 60, 200)], 0),
        ([Rect(0, 0, 50, 100), Rect(60, 0, 40, 100)], 1_000),
        ([Rect(25, 25, 50, 50)], 7_500),
        ([Rect(500, 0, 10, 10)], 10_000),
    ],
)
def test_what_is_left_uncovered(by: list[Rect], area: int) -> None:
    left = uncovered(Rect(0, 0, 100, 100), by)
    assert sum(r.area for r in left) == area
    assert all(a is b or a.intersection(b) is None for a in left for b in left)
