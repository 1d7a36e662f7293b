"""What Python collects, it collects in the thread of the screens.

Windows, timers and models refer to one another in circles, so it is the collector that frees
those that are done with, in whichever thread happens to allocate: freed in a thread that reads a
file, a timer goes from under Qt's feet and the process dies at its next event.
"""

from __future__ import annotations

import gc

EVERY_MS = 250
"""As often as there should be a look."""

_GROWN = 1.25
"""All is looked through once there is a quarter more of it, as Python itself does."""


class Garbage:
    """Collects when it is told to `look`, in the thread that tells it; Python no longer does so
    by itself until it is closed."""

    def __init__(self) -> None:
        self._was_on = gc.isenabled()
        self._kept = 0  # objects that the last whole look left
        gc.disable()

    def look(self) -> None:
        """Collects what is due by Python's own thresholds."""
        young, middle, old = (
            n > most for n, most in zip(gc.get_count(), gc.get_threshold(), strict=True)
        )
        if middle and old and len(gc.get_objects(generation=2)) > self._kept * _GROWN:
            gc.collect()
            self._kept = len(gc.get_objects(generation=2))
        elif middle:
            gc.collect(1)
        elif young:
            gc.collect(0)

    def close(self) -> None:
        """As it was before."""
        if self._was_on:
            gc.enable()
