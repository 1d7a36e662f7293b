"""Plays a feed again and again: what every player does when its source ends or fails."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

from wallctl.domain.observed import Reason
from wallctl.feeds.faults import PlayFailed

_MOST_TRIES = 8  # doublings of the pause


def play_again(
    play: Callable[[], None],
    closed: threading.Event,
    *,
    shown: Callable[[], int],
    failed: Callable[[PlayFailed, bool], None],
    pauses: Callable[[Reason], tuple[float, float]],
) -> None:
    """Calls `play` until `closed`; it returns where the stream ended and raises where it failed.

    `shown()` counts the pictures so far. `failed(why, played)` is told of each end, `played` where
    there were pictures before it. `pauses(reason)` gives the shortest and the longest pause, s:
    they double from one failure to the next until there are pictures again, and differ a little,
    so that cameras behind one switch are not all asked in one moment.
    """
    tries = 0
    while not closed.is_set():
        before = shown()
        try:
            play()
            why = PlayFailed(Reason.ENDED)
        except PlayFailed as error:
            why = error
        except Exception as error:
            # Whatever a library comes up with, the feed is tried again. Its words may hold the
            # address; the kind of error does not.
            why = PlayFailed(Reason.UNKNOWN, type(error).__name__)
        if closed.is_set():
            return
        played = shown() > before
        if played:
            tries = 0
        failed(why, played)
        least, most = pauses(why.reason)
        pause = min(most, least * 2**tries) * random.uniform(0.8, 1.0)
        tries = min(tries + 1, _MOST_TRIES)
        closed.wait(pause)
