"""From canvas px to the device px of one output, in whole px: neighbours never overlap or gap.

A picture is drawn in the *upright* px of an output (as a person before the display sees it);
the rotation of the display comes last. Bezel gaps are canvas px that no output covers.
"""

from __future__ import annotations

from dataclasses import dataclass

from wallctl.domain.entities import Output, Tile
from wallctl.domain.geometry import Rect, RectF, Size, place

_SNAP = 1.5  # px: a letterbox thinner than this is a rounding error, not a wish


@dataclass(frozen=True, slots=True)
class OutputMap:
    """A rectangle of the canvas on a window of `window` device px, turned clockwise."""

    canvas: Rect
    window: Size
    rotation: int = 0

    @property
    def upright(self) -> Size:
        turned = self.rotation in (90, 270)
        return Size(self.window.h, self.window.w) if turned else self.window

    @property
    def bounds(self) -> Rect:
        size = self.upright
        return Rect(0, 0, size.w, size.h)

    @property
    def scale(self) -> float:
        """Device px for one canvas px, across."""
        return self.upright.w / self.canvas.w

    def x(self, canvas_x: float) -> int:
        return _scaled(canvas_x - self.canvas.x, self.upright.w, self.canvas.w)

    def y(self, canvas_y: float) -> int:
        return _scaled(canvas_y - self.canvas.y, self.upright.h, self.canvas.h)

    def px(self, canvas_px: float) -> int:
        """A length (border, band) in device px: at least 1 where it is not 0."""
        if canvas_px <= 0:
            return 0
        return max(1, _scaled(canvas_px, self.upright.w, self.canvas.w))

    def rect(self, canvas: Rect | RectF) -> Rect:
        """A canvas rectangle in upright px; it may reach beyond the output.

        Edges are rounded, not sizes: what touches on the canvas touches on the glass.
        """
        x, y = self.x(canvas.x), self.y(canvas.y)
        return Rect(x, y, self.x(canvas.x + canvas.w) - x, self.y(canvas.y + canvas.h) - y)

    def turned(self, upright: Rect) -> Rect:
        """An upright rectangle in the window's own px."""
        w, h = self.window.w, self.window.h
        r = upright
        if self.rotation == 90:
            return Rect(w - r.y - r.h, r.x, r.h, r.w)
        if self.rotation == 180:
            return Rect(w - r.x - r.w, h - r.y - r.h, r.w, r.h)
        if self.rotation == 270:
            return Rect(r.y, h - r.x - r.w, r.h, r.w)
        return r

    def part(self, wanted: Rect) -> Rect | None:
        """The part of an upright rectangle that lies on the output."""
        return self.bounds.intersection(wanted)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Where a picture of a known size goes: `part` in px of the frame, `target` upright px.

    `whole` is the size the uncropped picture must have so that it maps 1:1.
    `exact` says that part and target have one size: a plain copy will do.
    """

    part: RectF
    target: Rect
    whole: Size
    exact: bool


def output_map(output: Output, window: Size) -> OutputMap:
    return OutputMap(output.rect, window, output.rotation)


def inner(tile: Tile) -> Rect:
    """The tile without its border, canvas px."""
    b = min(tile.border, (min(tile.rect.w, tile.rect.h) - 1) // 2)
    r = tile.rect
    return Rect(r.x + b, r.y + b, r.w - 2 * b, r.h - 2 * b) if b > 0 else r


def fitted(tile: Tile, native: Size, frame: Size | None, out: OutputMap) -> Fitted:
    """Places a picture of `native` px, delivered as a frame of `frame` px, into a tile."""
    room = inner(tile)
    source, wish = place(native, room, tile.fit, tile.crop)
    target = _snapped(out.rect(wish), out.rect(room))
    whole = Size(
        max(1, round(native.w * target.w / source.w)), max(1, round(native.h * target.h / source.h))
    )
    have = frame or whole
    kx, ky = have.w / native.w, have.h / native.h
    x, y, w, h = source.x * kx, source.y * ky, source.w * kx, source.h * ky
    if abs(w - target.w) < 1 and abs(h - target.h) < 1 and _fits(have, target):
        left = min(max(0, round(x)), have.w - target.w)
        top = min(max(0, round(y)), have.h - target.h)
        return Fitted(RectF(left, top, target.w, target.h), target, whole, True)
    return Fitted(RectF(x, y, w, h), target, whole, False)


def _fits(frame: Size, target: Rect) -> bool:
    return frame.w >= target.w and frame.h >= target.h


def _snapped(target: Rect, room: Rect) -> Rect:
    """The target, or the room's own edges where the two differ by rounding only."""
    x, w = target.x, target.w
    y, h = target.y, target.h
    if abs(w - room.w) < _SNAP:
        x, w = room.x, room.w
    if abs(h - room.h) < _SNAP:
        y, h = room.y, room.h
    return Rect(x, y, max(1, w), max(1, h))


def _scaled(value: float, to: int, of: int) -> int:
    if isinstance(value, int):
        return (2 * value * to + of) // (2 * of)
    return int((value * to) / of + 0.5) if value >= 0 else -int(-(value * to) / of + 0.5)
