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

    def ahead(self, seconds: float) -> float:
        """How long until what belongs to that time in the stream is due; 0 before it is known."""
        if self._base is None:
            return 0.0
        ahead = self._base + seconds - time.monotonic()
        return ahead if 0.0 < ahead <= _JUMP_S else 0.0

    def is_due(self, seconds: float) -> bool:
        """Whether nothing is to be waited for."""
        return self._base is None or self._base + seconds <= time.monotonic()

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
