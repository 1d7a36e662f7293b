from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from wallctl.domain.geometry import Crop, Fit, Rect, RectF, Size, bounding, grid, place
from wallctl.domain.templates import NAMES, cells

sizes = st.builds(Size, st.integers(1, 8000), st.integers(1, 8000))
rects = st.builds(
    Rect,
    st.integers(-9000, 9000),
    st.integers(-9000, 9000),
    st.integers(8, 9000),
    st.integers(8, 9000),
)
crops = st.builds(Crop, *[st.floats(0, 0.49)] * 4)


def within(inner: RectF, x: float, y: float, w: float, h: float) -> bool:
    slack = 1e-6 * max(1.0, abs(x), abs(y), w, h)
    return (
        inner.x >= x - slack
        and inner.y >= y - slack
        and inner.x + inner.w <= x + w + slack
        and inner.y + inner.h <= y + h + slack
    )


@given(sizes, rects, st.sampled_from(Fit), crops)
def test_a_picture_never_leaves_its_tile_nor_its_crop(
    picture: Size, tile: Rect, fit: Fit, crop: Crop
) -> None:
    part, target = place(picture, tile, fit, crop)
    assert within(target, tile.x, tile.y, tile.w, tile.h)
    assert within(
        part,
        crop.left * picture.w,
        crop.top * picture.h,
        crop.kept_w * picture.w,
        crop.kept_h * picture.h,
    )
    if fit is not Fit.CONTAIN:
        assert (target.w, target.h) == (tile.w, tile.h)
    if fit is not Fit.FILL:
        across, down = target.w / part.w, target.h / part.h
        assert abs(across - down) <= 1e-6 * max(across, down)
    if fit is Fit.CONTAIN:
        touches = abs(target.w - tile.w) < 1e-6 * tile.w or abs(target.h - tile.h) < 1e-6 * tile.h
        assert touches


@given(
    st.builds(Size, st.integers(1, 8), st.integers(1, 8)),
    st.builds(Size, st.integers(1, 2000), st.integers(1, 2000)),
    st.builds(Size, st.integers(0, 50), st.integers(0, 50)),
)
def test_a_grids_cells_do_not_overlap(count: Size, cell: Size, bezel: Size) -> None:
    rects = grid(count, cell, bezel)
    assert len(rects) == count.w * count.h
    for n, one in enumerate(rects):
        assert one.size == cell
        assert not any(one.intersection(other) for other in rects[n + 1 :])
    whole = bounding(rects)
    assert whole is not None
    assert whole.w == count.w * cell.w + (count.w - 1) * bezel.w
    assert all(whole.contains(one) for one in rects)


@given(rects, rects)
def test_an_intersection_lies_in_both(one: Rect, other: Rect) -> None:
    common = one.intersection(other)
    assert common == other.intersection(one)
    if common is None:
        apart_x = one.right <= other.x or other.right <= one.x
        assert apart_x or one.bottom <= other.y or other.bottom <= one.y
    else:
        assert one.contains(common)
        assert other.contains(common)


@given(
    st.sampled_from(NAMES),
    st.builds(Size, st.integers(64, 20_000), st.integers(64, 20_000)),
    st.integers(1, 8),
    st.integers(1, 8),
    st.integers(0, 30),
)
def test_templates_on_any_wall(
    name: str, canvas: Size, columns: int, rows: int, bezel: int
) -> None:
    cell = Size(
        (canvas.w - (columns - 1) * bezel) // columns, (canvas.h - (rows - 1) * bezel) // rows
    )
    assume(cell.w >= 8 and cell.h >= 8)
    outputs = grid(Size(columns, rows), cell, Size(bezel, bezel))
    places = cells(name, canvas, outputs)
    whole = Rect(0, 0, canvas.w, canvas.h)
    for n, one in enumerate(places):
        assert one.w > 0 and one.h > 0
        assert whole.contains(one)
        assert not any(one.intersection(other) for other in places[n + 1 :])
