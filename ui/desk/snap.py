"""Snapping of a moved or resized rectangle to lines. Pure, in canvas px."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Flag, auto

from wallctl.domain.geometry import Rect, Size

SMALLEST = Size(64, 36)


class Grip(Flag):
    """Which sides of a tile the hand holds; none of them moves it whole."""

    MOVE = 0
    LEFT = auto()
    TOP = auto()
    RIGHT = auto()
    BOTTOM = auto()


@dataclass(frozen=True, slots=True)
class Lines:
    """Where edges like to be: vertical lines at `xs`, horizontal ones at `ys`."""

    xs: tuple[int, ...] = ()
    ys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """What a rectangle moves on: the canvas, the lines, and from how far they catch it, px.
    A reach of 0 catches nothing."""

    canvas: Size
    to: Lines = Lines()
    reach: int = 0


@dataclass(frozen=True, slots=True)
class Snapped:
    rect: Rect
    at: Lines  # the lines it holds on to now, to be drawn


def lines(canvas: Size, rects: Iterable[Rect]) -> Lines:
    """The canvas's own edges and middle, and those of the rectangles."""
    xs, ys = {0, canvas.w // 2, canvas.w}, {0, canvas.h // 2, canvas.h}
    for r in rects:
        xs |= {r.x, r.right}
        ys |= {r.y, r.bottom}
    return Lines(tuple(sorted(xs)), tuple(sorted(ys)))


def _nearest(value: int, among: Sequence[int], reach: int) -> int | None:
    best = min(among, key=lambda line: abs(line - value), default=None)
    return best if best is not None and abs(best - value) <= reach else None


def _shift(low: int, high: int, among: Sequence[int], reach: int) -> int:
    """The smallest move that puts either end on a line, 0 where none is near."""
    moves = [line - end for end in (low, high) if (line := _nearest(end, among, reach)) is not None]
    return min(moves, key=abs, default=0)


def moved(rect: Rect, dx: int, dy: int, on: Field) -> Snapped:
    """The rectangle moved by (dx, dy), snapped to a near line, kept on the canvas."""
    to, reach, canvas = on.to, on.reach, on.canvas
    went = rect.moved(dx, dy)
    if reach > 0:
        went = went.moved(
            _shift(went.x, went.right, to.xs, reach), _shift(went.y, went.bottom, to.ys, reach)
        )
    went = Rect(
        max(0, min(went.x, canvas.w - went.w)),
        max(0, min(went.y, canvas.h - went.h)),
        min(went.w, canvas.w),
        min(went.h, canvas.h),
    )
    return Snapped(went, touching(went, to) if reach > 0 else Lines())


def resized(rect: Rect, grip: Grip, dx: int, dy: int, on: Field) -> Snapped:
    """The rectangle with the held sides moved, snapped to near lines, kept on the canvas."""
    to, reach, canvas = on.to, on.reach, on.canvas

    def side(value: int, among: Sequence[int], low: int, high: int) -> int:
        near = _nearest(value, among, reach) if reach > 0 else None
        return max(low, min(value if near is None else near, high))

    x, y, right, bottom = rect.x, rect.y, rect.right, rect.bottom
    if Grip.LEFT in grip:
        x = side(x + dx, to.xs, 0, right - SMALLEST.w)
    if Grip.RIGHT in grip:
        right = side(right + dx, to.xs, x + SMALLEST.w, canvas.w)
    if Grip.TOP in grip:
        y = side(y + dy, to.ys, 0, bottom - SMALLEST.h)
    if Grip.BOTTOM in grip:
        bottom = side(bottom + dy, to.ys, y + SMALLEST.h, canvas.h)
    made = Rect(x, y, right - x, bottom - y)
    return Snapped(made, touching(made, to) if reach > 0 else Lines())


def touching(rect: Rect, to: Lines) -> Lines:
    xs, ys = {rect.x, rect.right}, {rect.y, rect.bottom}
    return Lines(tuple(x for x in to.xs if x in xs), tuple(y for y in to.ys if y in ys))
