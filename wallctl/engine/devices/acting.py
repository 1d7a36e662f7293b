"""Momentary acts that wait for their device: in order, few, and not for long. Moving cameras are
another thing: the newest move is the one that counts, and a stop waits for nothing."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from wallctl.domain.devices.ptz import INSTEAD_OF, STOP
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
        """Raises Rejected (`busy`) where too many wait, but never for a stop."""
        first = act is not None and act.name == STOP
        if act is not None:
            self._drop_needless(act)
        if len(self._waiting) >= WAITING and not first:
            raise Rejected("busy")
        answer: asyncio.Future[State | str] = asyncio.get_running_loop().create_future()
        asked = Asked(act, line, now + EXPIRES_S, answer)
        if first:
            self._waiting.appendleft(asked)
        else:
            self._waiting.append(asked)
        return answer

    @property
    def urgent(self) -> bool:
        """A stop waits: it goes before everything else."""
        return any(_stops(one) and not one.answer.done() for one in self._waiting)

    def _drop_needless(self, act: Act) -> None:
        """Of the same camera, those that wait and that the act takes the place of."""
        names = INSTEAD_OF.get(act.name, frozenset())
        for one in tuple(self._waiting):
            if one.act is not None and one.act.key == act.key and one.act.name in names:
                self._waiting.remove(one)
                fail(one, Rejected("superseded"))

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


def _stops(one: Asked) -> bool:
    return one.act is not None and one.act.name == STOP


def fail(one: Asked, error: DeviceError) -> None:
    if not one.answer.done():
        one.answer.set_exception(error)
        one.answer.exception()  # whoever asked may have gone: that is no loss to complain of
