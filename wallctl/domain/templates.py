"""Templates: empty layouts by name. Cells follow the outputs where these divide well."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from wallctl.domain.geometry import Rect, Size

MAX_COLUMNS = 8
_GRID = re.compile(r"([1-9]\d?)[xX×]([1-9]\d?)")

# (columns, rows) of the base grid and the cells in it: (column, row, columns, rows).
_MIXED: dict[str, tuple[tuple[int, int], tuple[tuple[int, int, int, int], ...]]] = {
    "1+5": (
        (3, 3),
        ((0, 0, 2, 2), (2, 0, 1, 1), (2, 1, 1, 1), (0, 2, 1, 1), (1, 2, 1, 1), (2, 2, 1, 1)),
    ),
    "1+7": (
        (4, 4),
        ((0, 0, 3, 3), *((3, r, 1, 1) for r in range(3)), *((c, 3, 1, 1) for c in range(4))),
    ),
    "2+8": (
        (4, 4),
        ((0, 0, 2, 2), (2, 0, 2, 2), *((c, r, 1, 1) for r in (2, 3) for c in range(4))),
    ),
}
NAMES = (*_MIXED, *(f"{c}x{r}" for c in range(1, 9) for r in range(1, 9)))


def is_built_in(name: str) -> bool:
    """Whether a name is one that `cells` knows."""
    return name.strip() in _MIXED or _GRID.fullmatch(name.strip()) is not None


def fitted(places: Iterable[Rect], drawn_on: Size, canvas: Size) -> tuple[Rect, ...]:
    """Cells of a template drawn on one canvas, on another. Cells that touch still touch."""

    def across(x: int) -> int:
        return round(x * canvas.w / drawn_on.w)

    def down(y: int) -> int:
        return round(y * canvas.h / drawn_on.h)

    return tuple(
        Rect(across(r.x), down(r.y), across(r.right) - across(r.x), down(r.bottom) - down(r.y))
        for r in places
    )


def cells(template: str, canvas: Size, outputs: Iterable[Rect] = ()) -> tuple[Rect, ...]:
    """The cells of a template on a canvas, in the order in which sources go into them.

    Raises ValueError for a name that is none.
    """
    (columns, rows), places = _shape(template)
    rects = tuple(outputs)
    across = _axis(columns, canvas.w, [(r.x, r.right) for r in rects])
    down = _axis(rows, canvas.h, [(r.y, r.bottom) for r in rects])
    return tuple(
        Rect(
            across[c][0],
            down[r][0],
            across[c + w - 1][1] - across[c][0],
            down[r + h - 1][1] - down[r][0],
        )
        for c, r, w, h in places
    )


def _shape(template: str) -> tuple[tuple[int, int], Sequence[tuple[int, int, int, int]]]:
    mixed = _MIXED.get(template.strip())
    if mixed is not None:
        return mixed
    found = _GRID.fullmatch(template.strip())
    if found is None:
        raise ValueError(template)
    columns, rows = int(found[1]), int(found[2])
    if columns > MAX_COLUMNS or rows > MAX_COLUMNS:
        raise ValueError(template)
    return (columns, rows), [(c, r, 1, 1) for r in range(rows) for c in range(columns)]


def _axis(parts: int, length: int, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Start and end of each part along one axis, px."""
    seams = _columns(spans)
    if seams and len(seams) % parts == 0:
        each = len(seams) // parts
        return [(seams[n * each][0], seams[(n + 1) * each - 1][1]) for n in range(parts)]
    if seams and parts % len(seams) == 0:
        each = parts // len(seams)
        return [part for start, end in seams for part in _even(each, start, end)]
    return _even(parts, 0, length)


def _columns(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The outputs' columns (or rows) from first to last; none where they are irregular."""
    columns = sorted(set(spans))
    regular = all(left[1] <= right[0] for left, right in pairwise(columns))
    return columns if regular else []


def _even(parts: int, start: int, end: int) -> list[tuple[int, int]]:
    edges = [start + (end - start) * n // parts for n in range(parts + 1)]
    return list(pairwise(edges))
