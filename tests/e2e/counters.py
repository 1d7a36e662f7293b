"""Reads from a wall's pixels which source a tile shows, and which frame of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from wallctl.simulators.clips import LOOP
from wallctl.simulators.code import CARD, CORNER, Reading, Strip, read

Look = Callable[[int, int, int, int], NDArray[np.uint8]]
"""Gives the pixels of x, y, w, h: `Display.region`."""

__all__ = ["CARD", "CORNER", "Motion", "Reading", "luma_of", "read_picture", "read_tile", "watch"]


def luma_of(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Brightness of an RGB picture, or of one that is brightness already."""
    if picture.ndim == 2:
        return picture
    weights = np.array((0.299, 0.587, 0.114), dtype=np.float32)
    return (picture[:, :, :3].astype(np.float32) @ weights).astype(np.uint8)


def read_picture(picture: NDArray[np.uint8], strip: Strip = CARD) -> Reading | None:
    """The code in a whole picture (RGB or brightness), None where none can be trusted."""
    return read(luma_of(picture), strip)


def qimage_pixels(image: object) -> NDArray[np.uint8]:
    """The RGB pixels of a QImage, copied."""
    from PySide6.QtGui import QImage

    assert isinstance(image, QImage)
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return flat[:, : rgb.width() * 3].reshape(rgb.height(), rgb.width(), 3).copy()


def read_tile(look: Look, rect: Sequence[float], strip: Strip = CARD) -> Reading | None:
    """The code of a picture that fills `rect` (x, y, w, h in px of the glass, may be fractional).

    `rect` is where the whole uncropped picture lies, also where the tile shows only a part of it.
    """
    x, y, w, h = rect
    # only the strip and a little around it: this is called often
    left, top = x + w * strip.x, y + h * strip.y
    x0, y0 = max(0, int(left) - 1), max(0, int(top) - 1)
    x1, y1 = int(left + w * strip.w) + 2, int(top + h * strip.h) + 2
    part = luma_of(look(x0, y0, x1 - x0, y1 - y0))
    if part.size == 0:
        return None
    height, width = part.shape
    inside = Strip(
        (left - x0) / width, (top - y0) / height, w * strip.w / width, h * strip.h / height
    )
    return read(part, inside)


@dataclass(frozen=True, slots=True)
class Motion:
    """What was seen of one tile: readings by time (monotonic s), looks that gave none."""

    seen: tuple[tuple[float, Reading], ...]
    unread: int

    @property
    def sources(self) -> set[int]:
        return {reading.source for _, reading in self.seen}

    def fps(self, loop: int = LOOP) -> float:
        """Frames a second by the counter, over the whole time; the counter wraps at `loop`."""
        if len(self.seen) < 2:
            return 0.0
        steps = [(b.frame - a.frame) % loop for (_, a), (_, b) in pairwise(self.seen)]
        return sum(steps) / (self.seen[-1][0] - self.seen[0][0])

    def longest_still_s(self) -> float:
        """The longest time without a new frame."""
        since, longest = self.seen[0][0], 0.0
        for (_, a), (at, b) in pairwise(self.seen):
            if a.frame != b.frame:
                since = at
            longest = max(longest, at - since)
        return longest


def watch(
    look: Look,
    rects: Sequence[Sequence[float]],
    for_s: float,
    strip: Strip = CARD,
    every_s: float = 0.01,
) -> list[Motion]:
    """Looks at tiles again and again for some seconds, in step with nothing."""
    seen: list[list[tuple[float, Reading]]] = [[] for _ in rects]
    unread = [0] * len(rects)
    end = time.monotonic() + for_s
    while (now := time.monotonic()) < end:
        for n, rect in enumerate(rects):
            reading = read_tile(look, rect, strip)
            if reading is None:
                unread[n] += 1
            else:
                seen[n].append((now, reading))
        time.sleep(every_s)
    return [Motion(tuple(s), u) for s, u in zip(seen, unread, strict=True)]
