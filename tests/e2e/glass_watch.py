"""Looks at the glass without a pause, on a thread, while a test does something to the room."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.display import Display
from tests.e2e.counters import Reading, read_tile
from wallctl.simulators.clips import ClipSpec, Codec, cache_folder, make

Box = tuple[float, float, float, float]
SUB = 100
"""What a sub-stream's card number is above its main stream's, so that the glass tells which."""


def card(number: int, stream: str, codec: Codec = "h264") -> Path:
    """A short loop whose main (640x360) and sub (320x180) have different card numbers."""
    main = stream == "main"
    w, h = (640, 360) if main else (320, 180)
    source = number if main else number + SUB
    spec = ClipSpec(f"room-{source}.{codec}", codec, w, h, source, frames=100, title=stream)
    return make(spec, cache_folder() / "clips-tests")


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one box: the card there, if any, and how bright its middle is."""

    at: float
    reading: Reading | None
    bright: float


@dataclass
class Watcher:
    """Reads the cards in `boxes` (name: px of the display) as often as every `every_s`."""

    display: Display
    boxes: Mapping[str, Box]
    every_s: float = 0.02
    looks: dict[str, list[Look]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.looks = {name: [] for name in self.boxes}
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._ends.set()
        self._thread.join(10)

    def since(self, name: str, at: float) -> list[Look]:
        return [look for look in list(self.looks[name]) if look.at >= at]

    def frames(self, name: str, since: float) -> int:
        """How often the counter of a box went on after `since`."""
        seen = [look.reading for look in self.since(name, since) if look.reading]
        return sum(a.frame != b.frame for a, b in pairwise(seen))

    def longest_gap_s(self, *names: str, since: float = 0.0) -> float:
        """The longest time in which none of the boxes had a new frame of any card."""
        looks = sorted((one for name in names for one in self.since(name, since)), key=_at)
        assert looks, "nobody looked"
        moved, last, longest = looks[0].at, looks[0].reading, 0.0
        for look in looks:
            if look.reading is not None and look.reading != last:
                moved, last = look.at, look.reading
            longest = max(longest, look.at - moved)
        return longest

    def longest_without_s(self, *names: str, since: float = 0.0) -> float:
        """The longest time in which a card was read in none of the boxes."""
        looks = sorted((one for name in names for one in self.since(name, since)), key=_at)
        assert looks, "nobody looked"
        times = [looks[0].at, *(x.at for x in looks if x.reading), looks[-1].at]
        return max(b - a for a, b in pairwise(times))

    def darkest(self, name: str, since: float = 0.0) -> float:
        return min(look.bright for look in self.since(name, since))

    def _look_on(self) -> None:
        while not self._ends.wait(self.every_s):
            now = time.monotonic()
            for name, box in self.boxes.items():
                reading = read_tile(self.display.region, box)
                x, y, w, h = (int(v) for v in box)
                middle = self.display.buffer[y + h // 8 : y + h - h // 8 : 8, x : x + w : 8, :3]
                self.looks[name].append(Look(now, reading, float(middle.mean())))


def _at(look: Look) -> float:
    return look.at
