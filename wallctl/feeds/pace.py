"""Plays what comes faster than life (files, HTTP) at its own speed."""

from __future__ import annotations

import threading
import time

_JUMP_S = 2.0
_LATE_S = 0.5


class Pace:
    """Waits until a picture is due; begins anew where the stream's clock jumps or we are late."""

    def __init__(self, closed: threading.Event) -> None:
        self._closed = closed
        self._base: float | None = None

    def wait(self, seconds: float) -> None:
        """`seconds`: the picture's time in the stream."""
        now = time.monotonic()
        if self._base is None:
            self._base = now - seconds
        ahead = self._base + seconds - now
        if ahead > _JUMP_S or ahead < -_LATE_S:
            self._base = now - seconds
        elif ahead > 0:
            self._closed.wait(ahead)
