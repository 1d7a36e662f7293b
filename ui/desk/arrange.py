"""Several rectangles put in order: aligned, spread evenly, made equally large. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from wallctl.domain.geometry import Rect, Size, bounding, whole


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"  # middles on one vertical line
    RIGHT = "right"
    TOP = "top"
    MIDDLE = "middle"  # middles on one horizontal line
    BOTTOM = "bottom"


class Spread(StrEnum):
    ACROSS = "across"
    DOWN = "down"


def aligned(rects: Sequence[Rect], how: Align, canvas: Size) -> tuple[Rect, ...]:
    """To the edges or middle of all of them together; one alone to those of the canvas."""
    around = bounding(rects) if len(rects) > 1 else whole(canvas)
    if around is None:
        return ()
    return tuple(_aligned(r, how, around) for r in rects)


def _aligned(rect: Rect, how: Align, to: Rect) -> Rect:
    x = {
        Align.LEFT: to.x,
        Align.CENTRE: to.x + (to.w - rect.w) // 2,
        Align.RIGHT: to.right - rect.w,
    }.get(how, rect.x)
    y = {
        Align.TOP: to.y,
        Align.MIDDLE: to.y + (to.h - rect.h) // 2,
        Align.BOTTOM: to.bottom - rect.h,
    }.get(how, rect.y)
    return Rect(x, y, rect.w, rect.h)


def spread(rects: Sequence[Rect], how: Spread) -> tuple[Rect, ...]:
    """The first and the last stay, the gaps between become equal; they may overlap equally."""
    if len(rects) < 3:
        return tuple(rects)
    across = how is Spread.ACROSS
    starts = [r.x if across else r.y for r in rects]
    sizes = [r.w if across else r.h for r in rects]
    order = sorted(range(len(rects)), key=lambda n: (2 * starts[n] + sizes[n], n))
    first, last = order[0], order[-1]
    room = starts[last] - starts[first] - sum(sizes[n] for n in order[:-1])
    gap = room / (len(rects) - 1)
    made = list(rects)
    at = float(starts[first])
    for n in order[:-1]:
        r = rects[n]
        made[n] = Rect(round(at), r.y, r.w, r.h) if across else Rect(r.x, round(at), r.w, r.h)
        at += sizes[n] + gap
    return tuple(made)


def same_size(rects: Sequence[Rect], like: Rect, canvas: Size) -> tuple[Rect, ...]:
    """Each as large as `like`, its upper left corner in place as far as the canvas lets it."""
    return tuple(
        Rect(
            max(0, min(r.x, canvas.w - like.w)),
            max(0, min(r.y, canvas.h - like.h)),
            like.w,
            like.h,
        )
        for r in rects
    )


def together(rects: Sequence[Rect], dx: int, dy: int) -> tuple[Rect, ...]:
    return tuple(r.moved(dx, dy) for r in rects)
