"""Figures of a played stream, measured where its packets arrive."""

from __future__ import annotations

import time
from collections import deque

_OVER_S = 2.0
_STEPS = 25


class Meter:
    """Counts bytes, losses and frames of one feed. One thread."""

    def __init__(self) -> None:
        self.lost = 0
        self.dropped = 0
        self.reconnects = 0
        self.connect_ms = 0.0
        self._bytes: deque[tuple[float, int]] = deque(maxlen=64)
        self._steps: deque[float] = deque(maxlen=_STEPS)
        self._low = self._high = 0.0
        self._since, self._sum = time.monotonic(), 0
        self._last_pts: float | None = None

    def packet(self, size: int, seconds: float | None) -> int:
        """A packet of `size` bytes whose time in the stream is `seconds`; how many pictures
        are missing before it, as far as a steady rate tells."""
        now = time.monotonic()
        if now - self._since > 0.25:
            self._bytes.append((self._since, self._sum))
            self._since, self._sum = now, 0
        self._sum += size
        if seconds is None:
            return 0
        last, self._last_pts = self._last_pts, seconds
        step = seconds - last if last is not None else 0.0
        if step <= 0 or step > 10:
            self._steps.clear()
            return 0
        if len(self._steps) == _STEPS and self._low <= step <= self._high * 1.1:
            return 0  # as ever; the steps known are enough
        missing = 0
        if len(self._steps) == _STEPS and self._high < self._low * 1.25 and step > self._high * 1.6:
            missing = max(1, round(step / self._high) - 1)
            self.lost += missing
        else:
            self._steps.append(step)
            self._low, self._high = min(self._steps), max(self._steps)
        return missing

    def restart(self) -> None:
        """The stream's clock begins anew."""
        self._last_pts = None
        self._steps.clear()

    @property
    def rate(self) -> float:
        """Pictures a second by the stream's own clock; 0 unknown."""
        total = sum(self._steps)
        return round(len(self._steps) / total, 2) if len(self._steps) > 4 and total > 0 else 0.0

    def kbps(self) -> float:
        now = time.monotonic()
        while self._bytes and now - self._bytes[0][0] > _OVER_S:
            self._bytes.popleft()
        if len(self._bytes) < 2:
            return 0.0
        span = max(0.2, now - self._bytes[0][0])
        return sum(size for _, size in self._bytes) * 8 / 1000 / span
