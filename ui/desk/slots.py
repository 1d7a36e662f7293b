"""Where a source can go on a canvas: the cells of the wall or of a template. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wallctl.domain.geometry import Rect


def free(cells: Sequence[Rect], taken: Iterable[Rect]) -> tuple[Rect, ...]:
    """The cells that no rectangle touches, in reading order."""
    used = tuple(taken)
    return tuple(c for c in reading(cells) if not any(c.intersection(r) for r in used))


def reading(rects: Iterable[Rect]) -> tuple[Rect, ...]:
    return tuple(sorted(rects, key=lambda r: (r.y, r.x)))


def at(cells: Sequence[Rect], x: int, y: int) -> Rect | None:
    """The smallest cell around a point, or the one nearest to it (a point in a bezel)."""
    around = [c for c in cells if c.x <= x < c.right and c.y <= y < c.bottom]
    if around:
        return min(around, key=lambda c: c.area)
    return min(cells, key=lambda c: _far(c, x, y), default=None)


def _far(cell: Rect, x: int, y: int) -> int:
    dx = max(cell.x - x, 0, x - cell.right)
    dy = max(cell.y - y, 0, y - cell.bottom)
    return dx * dx + dy * dy


def beside(cells: Sequence[Rect], rect: Rect, dx: int, dy: int) -> Rect | None:
    """The next cell to the left, right, above or below the cell that holds a rectangle's middle."""
    x, y = rect.x + rect.w // 2, rect.y + rect.h // 2
    ahead = [
        c
        for c in cells
        if (dx and (c.x + c.w // 2 - x) * dx > c.w // 2 and c.y <= y < c.bottom)
        or (dy and (c.y + c.h // 2 - y) * dy > c.h // 2 and c.x <= x < c.right)
    ]
    return min(ahead, key=lambda c: _far(c, x, y), default=None)
