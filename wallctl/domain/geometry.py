"""Rectangles of the wall, in whole canvas pixels, and the arithmetic from source to glass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Fit(StrEnum):
    """How a picture fills its tile: whole picture, whole tile, or stretched."""

    CONTAIN = "contain"
    COVER = "cover"
    FILL = "fill"


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in px; both are at least 1 wherever something is drawn."""

    w: int
    h: int


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in px, left/top inclusive, right/bottom exclusive."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def bottom(self) -> int:
        return self.y + self.h

    @property
    def size(self) -> Size:
        return Size(self.w, self.h)

    @property
    def area(self) -> int:
        return self.w * self.h

    def contains(self, other: Rect) -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def intersection(self, other: Rect) -> Rect | None:
        """The common part, or None where the two do not overlap."""
        # Asked thousands of times a second while a wall is painted: no calls, no needless copy.
        x = self.x if self.x > other.x else other.x
        y = self.y if self.y > other.y else other.y
        right, across = self.x + self.w, other.x + other.w
        bottom, down = self.y + self.h, other.y + other.h
        w = (right if right < across else across) - x
        h = (bottom if bottom < down else down) - y
        if w <= 0 or h <= 0:
            return None
        if x == self.x and y == self.y and w == self.w and h == self.h:
            return self
        return Rect(x, y, w, h)

    def moved(self, dx: int, dy: int) -> Rect:
        return Rect(self.x + dx, self.y + dy, self.w, self.h)


def whole(canvas: Size) -> Rect:
    """All of a canvas."""
    return Rect(0, 0, canvas.w, canvas.h)


@dataclass(frozen=True, slots=True)
class RectF:
    """A rectangle in fractional px, for the arithmetic between source and device pixels."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Crop:
    """What is cut off a picture on each side, as fractions of its width and height (0..1)."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    @property
    def kept_w(self) -> float:
        return 1.0 - self.left - self.right

    @property
    def kept_h(self) -> float:
        return 1.0 - self.top - self.bottom


NO_CROP = Crop()


def bounding(rects: Iterable[Rect]) -> Rect | None:
    """The smallest rectangle around all of them, or None for none."""
    items = list(rects)
    if not items:
        return None
    x, y = min(r.x for r in items), min(r.y for r in items)
    return Rect(x, y, max(r.right for r in items) - x, max(r.bottom for r in items) - y)


def place(picture: Size, tile: Rect, fit: Fit, crop: Crop = NO_CROP) -> tuple[RectF, RectF]:
    """Where a picture goes: (part of the picture in its px, target on the canvas in px).

    The target never leaves the tile; with CONTAIN it may be smaller, with COVER the
    part of the picture is.
    """
    src = RectF(
        crop.left * picture.w,
        crop.top * picture.h,
        crop.kept_w * picture.w,
        crop.kept_h * picture.h,
    )
    if fit is Fit.FILL or src.w <= 0 or src.h <= 0:
        return src, RectF(tile.x, tile.y, tile.w, tile.h)
    across, down = tile.w / src.w, tile.h / src.h
    if fit is Fit.CONTAIN:
        scale = min(across, down)
        w, h = src.w * scale, src.h * scale
        return src, RectF(tile.x + (tile.w - w) / 2, tile.y + (tile.h - h) / 2, w, h)
    scale = max(across, down)
    w, h = tile.w / scale, tile.h / scale
    part = RectF(src.x + (src.w - w) / 2, src.y + (src.h - h) / 2, w, h)
    return part, RectF(tile.x, tile.y, tile.w, tile.h)


def grid(canvas_cells: Size, cell: Size, bezel: Size = Size(0, 0)) -> tuple[Rect, ...]:
    """The visible rectangles of a wall of equal cells, row by row.

    `bezel` is the number of canvas px hidden between two neighbours (bezel compensation).
    """
    return tuple(
        Rect(c * (cell.w + bezel.w), r * (cell.h + bezel.h), cell.w, cell.h)
        for r in range(canvas_cells.h)
        for c in range(canvas_cells.w)
    )
