"""What one client of the events has yet to be sent. Bounded: who falls behind gets all again."""

from __future__ import annotations

import asyncio
from collections import deque
from itertools import count

MAX_TEXTS = 512
MAX_BYTES = 8 * 1024 * 1024


_COUNT = count(1)


class Outbox:
    """`id` is given to no other client of this engine."""

    def __init__(self) -> None:
        self.id = f"client-{next(_COUNT)}"
        self.wake = asyncio.Event()
        self.wants_state = True
        self.observed_moved = False
        self.people_moved = False
        self._texts: deque[tuple[int, str]] = deque()
        self._bytes = 0

    def event(self, revision: int, text: str) -> bool:
        """Queues an event; False where the client has fallen behind and is resynced instead."""
        if self.wants_state:
            return True  # the state to come holds it already
        if len(self._texts) >= MAX_TEXTS or self._bytes + len(text) > MAX_BYTES:
            self.resync()
            return False
        self._texts.append((revision, text))
        self._bytes += len(text)
        self.wake.set()
        return True

    def observed(self) -> None:
        self.observed_moved = True
        self.wake.set()

    def people(self) -> None:
        """Somebody came or went: whom this client is may be another matter."""
        self.people_moved = True
        self.wake.set()

    def resync(self) -> None:
        """Forgets what is queued: the whole state is sent next."""
        self._texts.clear()
        self._bytes = 0
        self.wants_state = True
        self.wake.set()

    def next_event(self) -> tuple[int, str] | None:
        if not self._texts:
            return None
        revision, text = self._texts.popleft()
        self._bytes -= len(text)
        return revision, text
