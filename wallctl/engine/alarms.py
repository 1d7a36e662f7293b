"""The room's alarms: looked for whenever something changed, told to all, kept over a restart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace

from wallctl.domain.alarm_rules import LATCHED
from wallctl.domain.alarm_troubles import troubles
from wallctl.domain.alarming import (
    Row,
    advance,
    due,
    event_of,
    forgettable,
    recalled,
    settled,
    shown,
)
from wallctl.domain.alarms import AlarmEvent, AlarmMark, Happened
from wallctl.domain.commands import (
    AlarmAck,
    AlarmForget,
    AlarmReset,
    AlarmShelve,
    Answer,
    Command,
    DutyCall,
)
from wallctl.domain.entities import Kind
from wallctl.domain.errors import NotAllowed, NotFound
from wallctl.domain.plan_of import nodes_of
from wallctl.domain.show import Change, Show
from wallctl.engine.alarm_history import AlarmHistory
from wallctl.engine.duty import DutyCalls
from wallctl.engine.following import Following, Lagged
from wallctl.engine.observation import Board
from wallctl.engine.worker_deaths import WorkerDeaths
from wallctl.ports.alarms import AlarmLog
from wallctl.ports.clock import Clock

log = logging.getLogger(__name__)

SETTLE_S = 0.2  # several changes at once are looked at together
LEAST_S = 0.05  # between two looks, whatever is due
# What no alarm is made of.
_OURS = frozenset({"alarms", "presence", "patrols", "proposals", "levels"})


class Alarms:
    """`ask` sends an internal command; `fault` shows one of the engine's own."""

    def __init__(
        self,
        *,
        clock: Clock,
        board: Board,
        show: Callable[[], Show],
        follow: Callable[[], Following],
        ask: Callable[[Command], None],
        store: AlarmLog,
        fault: Callable[[str, bool], None],
        phone: str = "",
    ) -> None:
        self._clock = clock
        self._board = board
        self._show = show
        self._follow = follow
        self._ask = ask
        self._store = store
        self._fault = fault
        self._history = AlarmHistory(store, clock, fault)
        self._dirty = asyncio.Event()
        self._calls = DutyCalls(clock, phone, self._dirty.set)
        self._deaths = WorkerDeaths()
        self._rows: dict[str, Row] = {}
        self._seen_nodes: set[str] = set()
        self._forgotten: tuple[str, ...] = ()

    @property
    def log(self) -> AlarmLog:
        return self._store

    async def load(self) -> None:
        """Takes up what stood when the engine ended: who acknowledged it need not do so again."""
        try:
            latest = await self._store.latest(LATCHED)
        except Exception:
            log.exception("the alarms' history cannot be read")
            return
        self._rows = recalled(latest, self._clock.now())
        self._calls.recall(latest)

    def prepared(self, what: DutyCall, by: str) -> tuple[str, Callable[[], Awaitable[Answer]]]:
        """A call for the duty officer. Raises Refused."""
        return self._calls.prepared(what, by)

    def completed(self, what: Command) -> Command:
        """The command with the raise it is about. Raises Refused where there is no such alarm,
        or its cause has not gone."""
        if not isinstance(what, AlarmAck | AlarmShelve | AlarmReset):
            return what
        row = self._rows.get(what.key)
        if row is None or not row.raised_at:
            raise NotFound(key="key", reason="unknown", got=what.key, entity="alarm")
        if isinstance(what, AlarmShelve):
            return what
        if isinstance(what, AlarmReset):
            if not row.rule.latched:
                raise NotAllowed("not_latched", key="key", reason="not_latched", got=what.key)
            if not row.cleared_at:
                raise NotAllowed("still_there", key="key", reason="still_there", got=what.key)
        # Nobody has seen a raise that is still to come.
        seen = min(what.raised_at or row.raised_at, row.raised_at)
        return replace(what, raised_at=seen)

    async def run(self) -> None:
        """Looks for them until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._history.run())
            group.create_task(self._listen())
            group.create_task(self._watch())

    async def flush(self) -> None:
        await self._history.flush()

    async def _listen(self) -> None:
        async with self._follow() as following:
            while True:
                try:
                    one = await anext(following)
                except StopAsyncIteration:
                    return
                except Lagged:
                    self._dirty.set()
                    continue
                if one.event is not None:
                    marks = (c for c in one.event.changes if c.key.entity is Kind.ALARM)
                    by, at = one.event.by, one.event.at
                    self._history.add(e for c in marks for e in self._done(c, by, at))
                if one.event is not None or one.observed - _OURS:
                    self._dirty.set()

    async def _watch(self) -> None:
        while True:
            wait = self._look()
            await self._until(wait)
            if self._dirty.is_set():
                await self._clock.sleep(SETTLE_S)
            self._dirty.clear()

    async def _until(self, wait: float | None) -> None:
        """Until something changed, or that many seconds are over."""
        if wait is None:
            await self._dirty.wait()
            return
        async with asyncio.TaskGroup() as group:
            timer = group.create_task(self._clock.sleep(max(wait, LEAST_S)))
            news = group.create_task(self._dirty.wait())
            await asyncio.wait({timer, news}, return_when=asyncio.FIRST_COMPLETED)
            timer.cancel()
            news.cancel()

    def _look(self) -> float | None:
        """Looks now; seconds until the next look that only time asks for."""
        now, marks = self._clock.now(), self._show().all(AlarmMark)
        try:
            self._advance(now, marks)
            if self._calls.look(self._rows, marks):
                self._advance(now, marks)
        except Exception:
            # Whatever a report may hold, the next one is looked at again.
            log.exception("alarms could not be told")
            return SETTLE_S * 10
        self._board.alarms(shown(self._rows, marks))
        past = forgettable(marks, self._rows, now)
        if past and past != self._forgotten:
            self._ask(AlarmForget(past))
        self._forgotten = past
        waits = [due(self._rows, now), self._deaths.due(now)]
        waits += [m.shelved_until - now for m in marks.values() if m.shelved_until > now]
        return min((w for w in waits if w is not None), default=None)

    def _advance(self, now: float, marks: Mapping[str, AlarmMark]) -> None:
        show, seen = self._show(), self._board.now
        self._seen_nodes |= {*seen.nodes, *(node for _, node in seen.walls)}
        self._deaths.look(seen.feeds.values(), now)
        found = troubles(
            show,
            seen,
            awaited=seen.lost_nodes - self._seen_nodes,
            deaths=self._deaths.count,
            calls=self._calls.open,
        )
        if seen.nodes and nodes_of(show) <= seen.nodes.keys():
            self._rows = settled(self._rows, now)
        self._rows, events = advance(self._rows, found, marks, now)
        for one in events:
            level = logging.INFO if one.cause or one.what is Happened.CLEARED else logging.WARNING
            log.log(level, "alarm %s: %s", one.what.value, one.key)
        self._history.add(events)

    def _done(self, change: Change, by: str, at: float) -> Iterator[AlarmEvent]:
        """What the history says of a change of a mark."""
        before, after = change.before, change.after
        row = self._rows.get(change.key.id)
        old = before if isinstance(before, AlarmMark) else AlarmMark(change.key.id)
        new = after if isinstance(after, AlarmMark) else AlarmMark(change.key.id)
        if row is None:
            return
        if new.acked_raise > old.acked_raise:
            yield event_of(row, Happened.ACKED, at, by=by)
        if new.reset_raise > old.reset_raise:
            yield event_of(row, Happened.RESET, at, by=by)
        if new.shelved_until > at and new.shelved_at != old.shelved_at:
            yield event_of(row, Happened.SHELVED, at, by=by, note=new.reason)
        elif old.shelved_until and not new.shelved_until:
            yield event_of(row, Happened.UNSHELVED, at, by=by)
