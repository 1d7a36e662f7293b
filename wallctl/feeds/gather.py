"""Listens to all workers at once, in beats: hundreds of frames a second need no hundreds of
wakes, and what comes together can be painted together."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable

from wallctl.feeds.link import WorkerLink

_BEAT_S = 0.010
_QUIET_BEATS = 10


class Gather:
    """Belongs to one event loop. While something comes it looks every 10 ms; when it is quiet it
    sleeps until the first message."""

    def __init__(self, drain: Callable[[WorkerLink], None]) -> None:
        self._drain = drain
        self._selector = selectors.DefaultSelector()
        self._links: set[WorkerLink] = set()
        self._beat: asyncio.TimerHandle | None = None
        self._sleeping = False
        self._quiet = 0

    def add(self, link: WorkerLink) -> None:
        self._selector.register(link, selectors.EVENT_READ)
        self._links.add(link)
        if self._beat is None and not self._sleeping:
            self._sleep()

    def remove(self, link: WorkerLink) -> None:
        """Before the link is closed; one that is not known is fine."""
        if link in self._links:
            self._links.remove(link)
            self._selector.unregister(link)

    def close(self) -> None:
        if self._beat is not None:
            self._beat.cancel()
            self._beat = None
        self._wake()
        self._links.clear()
        self._selector.close()

    def _sleep(self) -> None:
        # The selector's own descriptor is readable when one of its members is.
        asyncio.get_running_loop().add_reader(self._fileno(), self._first)
        self._sleeping = True

    def _wake(self) -> None:
        if self._sleeping:
            asyncio.get_running_loop().remove_reader(self._fileno())
            self._sleeping = False

    def _first(self) -> None:
        self._wake()
        self._quiet = 0
        self._look()

    def _look(self) -> None:
        self._beat = None
        ready = self._selector.select(0)
        self._quiet = 0 if ready else self._quiet + 1
        # Set before the messages are handled: whatever they bring about, it goes on.
        if self._quiet > _QUIET_BEATS:
            self._sleep()
        else:
            self._beat = asyncio.get_running_loop().call_later(_BEAT_S, self._look)
        for key, _ in ready:
            link = key.fileobj
            assert isinstance(link, WorkerLink)
            # One may have been dropped, and closed, while another was drained: the selector
            # itself must not be asked then.
            if link in self._links:
                self._drain(link)

    def _fileno(self) -> int:
        fileno: int = self._selector.fileno()
        return fileno
