"""How long to wait before the next try."""

from __future__ import annotations

import random


class Backoff:
    """Doubling waits from `first` to `most` seconds, each shortened by chance by up to a quarter
    so that many clients do not come back at one instant."""

    def __init__(self, first: float = 0.2, most: float = 5.0) -> None:
        self._first = first
        self._most = most
        self._next = first

    def again(self) -> float:
        """Seconds to wait now; the next wait is longer."""
        wait = self._next
        self._next = min(self._most, self._next * 2)
        return wait * (1 - random.random() / 4)

    def reset(self) -> None:
        self._next = self._first
