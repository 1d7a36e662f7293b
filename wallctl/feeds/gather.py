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
    sleeps until the first message.

    Who has a beat of its own while frames come (what paints them) may lead instead: it calls
    `look` at each, and `rest` when it stops.
    """

    def __init__(self, drain: Callable[[WorkerLink], None]) -> None:
        self._drain = drain
        self._selector = selectors.DefaultSelector()
        self._links: set[WorkerLink] = set()
        self._beat: asyncio.TimerHandle | None = None
        self._sleeping = False
        self._quiet = 0
        self._led = False
        self._closed = False

    def add(self, link: WorkerLink) -> None:
        self._selector.register(link, selectors.EVENT_READ)
        self._links.add(link)
        if self._beat is None and not self._sleeping and not self._led:
            self._sleep()

    def remove(self, link: WorkerLink) -> None:
        """Before the link is closed; one that is not known is fine."""
        if link in self._links:
            self._links.remove(link)
            self._selector.unregister(link)

    def look(self) -> bool:
        """Takes in what waits, now; True where something did. From here on nobody else looks
        until `rest`."""
        if self._closed:
            return False
        self._led = True
        self._unbeat()
        self._wake()
        return self._drain_ready()

    def rest(self) -> None:
        """Nobody leads any more: the first message wakes."""
        if self._led:
            self._led = False
            self._sleep()

    def close(self) -> None:
        self._closed = True
        self._led = False
        self._unbeat()
        self._wake()
        self._links.clear()
        self._selector.close()

    def _unbeat(self) -> None:
        if self._beat is not None:
            self._beat.cancel()
            self._beat = None

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
        self._on_beat()

    def _on_beat(self) -> None:
        # Set before the messages are handled: whatever they bring about, it goes on.
        self._beat = asyncio.get_running_loop().call_later(_BEAT_S, self._on_beat)
        self._quiet = 0 if self._drain_ready() else self._quiet + 1
        if self._quiet > _QUIET_BEATS and self._beat is not None:
            self._unbeat()
            self._sleep()

    def _drain_ready(self) -> bool:
        ready = self._selector.select(0)
        for key, _ in ready:
            link = key.fileobj
            assert isinstance(link, WorkerLink)
            # One may have been dropped, and closed, while another was drained: the selector
            # itself must not be asked then.
            if link in self._links:
                self._drain(link)
        return bool(ready)

    def _fileno(self) -> int:
        fileno: int = self._selector.fileno()
        return fileno
