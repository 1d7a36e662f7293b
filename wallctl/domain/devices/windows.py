"""A window of a splicing processor as the value of a point: `SOURCE@X,Y,W,H`, "" when closed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wallctl.domain.devices.points import Value
from wallctl.domain.errors import Invalid

CLOSED = ""
_WRITTEN = re.compile(r"([^@]{1,40})@(-?\d{1,6}),(-?\d{1,6}),(\d{1,6}),(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Window:
    """What the processor shows where, in pixels of its own canvas; `source` is its input."""

    source: str
    x: int
    y: int
    w: int
    h: int


def written(window: Window | None) -> str:
    if window is None:
        return CLOSED
    return f"{window.source}@{window.x},{window.y},{window.w},{window.h}"


def read(value: Value, key: str = "value") -> Window | None:
    """None for a closed one. Raises Invalid."""
    if value == CLOSED:
        return None
    found = _WRITTEN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Invalid(key=key, reason="window", got=str(value))
    x, y, w, h = map(int, found.groups()[1:])
    if not w or not h:
        raise Invalid(key=key, reason="window", got=str(value))
    return Window(found.group(1), x, y, w, h)
