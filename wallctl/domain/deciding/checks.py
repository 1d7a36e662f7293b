"""Checks the nouns share. Each names the place of what is wrong: key, reason, got."""

from __future__ import annotations

import math
import re
from collections.abc import Container

from wallctl.domain.address import redact
from wallctl.domain.commands import Envelope
from wallctl.domain.entities import Scene, Source, Tile, Wall
from wallctl.domain.errors import Invalid, NotFound
from wallctl.domain.geometry import Crop, Rect, Size, whole
from wallctl.domain.show import Show

MIN_SIDE = 8  # px; smaller can be neither seen nor grasped
MAX_SIDE = 65_536  # px
MAX_NAME = 200
MAX_TEXT = 4_000
MAX_FADE_MS = 5_000

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ID = re.compile(r"[^\s/\\?#\x00-\x1f\x7f]{1,128}")


def invalid(key: str, reason: str, got: object, **more: object) -> Invalid:
    """A refusal that names the place; passwords in `got` are taken out."""
    return Invalid(key=key, reason=reason, got=redact(str(got)), **more)


def the_wall(show: Show, id: str, key: str = "wall") -> Wall:
    one = show.walls.get(id)
    if one is None:
        raise NotFound(key=key, reason="unknown", got=id, entity="wall")
    return one


def the_source(show: Show, id: str, key: str = "source") -> Source:
    one = show.sources.get(id)
    if one is None:
        raise NotFound(key=key, reason="unknown", got=id, entity="source")
    return one


def the_tile(show: Show, id: str, key: str = "id") -> Tile:
    one = show.get(Tile, id)
    if one is None:
        raise NotFound(key=key, reason="unknown", got=id, entity="tile")
    return one


def the_scene(show: Show, id: str, key: str = "id") -> Scene:
    one = show.scenes.get(id)
    if one is None:
        raise NotFound(key=key, reason="unknown", got=id, entity="scene")
    return one


def check_id(key: str, id: str) -> None:
    if not _ID.fullmatch(id):
        raise invalid(key, "bad_id", id)


def check_name(key: str, name: str) -> None:
    """A name is one line and says something."""
    if not name.strip():
        raise invalid(key, "empty", name)
    check_line(key, name)


def check_line(key: str, text: str) -> None:
    """One line of text, which may be empty."""
    if len(text) > MAX_NAME:
        raise invalid(key, "too_long", f"{len(text)}", limit=MAX_NAME)
    if _CONTROL.search(text):
        raise invalid(key, "characters", repr(text))


def check_text(key: str, text: str) -> None:
    """Several lines of text, which may be empty."""
    if len(text) > MAX_TEXT:
        raise invalid(key, "too_long", f"{len(text)}", limit=MAX_TEXT)
    if _CONTROL.search(text.replace("\n", "").replace("\t", "")):
        raise invalid(key, "characters", repr(text))


def check_colour(key: str, colour: str) -> None:
    if not _COLOUR.fullmatch(colour):
        raise invalid(key, "colour", colour)


def check_picture(key: str, picture: str) -> None:
    """An image file, a colour, or nothing for the built-in one."""
    check_line(key, picture)
    if picture.startswith("#"):
        check_colour(key, picture)


def check_number(key: str, value: float, low: float, high: float) -> None:
    """A finite number from `low` to `high`, both included."""
    if not math.isfinite(value) or not low <= value <= high:
        raise invalid(key, "range", value, low=low, high=high)


def check_fade(key: str, fade_ms: int) -> None:
    check_number(key, fade_ms, 0, MAX_FADE_MS)


def check_rect(key: str, rect: Rect, canvas: Size) -> None:
    """Large enough to be seen, and at least in part on the canvas."""
    if rect.w < MIN_SIDE or rect.h < MIN_SIDE:
        raise invalid(key, "too_small", words(rect), limit=MIN_SIDE)
    if max(rect.w, rect.h, abs(rect.x), abs(rect.y)) > MAX_SIDE:
        raise invalid(key, "too_big", words(rect), limit=MAX_SIDE)
    if rect.intersection(whole(canvas)) is None:
        raise invalid(key, "off_canvas", words(rect), canvas=f"{canvas.w}x{canvas.h}")


def check_crop(key: str, crop: Crop) -> None:
    for side in ("left", "top", "right", "bottom"):
        value = float(getattr(crop, side))
        if not math.isfinite(value) or not 0 <= value < 1:
            raise invalid(f"{key}.{side}", "range", value, low=0, high=1)
    for across, kept in (("left+right", crop.kept_w), ("top+bottom", crop.kept_h)):
        if kept <= 0.001:
            raise invalid(key, "nothing_left", across)


def onto(rect: Rect, canvas: Size) -> Rect:
    """The rectangle moved onto a canvas that it no longer touches."""
    if rect.intersection(whole(canvas)) is not None:
        return rect
    x = min(max(rect.x, 0), max(canvas.w - rect.w, 0))
    y = min(max(rect.y, 0), max(canvas.h - rect.h, 0))
    return Rect(x, y, rect.w, rect.h)


def words(rect: Rect) -> str:
    """A rectangle as people write it: x,y wxh."""
    return f"{rect.x},{rect.y} {rect.w}x{rect.h}"


class FreshIds:
    """Unused ids in a fixed order: those of the envelope, then ids derived from the last."""

    def __init__(self, envelope: Envelope, taken: Container[str]) -> None:
        self._given = list(envelope.fresh)
        self._stem = envelope.fresh[-1] if envelope.fresh else envelope.id
        self._taken = taken
        self._used: set[str] = set()
        self._count = 1

    def next(self) -> str:
        while True:
            if self._given:
                id = self._given.pop(0)
            else:
                self._count += 1
                id = f"{self._stem}-{self._count}"
            if id not in self._taken and id not in self._used:
                self._used.add(id)
                return id
