"""The time of the feeds. Structurally what the engine's clock is: the screens, which start the
feeds, know no port of the engine."""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    def now(self) -> float:
        """Wall time, seconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """Seconds for ages; never steps back."""
        ...
