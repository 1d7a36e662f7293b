"""Cropping by hand: the whole picture lies over its tile, a frame in it says what is kept. Pure."""

from __future__ import annotations

from ui.desk.snap import Grip
from wallctl.domain.geometry import Crop, Fit, Rect, RectF, Size, place

LEAST = 0.05
"""Part of a picture's width or height that is always kept."""
_PLACES = 4


def frame(rect: Rect, crop: Crop) -> Rect:
    """The kept part, drawn over the tile, canvas px."""
    return Rect(
        rect.x + round(rect.w * crop.left),
        rect.y + round(rect.h * crop.top),
        max(1, round(rect.w * crop.kept_w)),
        max(1, round(rect.h * crop.kept_h)),
    )


def pulled(crop: Crop, grip: Grip, dx: float, dy: float) -> Crop:
    """The crop with the held sides moved by parts of the picture; held nowhere, it moves whole."""
    left, top = crop.left, crop.top
    right, bottom = crop.right, crop.bottom
    if grip is Grip.MOVE:
        dx = max(-left, min(dx, right))
        dy = max(-top, min(dy, bottom))
        return _made(left + dx, top + dy, right - dx, bottom - dy)
    if Grip.LEFT in grip:
        left = max(0.0, min(left + dx, 1 - right - LEAST))
    if Grip.RIGHT in grip:
        right = max(0.0, min(right - dx, 1 - left - LEAST))
    if Grip.TOP in grip:
        top = max(0.0, min(top + dy, 1 - bottom - LEAST))
    if Grip.BOTTOM in grip:
        bottom = max(0.0, min(bottom - dy, 1 - top - LEAST))
    return _made(left, top, right, bottom)


def stage(rect: Rect, picture: Size | None) -> Rect:
    """Where the whole picture is laid for cropping: within its tile, in its own shape."""
    if picture is None or picture.w <= 0 or picture.h <= 0:
        return rect
    _, at = place(picture, rect, Fit.CONTAIN)
    return Rect(round(at.x), round(at.y), max(1, round(at.w)), max(1, round(at.h)))


def shown_part(rect: Rect, picture: Size, fit: Fit, crop: Crop) -> tuple[RectF, RectF]:
    """(which part of the picture its tile shows, in parts of 1; where in the tile, canvas px)."""
    part, at = place(picture, rect, fit, crop)
    across, down = picture.w, picture.h
    return RectF(part.x / across, part.y / down, part.w / across, part.h / down), at


def _made(left: float, top: float, right: float, bottom: float) -> Crop:
    values = (max(0.0, round(v, _PLACES)) for v in (left, top, right, bottom))
    return Crop(*values)
