"""A wall's displays set apart: pixels hidden behind frames, and what lies across them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from wallctl.domain.geometry import Rect, Size


class NotAGrid(ValueError):
    """The rectangles do not stand in columns and rows. `axis` is "across" or "down"."""

    def __init__(self, axis: str) -> None:
        self.axis = axis
        super().__init__(axis)


@dataclass(frozen=True, slots=True)
class Axis:
    """The columns (or rows) of a wall before and after: (begin, length) of each, in px."""

    before: tuple[tuple[int, int], ...]
    after: tuple[tuple[int, int], ...]

    def begin(self, at: int) -> int:
        """Where what begins at `at` begins then. What began behind a frame begins after it."""
        for (old, length), (new, _) in zip(self.before, self.after, strict=True):
            if at < old:
                return new if old != self.before[0][0] else at
            if at < old + length:
                return new + at - old
        return at + self._shift()

    def end(self, at: int) -> int:
        """Where what ends at `at` ends then. What ended behind a frame ends before it."""
        last: int | None = None
        for (old, length), (new, _) in zip(self.before, self.after, strict=True):
            if at <= old:
                return at if last is None else last
            if at <= old + length:
                return new + at - old
            last = new + length
        return at + self._shift()

    def _shift(self) -> int:
        (old, length), (new, _) = self.before[-1], self.after[-1]
        return new + length - old - length


@dataclass(frozen=True, slots=True)
class Spacing:
    """What a change of the frames does to a canvas and to whatever lies on it."""

    across: Axis
    down: Axis

    def rect(self, one: Rect) -> Rect:
        """A rectangle of the canvas: it keeps the displays that it filled."""
        x, y = self.across.begin(one.x), self.down.begin(one.y)
        right, bottom = self.across.end(one.right), self.down.end(one.bottom)
        return Rect(x, y, max(1, right - x), max(1, bottom - y))

    def canvas(self, size: Size) -> Size:
        return Size(max(1, self.across.end(size.w)), max(1, self.down.end(size.h)))


def spacing(rects: Sequence[Rect], across: int, down: int) -> Spacing:
    """The displays with so many px hidden between neighbours. Raises NotAGrid."""
    columns = _bands({(r.x, r.w) for r in rects}, "across")
    rows = _bands({(r.y, r.h) for r in rects}, "down")
    return Spacing(_spaced(columns, across), _spaced(rows, down))


def gaps(rects: Sequence[Rect]) -> Size:
    """The px hidden between neighbours now: the widest of each direction. Raises NotAGrid."""
    columns = _bands({(r.x, r.w) for r in rects}, "across")
    rows = _bands({(r.y, r.h) for r in rects}, "down")
    return Size(_widest(columns), _widest(rows))


def _bands(found: set[tuple[int, int]], axis: str) -> tuple[tuple[int, int], ...]:
    bands = tuple(sorted(found))
    for (begin, length), (then, _) in pairwise(bands):
        if then < begin + length:
            raise NotAGrid(axis)
    return bands


def _spaced(bands: tuple[tuple[int, int], ...], gap: int) -> Axis:
    after: list[tuple[int, int]] = []
    at = bands[0][0] if bands else 0
    for _, length in bands:
        after.append((at, length))
        at += length + gap
    return Axis(bands, tuple(after))


def _widest(bands: Sequence[tuple[int, int]]) -> int:
    return max((then - begin - length for (begin, length), (then, _) in pairwise(bands)), default=0)
