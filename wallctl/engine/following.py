"""Those who follow a room: each with a bounded queue of its own."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from types import TracebackType

from wallctl.domain.show import Change

QUEUE_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class EventOut:
    """One applied command, as all who follow hear of it."""

    revision: int
    at: float
    by: str
    kind: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """An applied command, or the names of the observed parts that changed (fields of
    `Observation`): their present values are read from the engine."""

    event: EventOut | None = None
    observed: frozenset[str] = frozenset()


class Lagged(Exception):
    """The reader was too slow and missed some: it must take the whole state again. Iterating
    may go on afterwards, from now."""


class Following:
    """What is published from entering on, in order. Ends when the room stops.

    The state read at once after entering is the one that the first of it follows on.
    """

    def __init__(self, members: set[Following], limit: int = QUEUE_LIMIT) -> None:
        self._members = members
        self._limit = limit
        self._waiting: deque[Published] = deque()
        self._news = asyncio.Event()
        self._lagged = False
        self._closed = False

    async def __aenter__(self) -> Following:
        self._members.add(self)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._members.discard(self)

    def __aiter__(self) -> Following:
        return self

    async def __anext__(self) -> Published:
        """Raises Lagged, StopAsyncIteration."""
        while True:
            if self._lagged:
                self._lagged = False
                raise Lagged
            if self._waiting:
                return self._waiting.popleft()
            if self._closed:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()

    def put(self, one: Published) -> None:
        if len(self._waiting) >= self._limit:
            self._waiting.clear()
            self._lagged = True
        elif not self._lagged:
            self._waiting.append(one)
        self._news.set()

    def close(self) -> None:
        self._closed = True
        self._news.set()


class Followers:
    """All who follow one room."""

    def __init__(self) -> None:
        self._members: set[Following] = set()

    def follow(self, limit: int = QUEUE_LIMIT) -> Following:
        return Following(self._members, limit)

    def publish(self, one: Published) -> None:
        for member in self._members:
            member.put(one)

    def close(self) -> None:
        for member in self._members:
            member.close()
