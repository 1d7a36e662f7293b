"""A frame's source id and number as black and white cells that survive scaling and H.26x.

Two rows of 16 cells. Each row begins with two guard cells (white black, then black white) that also
say what black and white look like. Upper row: 12 bits of frame number, highest bit first, and the
upper 2 bits of the check; lower row: 8 bits of source id and its lower 6 bits. The check is a
CRC-8 (polynomial 0x07) over the 20 bits, so a picture that is no card is taken for one once in
some 4,000 looks, and a misread bit is noticed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

COLUMNS, ROWS = 16, 2
SOURCES, FRAMES = 256, 4096
BLACK, WHITE = 16, 235

Luma = NDArray[np.uint8]
"""Height x width, one brightness each."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Where the cells lie in a picture, as fractions of its width and height."""

    x: float
    y: float
    w: float
    h: float


CARD = Strip(0.1, 0.40, 0.8, 0.2)
"""The middle of a test card: readable down to a tile of 160 px, clear of label strips."""
CORNER = Strip(0.015, 0.88, 0.18, 0.07)
"""A small strip at the lower left of footage: readable down to a tile of some 480 px."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a picture says it is: the source's card number and the frame's number (mod 4096)."""

    source: int
    frame: int


def check_of(source: int, frame: int) -> int:
    """CRC-8 over 12 bits of frame and 8 bits of source."""
    value = (frame << 8 | source) << 8
    for bit in range(27, 7, -1):
        if value >> bit & 1:
            value ^= 0x107 << (bit - 8)
    # an all-black or all-white strip must not be a valid one
    return value & 0xFF ^ 0xA5


def cells_of(source: int, frame: int) -> NDArray[np.bool_]:
    """The cells, True is white. Raises ValueError for numbers that do not fit."""
    if not (0 <= source < SOURCES and 0 <= frame < FRAMES):
        raise ValueError(f"source {source} or frame {frame} does not fit the code")
    check = check_of(source, frame)
    upper = 0b10 << 14 | frame << 2 | check >> 6
    lower = 0b01 << 14 | source << 6 | check & 0x3F
    rows = [[row >> (15 - n) & 1 for n in range(COLUMNS)] for row in (upper, lower)]
    return np.array(rows, dtype=np.bool_)


def draw(luma: Luma, strip: Strip, source: int, frame: int) -> None:
    """Draws the cells into a picture's brightness, on a quiet border of half a cell."""
    height, width = luma.shape
    cells = cells_of(source, frame)
    left, top = strip.x * width, strip.y * height
    step_x, step_y = strip.w * width / COLUMNS, strip.h * height / ROWS
    y0, y1 = int(top - step_y / 4), int(top + step_y * (ROWS + 0.25))
    x0, x1 = max(0, int(left - step_x / 2)), int(left + step_x * (COLUMNS + 0.5))
    luma[y0:y1, x0:x1] = (BLACK + WHITE) // 2
    for row in range(ROWS):
        for column in range(COLUMNS):
            ys = slice(round(top + row * step_y), round(top + (row + 1) * step_y))
            xs = slice(round(left + column * step_x), round(left + (column + 1) * step_x))
            luma[ys, xs] = WHITE if cells[row, column] else BLACK


def read(luma: Luma, strip: Strip) -> Reading | None:
    """What the cells say, or None where there are none that can be trusted."""
    height, width = luma.shape
    step_x, step_y = strip.w * width / COLUMNS, strip.h * height / ROWS
    values = np.empty((ROWS, COLUMNS))
    for row in range(ROWS):
        ys = _middle(strip.y * height + row * step_y, step_y)
        for column in range(COLUMNS):
            xs = _middle(strip.x * width + column * step_x, step_x)
            part = luma[ys, xs]
            if part.size == 0:
                return None
            values[row, column] = part.mean()
    white = (values[0, 0] + values[1, 1]) / 2
    black = (values[0, 1] + values[1, 0]) / 2
    if white - black < 60:
        return None
    # a cell halfway between the two is no cell: a mixed or covered picture
    if np.any(np.abs(values - (white + black) / 2) < (white - black) * 0.12):
        return None
    bits = values > (white + black) / 2
    upper = int("".join("1" if bit else "0" for bit in bits[0]), 2)
    lower = int("".join("1" if bit else "0" for bit in bits[1]), 2)
    frame, source = upper >> 2 & 0xFFF, lower >> 6 & 0xFF
    if (upper & 0b11) << 6 | lower & 0x3F != check_of(source, frame):
        return None
    return Reading(source, frame)


def _middle(start: float, step: float) -> slice:
    """The middle of a cell, at least one px: its edges are blurred by scaling."""
    first = int(np.ceil(start + step * 0.3))
    last = int(np.floor(start + step * 0.7))
    if last <= first:
        first = int(start + step / 2)
        last = first + 1
    return slice(first, last)
