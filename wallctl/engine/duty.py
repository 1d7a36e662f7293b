"""Calls for the duty officer: open until somebody acknowledges them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from wallctl.domain.alarm_rules import DUTY_CALL
from wallctl.domain.alarm_troubles import Call, key_of
from wallctl.domain.alarming import Row
from wallctl.domain.alarms import AlarmEvent, AlarmMark, Happened
from wallctl.domain.commands import Answer, DutyCall, Result, Step
from wallctl.domain.deciding.checks import check_line
from wallctl.ports.clock import Clock

ANSWER_S = 30.0
OPEN_MOST = 16  # calls: who hears so many comes anyway


class DutyCalls:
    """`phone` is the number of the duty room, told to whom nobody answers."""

    def __init__(self, clock: Clock, phone: str, changed: Callable[[], None]) -> None:
        self._clock = clock
        self._phone = phone
        self._changed = changed
        self._open: dict[str, Call] = {}
        self._answered: dict[str, asyncio.Future[str]] = {}

    @property
    def open(self) -> tuple[Call, ...]:
        return tuple(self._open.values())

    def recall(self, latest: Iterable[AlarmEvent]) -> None:
        """Takes up the calls that nobody had answered when the engine ended."""
        for one in latest:
            if one.code == DUTY_CALL and one.what is Happened.RAISED:
                told = dict(one.fields)
                call = Call(one.target, told.get("by", ""), one.raised_at, told.get("note", ""))
                self._open[call.id] = call

    def prepared(self, what: DutyCall, by: str) -> tuple[str, Callable[[], Awaitable[Answer]]]:
        """What goes into the journal, and the act: it is answered with who comes. Raises
        Refused."""
        check_line("panel", what.panel)
        check_line("note", what.note)

        async def call() -> Answer:
            one = Call(what.panel, by, self._clock.now(), what.note)
            if one.id not in self._open and len(self._open) >= OPEN_MOST:
                step = Step("duty", "", "failed", "busy")
                return Answer(Result.FAILED, 0, "busy", "so many call already", (), (step,))
            self._open.setdefault(one.id, one)
            future = self._answered.get(one.id)
            if future is None:
                future = self._answered[one.id] = asyncio.get_running_loop().create_future()
            self._changed()
            return await self._answer(future)

        return f"{what.panel} {what.note}".strip(), call

    def look(self, rows: Mapping[str, Row], marks: Mapping[str, AlarmMark]) -> bool:
        """Ends the calls that were acknowledged; True where one was."""
        ended = False
        for id in tuple(self._open):
            row, mark = rows.get(key_of(DUTY_CALL, id)), marks.get(key_of(DUTY_CALL, id))
            if row is None or mark is None or not row.stands or mark.acked_raise < row.raised_at:
                continue
            del self._open[id]
            ended = True
            future = self._answered.pop(id, None)
            if future is not None and not future.done():
                future.set_result(mark.acked_by)
        return ended

    async def _answer(self, future: asyncio.Future[str]) -> Answer:
        async with asyncio.TaskGroup() as group:
            timer = group.create_task(self._clock.sleep(ANSWER_S))
            both: set[asyncio.Future[Any]] = {timer, future}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            timer.cancel()
        if future.done():
            step = Step("duty", "", "done")
            return Answer(Result.DONE, 0, "", "", (("by", future.result()),), (step,))
        fields = (("phone", self._phone),)
        step = Step("duty", "", "sent", "unanswered")
        return Answer(Result.PART, 0, "unanswered", "nobody has answered", fields, (step,))
