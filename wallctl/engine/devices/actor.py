"""One task for one device: it owns queue, pace, retry and reconcile. One command is in flight.

What is wanted is a table by key, so that the last wish wins and bursts coalesce by themselves.
After any error but a refusal the connection is closed and a new one made: what the device has
become is read before anything is said again, so that nothing is done twice.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any, NoReturn, TypeVar

from wallctl.domain.devices.observed import Availability, DeviceState, Exchange
from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Point, Policy, Value, same
from wallctl.domain.errors import AuthFailed, DeviceError, Garbled, Rejected, TimedOut, WallctlError
from wallctl.engine.devices.acting import ActQueue, Asked, fail
from wallctl.engine.devices.reconcile import (
    Progress,
    Wish,
    attempted,
    due,
    judged,
    looks_at,
    noticed,
    reached,
)
from wallctl.engine.devices.saying import Link, said
from wallctl.engine.devices.seen import Hearing
from wallctl.engine.devices.timing import both, within, woken
from wallctl.ports.clock import Clock
from wallctl.ports.driver import Act, Connection, Family, Means, Operation, Pace, State
from wallctl.ports.line import Lines

log = logging.getLogger(__name__)
T = TypeVar("T")

FIRST_S, MOST_S = 1.0, 60.0  # between two tries to reach it
OPEN_S = 10.0  # for the whole of reaching it and reading its state
CLOSE_S = 2.0
TELL_S = 0.05  # what is reported is told so often at most
FLOOD = 500  # reports a second that no device has reason for
PENDING_POLL_S = 1.0  # while something is on its way
KEPT = 50  # exchanges to look at


class Actor:
    """`told` is given the whole state at each change. `policies` replace those of the points."""

    def __init__(
        self,
        *,
        device: str,
        family: Family,
        options: Options,
        policies: Mapping[str, Policy],
        lines: Lines,
        clock: Clock,
        told: Callable[[DeviceState], None],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.device = device
        self._family, self._options, self._policies = family, options, policies
        self._clock, self._told, self._chance = clock, told, chance
        self._means = Means(lines, clock, self._exchanged, self._repointed)
        self._points: dict[str, Point] = {}
        self._pace = Pace()
        self._progress: dict[str, Progress] = {}
        self._hearing = Hearing(self._wanted_by)
        self._acts = ActQueue()
        self._wake = asyncio.Event()
        self._try_again = asyncio.Event()
        self._link = Link(Availability.CONNECTING, since=clock.now())
        self._last: DeviceState | None = None
        self._told_at = -TELL_S
        self._lost = False
        self._floods = (0.0, 0)
        self._read_at: float | None = None
        self._turn = False
        self.exchanges: deque[Exchange] = deque(maxlen=KEPT)

    # -- what is asked of it ------------------------------------------------------------------

    def want(self, wishes: Mapping[str, Wish], *, stale: frozenset[str] = frozenset()) -> None:
        """All that is wanted from now on, by key. Those of `stale` were wanted before the
        engine began: they count as brought about, what differs is drift."""
        progress: dict[str, Progress] = {}
        for key, wish in wishes.items():
            before = self._progress.get(key)
            if before is not None and before.wish == wish:
                progress[key] = before
            else:
                # What was heard before the wish proves nothing of now: it is read again.
                unsure = bool(self._pace.poll_s) and self._is_so(key, wish.value)
                progress[key] = Progress(wish, delivered=key in stale, unsure=unsure)
                if unsure:
                    self._read_soon(0.0)
        self._progress = progress
        self._wake.set()

    def act(self, act: Act) -> asyncio.Future[State | str]:
        """Does it once, soon or not at all. The future raises DeviceError."""
        return self._ask(act, "")

    def say(self, line: str) -> asyncio.Future[State | str]:
        """Sends a typed line; the future gives the real answer or raises DeviceError."""
        return self._ask(None, line)

    def _ask(self, act: Act | None, line: str) -> asyncio.Future[State | str]:
        answer = self._acts.put(act, line, self._clock.monotonic())
        if self._link.availability is not Availability.ONLINE:
            self._acts.clear()
        self._wake.set()
        return answer

    def again(self) -> None:
        """Somebody wants it tried again: at once, and what was given up too."""
        for key, one in self._progress.items():
            if one.failed:
                self._progress[key] = Progress(one.wish)
        self._try_again.set()
        self._read_at = self._clock.monotonic()
        self._wake.set()

    @property
    def state(self) -> DeviceState:
        return self._now()

    def point(self, key: str) -> Point | None:
        return self._points.get(key)

    # -- its life -----------------------------------------------------------------------------

    async def run(self) -> None:
        """Until cancelled. Never ends by anything a device does."""
        try:
            await self._live()
        finally:
            # Nobody is there any more to do what waits, or what is still to be asked.
            self._link = replace(self._link, availability=Availability.ABSENT)
            self._acts.clear()

    async def _live(self) -> NoReturn:
        try:
            self._take_points(self._family.points(self._options))
            self._pace = self._family.pace(self._options)
        except Exception as exc:
            self._unusable(exc)
            await asyncio.Event().wait()
        self._tell()
        pause = FIRST_S
        while True:
            self._try_again.clear()
            try:
                await self._session()
            except DeviceError as exc:
                if self._link.availability is Availability.ONLINE:
                    pause = FIRST_S
                self._gone(exc)
                if isinstance(exc, AuthFailed):
                    await self._try_again.wait()
                else:
                    await woken(self._clock, pause * self._chance(), self._try_again)
            pause = min(MOST_S, pause * 2)

    async def _session(self) -> NoReturn:
        """One connection from beginning to end. Raises DeviceError, always."""
        try:
            connection = self._family.connect(self._options, self._means)
        except WallctlError as exc:
            raise AuthFailed("bad_options", why=str(exc)) from None
        except Exception as exc:
            log.exception("the driver %s failed here", self._family.card.name)
            raise Garbled("internal", why=type(exc).__name__) from None
        try:
            opened = await within(self._clock, OPEN_S, connection.open())
            self._here(opened.points, opened.info)
            self._heard(opened.state)
            self._tell()
            await both(self._listen(connection), self._work(connection))
        except Exception as exc:
            first = _first(exc)
            if isinstance(first, DeviceError):
                raise first from None
            log.exception("the driver %s failed here", self._family.card.name)
            raise Garbled("internal", why=type(first).__name__) from None
        finally:
            await self._close(connection)
        raise Garbled("ended")

    async def _close(self, connection: Connection) -> None:
        try:
            await within(self._clock, CLOSE_S, connection.close())
        except TimedOut:
            log.warning("device %s: its connection could not be closed", self.device)
        except Exception:
            log.exception("device %s: closing failed here", self.device)

    async def _listen(self, connection: Connection) -> None:
        await connection.listen(self._heard_by_itself)
        raise Garbled("ended")

    async def _work(self, connection: Connection) -> None:
        poll_at = self._clock.monotonic() + self._pace.poll_s if self._pace.poll_s else None
        while True:
            now = self._clock.monotonic()
            turn = self._turn or self._acts.urgent
            asked = self._acts.next(now) if turn or not self._dues(now) else None
            self._turn = asked is None
            if asked is None and (operation := self._operation(now)) is not None:
                await self._send(connection, operation)
            elif asked is not None or (asked := self._acts.next(now)) is not None:
                await self._act(connection, asked)
            elif (poll_at is not None and now >= poll_at) or (
                self._read_at is not None and now >= self._read_at
            ):
                whole = poll_at is not None and now >= poll_at
                keys = () if whole else self._open_questions()
                self._read_at = None
                wished = self._progress
                state = await self._timed(connection.read(keys))
                self._read_anew(state, wished, keys)
                if not keys:
                    poll_at = now + self._pace.poll_s if self._pace.poll_s else None
            else:
                await self._tell_in_time()
                await woken(self._clock, self._idle_s(now, poll_at), self._wake)
                continue
            self._tell()
            if self._pace.gap_s:
                await self._clock.sleep(self._pace.gap_s)

    # -- what is said to it -------------------------------------------------------------------

    def _policy(self, point: Point) -> Policy:
        return self._policies.get(point.key, point.policy)

    def _dues(self, now: float) -> dict[str, Value]:
        """What is to be set now, by key."""
        wanted: dict[str, Value] = {}
        for key, progress in self._progress.items():
            point = self._points.get(key)
            if point is None:
                continue
            heard = self._hearing.get(key)
            seen = heard.value if heard is not None else None
            after = judged(point, self._policy(point), noticed(point, progress, seen), seen, now)
            if after is not progress:
                self._progress[key] = after
            if due(point, self._policy(point), after, seen, now):
                wanted[key] = after.wish.value
        return wanted

    def _operation(self, now: float) -> Operation | None:
        wanted = self._dues(now)
        if not wanted:
            return None
        return next(iter(self._family.diff(self._hearing.values(), wanted)), None)

    async def _send(self, connection: Connection, operation: Operation) -> None:
        log.debug("device %s: %s", self.device, operation.why)
        trouble = ""
        try:
            proved = await self._timed(connection.send(operation))
        except Rejected as exc:
            trouble, proved = exc.code, {}
        except DeviceError as exc:
            self._attempted(operation, exc.code)
            raise
        self._attempted(operation, trouble)
        self._heard(proved)
        if self._pace.readback_s and any(not self._proved(key) for key in operation.keys):
            self._read_soon(self._pace.readback_s)

    def _attempted(self, operation: Operation, trouble: str) -> None:
        now = self._clock.monotonic()
        for key in operation.keys:
            progress, point = self._progress.get(key), self._points.get(key)
            if progress is not None and point is not None:
                self._progress[key] = attempted(point, progress, now, trouble)

    def _proved(self, key: str) -> bool:
        progress, point = self._progress.get(key), self._points.get(key)
        if progress is None or point is None or not point.readable:
            return True
        return self._is_so(key, progress.wish.value)

    async def _act(self, connection: Connection, asked: Asked) -> None:
        try:
            if asked.act is None:
                got: State | str = await self._timed(connection.say(asked.line))
            else:
                got = await self._timed(connection.act(asked.act))
        except Rejected as exc:
            fail(asked, exc)
            return
        except DeviceError as exc:
            fail(asked, exc)
            raise
        except BaseException:
            fail(asked, Garbled("internal"))
            raise
        if not asked.answer.done():
            asked.answer.set_result(got)
        if isinstance(got, Mapping):
            self._heard(got)
            self._read_soon(self._pace.readback_s)

    async def _timed(self, what: Coroutine[Any, Any, T]) -> T:
        """Bounds a driver that forgot to; it has `timeout_s` of its own for each wait."""
        return await within(self._clock, 3 * self._pace.timeout_s, what)

    def _open_questions(self) -> tuple[str, ...]:
        """What is to be looked at before its turn: a bus need not be asked for all of it."""
        return tuple(
            key
            for key, one in self._progress.items()
            if key in self._points and (one.unsure or not self._proved(key))
        )

    def _read_soon(self, seconds: float) -> None:
        at = self._clock.monotonic() + seconds
        self._read_at = at if self._read_at is None else min(at, self._read_at)

    def _idle_s(self, now: float, poll_at: float | None) -> float:
        """How long nothing has to be done, if nothing happens."""
        pending = False
        waits: list[float] = []
        for key, progress in self._progress.items():
            point = self._points.get(key)
            wait = looks_at(point, progress, now) if point is not None else None
            if wait is not None:
                waits.append(wait)
                pending = pending or not self._proved(key)
        if pending and poll_at is not None:
            self._read_soon(PENDING_POLL_S)
        waits += [at - now for at in (poll_at, self._read_at) if at is not None]
        return max(0.0, min(waits, default=3600.0))

    # -- what it says -------------------------------------------------------------------------

    def _wanted_by(self, key: str, value: Value) -> str:
        progress = self._progress.get(key)
        if progress is None or progress.sent_at is None:
            return ""
        ours = same(self._points.get(key), progress.wish.value, value)
        return progress.wish.by if ours else ""

    def _heard_by_itself(self, state: State) -> None:
        """Raises Garbled where it says more than anything has reason for."""
        now = self._clock.monotonic()
        begun, count = self._floods
        self._floods = (begun, count + 1) if now - begun < 1.0 else (now, 1)
        if self._floods[1] > FLOOD:
            raise Garbled("flood", a_second=FLOOD)
        self._heard(state)

    def _heard(self, state: State) -> None:
        self._hearing.take(state, self._clock.now(), self._clock.monotonic())
        self._dues(self._clock.monotonic())
        self._wake.set()

    def _read_anew(
        self, state: State, wished: Mapping[str, Progress], keys: tuple[str, ...]
    ) -> None:
        """What these keys are (all, where none is named), asked after what was `wished` then."""
        for key, progress in self._progress.items():
            before = wished.get(key)
            asked = before is not None and before.wish is progress.wish
            if progress.unsure and asked and (not keys or key in keys):
                self._progress[key] = replace(progress, unsure=False)
                if key not in state:
                    self._hearing.forget(key)  # asked, and not said: the old value proves nothing
        self._heard(state)

    def _is_so(self, key: str, value: Value) -> bool:
        heard = self._hearing.get(key)
        return heard is not None and same(self._points.get(key), value, heard.value)

    def _repointed(self, points: tuple[Point, ...]) -> None:
        self._take_points(points)
        self._wake.set()
        self._tell()

    def _exchanged(self, sent: str, got: str, ms: float) -> None:
        self.exchanges.append(Exchange(self._clock.now(), sent[:500], got[:500], ms))

    # -- what is told of it -------------------------------------------------------------------

    def _take_points(self, points: tuple[Point, ...]) -> None:
        self._points = {one.key: one for one in points}
        self._hearing.only(frozenset(self._points))

    def _here(self, points: tuple[Point, ...], info: tuple[tuple[str, str], ...]) -> None:
        if points:
            self._take_points(points)
        for key, one in self._progress.items():
            self._progress[key] = reached(self._points.get(key), one)
        if self._lost:
            log.info("device %s is back", self.device)
        self._lost = False
        self._link = Link(Availability.ONLINE, since=self._clock.now(), info=info)
        self._wake.set()

    def _gone(self, error: DeviceError) -> None:
        if not self._lost:
            log.warning("device %s is lost: %s", self.device, error)
        self._lost = True
        since = self._link.since
        if self._link.availability is not Availability.OFFLINE:
            since = self._clock.now()
        self._link = Link(Availability.OFFLINE, error.code, str(error), since, self._link.info)
        self._acts.clear(error)
        self._read_at = None
        self._tell()

    def _unusable(self, error: Exception) -> None:
        log.error("device %s cannot be used: %s", self.device, error)
        why = str(error) if isinstance(error, WallctlError) else type(error).__name__
        self._link = Link(Availability.OFFLINE, "bad_options", why, self._clock.now())
        self._tell()

    async def _tell_in_time(self) -> None:
        """Tells now, unless that was done a moment ago: then at the end of that moment."""
        left = self._told_at + TELL_S - self._clock.monotonic()
        if left > 0 and self._wake.is_set():
            await self._clock.sleep(left)
        self._tell()

    def _now(self) -> DeviceState:
        return said(
            self.device,
            self._link,
            points=tuple(self._points.values()),
            policy=self._policy,
            progress=self._progress,
            hearing=self._hearing,
            last=self._last,
            poll_s=self._pace.poll_s,
            at=self._clock.now(),
            now=self._clock.monotonic(),
        )

    def _tell(self) -> None:
        state = self._now()
        if state != self._last:
            self._last, self._told_at = state, self._clock.monotonic()
            self._told(state)


def _first(error: BaseException) -> BaseException:
    one = error
    while isinstance(one, BaseExceptionGroup):
        one = one.exceptions[0]
    return one
