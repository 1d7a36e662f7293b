"""Reads the code strips of many tiles at once, cheap enough for hundreds of looks a second."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tests.display import Picture
from wallctl.simulators.code import COLUMNS, ROWS, Strip, check_of

Cell = tuple[int, int, int, int]
BITS = 1 << np.arange(COLUMNS - 1, -1, -1)


class Strips:
    """The code strips of these tiles (x, y, w, h of the whole picture, px) in a frame buffer."""

    def __init__(self, buffer: Picture, tiles: Sequence[Cell], strip: Strip) -> None:
        self._buffer = buffer
        columns = (np.arange(COLUMNS) + 0.5) / COLUMNS
        rows = (np.arange(ROWS) + 0.5) / ROWS
        xs = [[x + w * (strip.x + strip.w * columns)] * ROWS for x, _, w, _ in tiles]
        ys = [
            np.repeat((y + h * (strip.y + strip.h * rows))[:, None], COLUMNS, 1)
            for _, y, _, h in tiles
        ]
        self._x, self._y = np.array(xs).astype(int), np.array(ys).astype(int)

    def luma(self) -> NDArray[np.int32]:
        """The brightness at the middle of each cell: tiles x 2 x 16."""
        return self._buffer[self._y, self._x, 1].astype(np.int32)

    def read(self) -> list[tuple[int, int] | None]:
        """(source, frame) of each tile now, None where its cells cannot be trusted."""
        values = self.luma()
        white = (values[:, 0, 0] + values[:, 1, 1]) / 2
        black = (values[:, 0, 1] + values[:, 1, 0]) / 2
        bits = values > ((white + black) / 2)[:, None, None]
        rows = bits @ BITS
        found: list[tuple[int, int] | None] = []
        for n in range(len(rows)):
            upper, lower = int(rows[n, 0]), int(rows[n, 1])
            frame, source = upper >> 2 & 0xFFF, lower >> 6 & 0xFF
            check = (upper & 0b11) << 6 | lower & 0x3F
            trusted = white[n] - black[n] >= 50 and check == check_of(source, frame)
            found.append((source, frame) if trusted else None)
        return found


@dataclass
class Shown:
    """What one tile showed: (when first seen, monotonic s; source; frame number) of each frame."""

    frames: list[tuple[float, int, int]] = field(default_factory=list)
    unread: int = 0

    def fps(self) -> float:
        if len(self.frames) < 2:
            return 0.0
        return (len(self.frames) - 1) / (self.frames[-1][0] - self.frames[0][0])

    def longest_gap_ms(self) -> float:
        times = [t for t, _, _ in self.frames]
        return max((b - a for a, b in pairwise(times)), default=0.0) * 1000


def watch(strips: Strips, tiles: int, seconds: float, every_s: float = 0.003) -> list[Shown]:
    """Looks for some seconds; each tile's new frames with the time they were first seen."""
    shown = [Shown() for _ in range(tiles)]
    last: list[tuple[int, int] | None] = [None] * tiles
    end = time.monotonic() + seconds
    while (now := time.monotonic()) < end:
        for n, reading in enumerate(strips.read()):
            if reading is None:
                shown[n].unread += 1
            elif reading != last[n]:
                last[n] = reading
                shown[n].frames.append((now, *reading))
        time.sleep(every_s)
    return shown
