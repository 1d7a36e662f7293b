"""Snapping, free cells and cuts: pure arithmetic."""

import pytest
from PySide6.QtGui import QImage

from ui.desk import slots
from ui.desk.cuts import Cuts
from ui.desk.snap import SMALLEST, Field, Grip, Lines, lines, moved, resized
from wallctl.domain.entities import Tile
from wallctl.domain.geometry import Rect, Size, grid

CANVAS = Size(7680, 2160)
CELLS = grid(Size(4, 2), Size(1920, 1080))
SEAMS = lines(CANVAS, CELLS)


def test_moves_to_a_seam_within_reach() -> None:
    assert moved(Rect(100, 100, 1920, 1080), 1800, -80, Field(CANVAS, SEAMS, 60)).rect == Rect(
        1920, 0, 1920, 1080
    )


def test_names_the_lines_it_holds() -> None:
    at = moved(Rect(0, 0, 1920, 1080), 1900, 0, Field(CANVAS, SEAMS, 60)).at
    assert at == Lines((1920, 3840), (0, 1080))


def test_alt_moves_freely() -> None:
    went = moved(Rect(100, 100, 1920, 1080), 1800, -80, Field(CANVAS, SEAMS))
    assert went.rect == Rect(1900, 20, 1920, 1080)
    assert went.at == Lines()


def test_stays_on_the_canvas() -> None:
    assert moved(Rect(0, 0, 1920, 1080), -500, 9000, Field(CANVAS, SEAMS)).rect == Rect(
        0, 1080, 1920, 1080
    )


@pytest.mark.parametrize(
    ("grip", "dx", "dy", "rect"),
    [
        (Grip.RIGHT, 1900, 0, Rect(0, 0, 3840, 1080)),
        (Grip.RIGHT | Grip.BOTTOM, 1910, 1070, Rect(0, 0, 3840, 2160)),
        (Grip.BOTTOM, 0, 500, Rect(0, 0, 1920, 1580)),
        (Grip.LEFT, 5000, 0, Rect(1920 - SMALLEST.w, 0, SMALLEST.w, 1080)),
        (Grip.TOP, 0, -400, Rect(0, 0, 1920, 1080)),
    ],
)
def test_resizes(grip: Grip, dx: int, dy: int, rect: Rect) -> None:
    assert resized(Rect(0, 0, 1920, 1080), grip, dx, dy, Field(CANVAS, SEAMS, 40)).rect == rect


def test_free_cells_in_reading_order() -> None:
    free = slots.free(CELLS, [Rect(0, 0, 3840, 1080)])
    assert free[0] == CELLS[2]
    assert len(free) == 6


def test_cell_at_a_point_in_a_bezel_is_the_nearest() -> None:
    cells = grid(Size(2, 1), Size(100, 100), Size(20, 0))
    assert slots.at(cells, 103, 50) == cells[0]
    assert slots.at(cells, 117, 50) == cells[1]


@pytest.mark.parametrize(("dx", "dy", "to"), [(1, 0, 1), (0, 1, 4), (-1, 0, None), (0, -1, None)])
def test_beside(dx: int, dy: int, to: int | None) -> None:
    assert slots.beside(CELLS, CELLS[0], dx, dy) == (None if to is None else CELLS[to])


def _tile(id: str, source: str, rect: Rect, z: int = 0) -> Tile:
    return Tile(id, "hall", source, rect, z)


def test_a_moved_tile_keeps_its_own_picture() -> None:
    cuts = Cuts()
    before = _tile("t", "a", CELLS[0])
    cuts.remember(5, [before])
    cuts.remember(6, [_tile("t", "a", CELLS[3])])
    cuts.put(QImage(768, 216, QImage.Format.Format_RGB32), 5, CANVAS)
    cut = cuts.of(_tile("t", "a", CELLS[3]))
    assert cut is not None
    assert (cut.part.x(), cut.part.width()) == (0, 192)


def test_a_tile_with_another_source_is_not_shown_the_old_picture() -> None:
    cuts = Cuts()
    cuts.remember(5, [_tile("t", "a", CELLS[0])])
    cuts.put(QImage(768, 216, QImage.Format.Format_RGB32), 5, CANVAS)
    assert cuts.of(_tile("t", "b", CELLS[0])) is None
    assert cuts.of(_tile("other", "a", CELLS[1])) is not None


def test_a_covered_tile_is_not_cut() -> None:
    cuts = Cuts()
    cuts.remember(5, [_tile("t", "a", CELLS[0]), _tile("u", "b", CELLS[0], z=1)])
    cuts.put(QImage(768, 216, QImage.Format.Format_RGB32), 5, CANVAS)
    assert cuts.of(_tile("t", "a", CELLS[0])) is None
