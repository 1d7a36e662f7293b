"""The one way in: a bounded queue to the single writer, each command id carried out once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from wallctl.domain.commands import Action, Answer, Command
from wallctl.engine.following import EventOut, Lagged, Published

__all__ = ["Asked", "Bus", "BusFull", "EventOut", "Lagged", "Published"]

QUEUE_LIMIT = 256
REMEMBERED = 2_000


class BusFull(Exception):
    """So many commands wait that this one was not taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A command on its way; `answer` is done once it is known what came of it."""

    what: Command | Action
    id: str
    by: str
    expect: int | None
    answer: asyncio.Future[Answer]


class Bus:
    """Queue, commands under way, and the newest answers by command id."""

    def __init__(self, limit: int = QUEUE_LIMIT, remembered: int = REMEMBERED) -> None:
        self._queue: asyncio.Queue[Asked] = asyncio.Queue(limit)
        self._pending: dict[str, Asked] = {}
        self._begun: set[str] = set()
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._remembered = remembered

    def pending(self, id: str) -> bool:
        return id in self._pending

    def ask(
        self, what: Command | Action, *, id: str, by: str, expect: int | None
    ) -> asyncio.Future[Answer]:
        """The answer to come; that of the first where the id is under way or was answered.

        Whoever waits must shield it: it is shared. Raises BusFull.
        """
        under_way = self._pending.get(id)
        if under_way is not None:
            return under_way.answer
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        known = self._answers.get(id)
        if known is not None:
            answer.set_result(known)
            return answer
        asked = Asked(what, id, by, expect, answer)
        try:
            self._queue.put_nowait(asked)
        except asyncio.QueueFull:
            raise BusFull from None
        self._pending[id] = asked
        return answer

    async def next(self) -> Asked:
        asked = await self._queue.get()
        self._begun.add(asked.id)
        return asked

    def settle(self, asked: Asked, answer: Answer, *, remember: bool) -> None:
        """Gives the answer. One that is not remembered may be asked again under the same id."""
        self._pending.pop(asked.id, None)
        self._begun.discard(asked.id)
        if remember:
            self._answers[asked.id] = answer
            while len(self._answers) > self._remembered:
                self._answers.popitem(last=False)
        if not asked.answer.done():
            asked.answer.set_result(answer)

    def left(self) -> tuple[tuple[Asked, bool], ...]:
        """Empties the queue: all that were given no answer, and whether each was begun."""
        while not self._queue.empty():
            self._queue.get_nowait()
        return tuple((asked, asked.id in self._begun) for asked in self._pending.values())
