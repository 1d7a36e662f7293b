"""Momentary acts that wait for their device: in order, few, and not for long."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from wallctl.domain.errors import DeviceError, Rejected, TimedOut, Unreachable
from wallctl.ports.driver import Act, State

EXPIRES_S = 2.0
WAITING = 32


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """An act, or a typed line where `line` is given. `until` monotonic s."""

    act: Act | None
    line: str
    until: float
    answer: asyncio.Future[State | str]


class ActQueue:
    def __init__(self) -> None:
        self._waiting: deque[Asked] = deque()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def put(self, act: Act | None, line: str, now: float) -> asyncio.Future[State | str]:
        """Raises Rejected (`busy`) where too many wait."""
        if len(self._waiting) >= WAITING:
            raise Rejected("busy")
        answer: asyncio.Future[State | str] = asyncio.get_running_loop().create_future()
        self._waiting.append(Asked(act, line, now + EXPIRES_S, answer))
        return answer

    def next(self, now: float) -> Asked | None:
        """The oldest that has not expired and that somebody still waits for."""
        while self._waiting:
            one = self._waiting.popleft()
            if one.answer.done():
                continue
            if one.until <= now:
                fail(one, TimedOut("expired"))
                continue
            return one
        return None

    def clear(self, error: DeviceError | None = None) -> None:
        """None of those that wait is done any more."""
        for one in self._waiting:
            fail(one, error or Unreachable())
        self._waiting.clear()


def fail(one: Asked, error: DeviceError) -> None:
    if not one.answer.done():
        one.answer.set_exception(error)
        one.answer.exception()  # whoever asked may have gone: that is no loss to complain of
