from __future__ import annotations

import pytest

from wallctl.domain.geometry import Rect, Size, bounding, grid
from wallctl.domain.templates import NAMES, cells

CANVAS = Size(7680, 2160)
OUTPUTS = grid(Size(4, 2), Size(1920, 1080))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("canvas", "outputs"),
    [
        (CANVAS, OUTPUTS),
        (Size(7740, 2170), grid(Size(4, 2), Size(1920, 1080), Size(20, 10))),
        (Size(1999, 777), ()),
        (Size(3000, 1000), (Rect(0, 0, 2000, 1000), Rect(1500, 0, 1500, 1000))),
    ],
)
def test_cells_stay_on_the_canvas_and_apart(
    name: str, canvas: Size, outputs: tuple[Rect, ...]
) -> None:
    places = cells(name, canvas, outputs)
    whole = Rect(0, 0, canvas.w, canvas.h)
    assert all(whole.contains(one) for one in places)
    for n, one in enumerate(places):
        assert not any(one.intersection(other) for other in places[n + 1 :])
    assert bounding(places) == whole


@pytest.mark.parametrize(("name", "count"), [("1+5", 6), ("1+7", 8), ("2+8", 10), ("8x8", 64)])
def test_counts(name: str, count: int) -> None:
    assert len(cells(name, CANVAS, OUTPUTS)) == count


def test_cells_follow_the_outputs_over_the_bezels() -> None:
    outputs = grid(Size(4, 2), Size(1920, 1080), Size(20, 10))
    canvas = Size(4 * 1920 + 60, 2170)
    assert cells("4x2", canvas, outputs) == outputs
    left, right = cells("2x1", canvas, outputs)
    assert left == Rect(0, 0, 3860, 2170)
    assert right == Rect(3880, 0, 3860, 2170)
    assert cells("8x2", canvas, outputs)[1] == Rect(960, 0, 960, 1080)
    assert cells("8x2", canvas, outputs)[2] == Rect(1940, 0, 960, 1080)


def test_what_does_not_divide_is_even() -> None:
    assert [r.w for r in cells("3x1", Size(1000, 100))] == [333, 333, 334]


@pytest.mark.parametrize("name", ["", "0x1", "9x1", "1x9", "3+3", "2", "x", "1x1x1", "99x99"])
def test_unknown(name: str) -> None:
    with pytest.raises(ValueError):
        cells(name, CANVAS, OUTPUTS)
