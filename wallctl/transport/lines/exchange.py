"""Question and answer over a line, and what the device says between.

One question is under way at a time. After a timeout, a question that was given up, or bytes that
make no sense nobody knows which answer belongs to what: the line is let go, and everything
asked of it from then on raises what happened; whoever owns it makes a new one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, NoReturn, TypeVar

from wallctl.domain.errors import DeviceError, Garbled, TimedOut, Unreachable
from wallctl.ports.clock import Clock
from wallctl.ports.line import Line
from wallctl.transport.lines.framing import Framer

T = TypeVar("T")

TAPPED = 4_096  # bytes of an answer that people read


class _Question(Generic[T]):
    def __init__(self, answered: Callable[[bytes], T | None]) -> None:
        self._answered = answered
        self.answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()

    def offer(self, message: bytes) -> bool:
        """Whether the message was what is waited for."""
        if self.answer.done():
            return False
        try:
            found = self._answered(message)
        except DeviceError as exc:
            self.answer.set_exception(exc)
            return True
        if found is None:
            return False
        self.answer.set_result(found)
        return True


class Exchange:
    """`unasked` is given each message that answers nothing; it must not wait. `gap_s` is the
    least time between the last words, of either side, and the next question."""

    def __init__(
        self,
        line: Line,
        framer: Framer,
        clock: Clock,
        *,
        timeout_s: float,
        gap_s: float = 0.0,
        unasked: Callable[[bytes], None] = lambda message: None,
    ) -> None:
        self._line, self._framer, self._clock = line, framer, clock
        self._timeout_s, self._gap_s = timeout_s, gap_s
        self._unasked = unasked
        self._turn = asyncio.Lock()
        self._question: _Question[object] | None = None
        self._tap: bytearray | None = None
        self._heard = asyncio.Event()
        self._last = -gap_s
        self._failure: DeviceError | None = None
        self._failed = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Opens the line and listens from then on. Raises Unreachable, TimedOut."""
        await self._line.open()
        if self._failure is not None:  # closed meanwhile
            await self._line.close()
            raise self._failure
        self._pump = asyncio.create_task(self._read(), name="line")

    async def ask(
        self,
        data: bytes,
        answered: Callable[[bytes], T | None],
        *,
        timeout_s: float | None = None,
    ) -> T:
        """Sends, and waits for a message of which `answered` makes something. Where it raises
        Rejected or AuthFailed, so does this, and the line goes on; Garbled is its end. `data`
        may be empty: then it only waits, for a greeting or a second answer."""
        async with self._turn:
            await self._gap(data)
            question = _Question(answered)
            self._question = question  # type: ignore[assignment]  # only offered bytes
            try:
                await self._say(data)
                await self._wait(question.answer, timeout_s or self._timeout_s)
                self._last = self._clock.monotonic()
                return question.answer.result()
            except Garbled as exc:
                self._fail(exc)
                raise
            except asyncio.CancelledError:
                self._fail(Unreachable(reason="given_up"))
                raise
            finally:
                self._question = None
                if question.answer.done() and not question.answer.cancelled():
                    question.answer.exception()  # was raised, or comes too late for anybody

    async def tell(self, data: bytes) -> None:
        """Sends what has no answer."""
        async with self._turn:
            await self._gap(data)
            await self._say(data)

    async def hear(self, answered: Callable[[bytes], T | None], seconds: float) -> T | None:
        """Waits so long for a message of which `answered` makes something, and asks nothing: for
        a greeting that may come or not. None where none came; the line goes on."""
        async with self._turn:
            self._check()
            question = _Question(answered)
            self._question = question  # type: ignore[assignment]  # only offered bytes
            done = asyncio.Event()
            question.answer.add_done_callback(lambda _: done.set())
            try:
                await self._within(done, seconds)
                self._check()
                return question.answer.result() if question.answer.done() else None
            finally:
                self._question = None
                question.answer.cancel()

    async def try_out(self, data: bytes, *, quiet_s: float = 0.3) -> bytes:
        """Sends what somebody typed, and gives all that comes until the device is quiet, or in
        the time for an answer: possibly nothing. It is also heard as always."""
        async with self._turn:
            await self._gap(data)
            self._tap = bytearray()
            try:
                await self._say(data)
                limit = self._clock.monotonic() + self._timeout_s
                while (left := limit - self._clock.monotonic()) > 0 and len(self._tap) < TAPPED:
                    self._heard.clear()
                    if not await self._within(self._heard, quiet_s if self._tap else left):
                        break
                self._check()
                return bytes(self._tap[:TAPPED])
            finally:
                self._tap = None

    async def until(self, event: asyncio.Event) -> None:
        """Waits for the event as long as there is a line; raises what became of that."""
        if not await self._within(event, None):
            self._check()

    async def lost(self) -> NoReturn:
        """Waits until the line is no more, and raises why."""
        await self._failed.wait()
        self._check()
        raise Unreachable(reason="closed")

    async def close(self) -> None:
        self._fail(Unreachable(reason="closed"))
        try:
            if self._pump is not None:
                await asyncio.wait({self._pump})
        finally:
            await self._line.close()

    async def _read(self) -> None:
        try:
            while True:
                data = await self._line.read()
                if self._tap is not None and len(self._tap) < TAPPED:
                    self._tap += data
                for message in self._framer.feed(data):
                    self._take(message)
                self._heard.set()
        except DeviceError as exc:
            self._fail(exc)
        except Exception as exc:  # what a device says never ends more than its line
            self._fail(Garbled(reason=type(exc).__name__))
        finally:
            await self._line.close()

    def _take(self, message: bytes) -> None:
        if self._question is None or not self._question.offer(message):
            self._unasked(message)

    async def _gap(self, data: bytes) -> None:
        self._check()
        if data and (wait := self._last + self._gap_s - self._clock.monotonic()) > 0:
            await self._clock.sleep(wait)
            self._check()

    async def _say(self, data: bytes) -> None:
        if not data:
            return
        try:
            await self._line.write(data)
        except DeviceError as exc:
            self._fail(exc)
            raise
        self._last = self._clock.monotonic()

    async def _wait(self, answer: asyncio.Future[T], seconds: float) -> None:
        done = asyncio.Event()
        answer.add_done_callback(lambda _: done.set())
        if not await self._within(done, seconds) and not answer.done():
            self._fail(TimedOut(seconds=seconds))
        if not answer.done():
            self._check()

    async def _within(self, event: asyncio.Event, seconds: float | None) -> bool:
        """Whether the event came within the time, before the line was lost."""
        async with asyncio.TaskGroup() as group:
            tasks: set[asyncio.Task[object]] = {
                group.create_task(event.wait()),
                group.create_task(self._failed.wait()),
            }
            if seconds is not None:
                tasks.add(group.create_task(self._clock.sleep(seconds)))
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
        return event.is_set()

    def _check(self) -> None:
        if self._failure is not None:
            # A new one each time: an instance raised often grows its traceback.
            raise type(self._failure)(self._failure.code, **self._failure.fields)

    def _fail(self, why: DeviceError) -> None:
        if self._failure is None:
            self._failure = why
            self._failed.set()
            if self._pump is not None and self._pump is not asyncio.current_task():
                self._pump.cancel()  # once: it closes the line on its way out
