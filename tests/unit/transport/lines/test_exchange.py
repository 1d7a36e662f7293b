"""Question and answer over a line, whatever the device does to it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from tests.unit.transport.lines.loopback import tasks
from wallctl.domain.errors import AuthFailed, DeviceError, Garbled, Rejected, TimedOut, Unreachable
from wallctl.testing.clock import VirtualClock
from wallctl.transport.lines.exchange import Exchange
from wallctl.transport.lines.framing import Delimited
from wallctl.transport.lines.memory import Faults, MemoryLine, pair


class Bench:
    """An exchange with the device's end in the test's hand."""

    def __init__(self, gap_s: float = 0.0) -> None:
        self.clock = VirtualClock()
        self.faults = Faults()
        near, self.device = pair("device", self.faults, self.clock.sleep)
        self.near: MemoryLine = near
        self.unasked: list[bytes] = []
        self.exchange = Exchange(
            near,
            Delimited(b"\n", longest=100),
            self.clock,
            timeout_s=3.0,
            gap_s=gap_s,
            unasked=self.unasked.append,
        )

    async def ask(self, word: bytes) -> bytes:
        return await self.exchange.ask(
            word + b"\n", lambda got: got if got.startswith(word) else None
        )


@contextlib.asynccontextmanager
async def bench(gap_s: float = 0.0) -> AsyncIterator[Bench]:
    running = tasks()
    made = Bench(gap_s)
    await made.exchange.open()
    try:
        yield made
    finally:
        await made.exchange.close()
        await made.exchange.close()
    assert tasks() == running
    with pytest.raises(Unreachable):
        while True:  # what came before the end is still there
            await made.device.read()


async def caught(work: object) -> DeviceError | None:
    try:
        await work  # type: ignore[misc]
    except DeviceError as exc:
        return exc
    return None


async def test_an_answer_among_other_words() -> None:
    async with bench() as b, asyncio.TaskGroup() as group:
        asked = group.create_task(b.ask(b"vol"))
        assert await b.device.read() == b"vol\n"
        await b.device.write(b"power on\nvol 3\npower off\n")
        assert await asked == b"vol 3"
        await b.clock.settle()
        assert b.unasked == [b"power on", b"power off"]


async def test_split_byte_by_byte() -> None:
    async with bench() as b, asyncio.TaskGroup() as group:
        b.faults.split = True
        asked = group.create_task(b.ask(b"vol"))
        await b.device.read()
        await b.device.write(b"other\nvol 3\n")
        assert await asked == b"vol 3"
        assert b.unasked == [b"other"]


async def test_silence_ends_the_line() -> None:
    async with bench() as b, asyncio.TaskGroup() as group:
        asked = group.create_task(caught(b.ask(b"vol")))
        waiting = group.create_task(caught(b.exchange.lost()))
        await b.clock.advance(2.9)
        assert not asked.done()
        await b.clock.advance(0.2)
        assert isinstance(asked.result(), TimedOut)
        assert isinstance(waiting.result(), TimedOut)
        assert isinstance(await caught(b.ask(b"vol")), TimedOut)
        with pytest.raises(Unreachable):
            await b.device.write(b"vol 3\n")


async def test_slow_is_not_silent() -> None:
    async with bench() as b, asyncio.TaskGroup() as group:
        b.faults.slow_s = 0.9
        asked = group.create_task(b.ask(b"vol"))
        await b.clock.settle()
        await b.device.write(b"vol 3\n")
        await b.clock.advance(2.0)
        assert asked.result() == b"vol 3"


async def test_ten_minutes_of_nothing_hurt_nobody() -> None:
    async with bench() as b, asyncio.TaskGroup() as group:
        await b.clock.advance(600)
        asked = group.create_task(b.ask(b"vol"))
        await b.clock.settle()
        await b.device.write(b"vol 3\n")
        assert await asked == b"vol 3"


async def test_endless_input_ends_the_line() -> None:
    async with bench() as b:
        with contextlib.suppress(Unreachable):
            for _ in range(100):
                await b.device.write(b"a" * 1000)
        assert isinstance(await caught(b.exchange.lost()), Garbled)


async def test_the_other_end_goes_while_asked() -> None:
    async with bench() as b, asyncio.TaskGroup() as group:
        asked = group.create_task(caught(b.ask(b"vol")))
        await b.clock.settle()
        await b.device.close()
        assert isinstance(await asked, Unreachable)


async def test_a_refusal_leaves_the_line() -> None:
    def answered(got: bytes) -> bytes:
        if got == b"ERR":
            raise Rejected(reason="device")
        if got == b"PASSWORD?":
            raise AuthFailed
        return got

    async with bench() as b, asyncio.TaskGroup() as group:
        for said, error in ((b"ERR", Rejected), (b"PASSWORD?", AuthFailed)):
            asked = group.create_task(caught(b.exchange.ask(b"x\n", answered)))
            await b.device.read()
            await b.device.write(said + b"\n")
            assert isinstance(await asked, error)
        asked = group.create_task(b.ask(b"vol"))  # type: ignore[assignment]
        await b.device.read()
        await b.device.write(b"vol 3\n")
        assert await asked == b"vol 3"


@pytest.mark.parametrize("error", [Garbled, IndexError, UnicodeDecodeError])
async def test_an_answer_without_sense_ends_the_line(error: type[Exception]) -> None:
    def answered(got: bytes) -> bytes:
        if error is UnicodeDecodeError:
            got.decode()
        raise error

    async with bench() as b, asyncio.TaskGroup() as group:
        asked = group.create_task(caught(b.exchange.ask(b"x\n", answered)))
        await b.device.read()
        await b.device.write(b"\xff\xfe\n")
        assert isinstance(await asked, Garbled)
        assert isinstance(await caught(b.exchange.lost()), Garbled)


async def test_a_question_given_up_ends_the_line() -> None:
    """Its answer would be taken for that of the next."""
    async with bench() as b:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await b.ask(b"vol")
        assert isinstance(await caught(b.ask(b"vol")), Unreachable)


async def test_one_question_at_a_time_with_a_gap_between() -> None:
    async with bench(gap_s=0.5) as b, asyncio.TaskGroup() as group:
        for word in (b"a", b"b", b"c"):
            group.create_task(b.ask(word))
        times = []
        for _ in range(3):
            await b.clock.settle()
            reading = group.create_task(b.device.read())
            while not reading.done():
                await b.clock.advance(0.1)
            times.append(b.clock.monotonic())
            await b.clock.advance(0.2)
            await b.device.write(reading.result())
            await b.clock.settle()
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert all(gap >= 0.69 for gap in gaps)  # 0.2 until the answer, 0.5 after it


async def test_a_typed_line_gives_all_that_comes() -> None:
    async with bench() as b, asyncio.TaskGroup() as group:
        tried = group.create_task(b.exchange.try_out(b"help\n"))
        assert await b.device.read() == b"help\n"
        await b.clock.advance(1.0)
        await b.device.write(b"one\ntw")
        await b.clock.advance(0.2)
        await b.device.write(b"o\n")
        await b.clock.advance(0.2)
        assert not tried.done()
        await b.clock.advance(0.2)
        assert tried.result() == b"one\ntwo\n"
        assert b.unasked == [b"one", b"two"]


async def test_a_typed_line_without_an_answer() -> None:
    async with bench() as b, asyncio.TaskGroup() as group:
        tried = group.create_task(b.exchange.try_out(b"help\n"))
        await b.clock.advance(3.1)
        assert tried.result() == b""
        lost = group.create_task(caught(b.exchange.try_out(b"help\n")))
        await b.clock.settle()
        await b.device.close()
        assert isinstance(await lost, Unreachable)


async def test_closing_while_asked() -> None:
    async with bench() as b, asyncio.TaskGroup() as group:
        asked = group.create_task(caught(b.ask(b"vol")))
        await b.clock.settle()
        await b.exchange.close()
        assert isinstance(await asked, Unreachable)


async def test_a_line_that_does_not_open() -> None:
    b = Bench()
    b.faults.refuse = True
    assert isinstance(await caught(b.exchange.open()), Unreachable)
    assert isinstance(await caught(b.exchange.close()), type(None))
    assert isinstance(await caught(b.ask(b"x")), Unreachable)


async def test_a_greeting_that_may_come_or_not() -> None:
    def prompt(got: bytes) -> bool | None:
        return True if got == b"Password:" else None

    async with bench() as b, asyncio.TaskGroup() as group:
        hearing = group.create_task(b.exchange.hear(prompt, 0.7))
        await b.clock.settle()
        await b.device.write(b"Hello\nPassword:\n")
        assert await hearing is True
        assert b.unasked == [b"Hello"]
        hearing = group.create_task(b.exchange.hear(prompt, 0.7))
        await b.clock.advance(0.8)
        assert hearing.result() is None
        asked = group.create_task(b.ask(b"vol"))  # and the line goes on
        await b.clock.settle()
        await b.device.write(b"vol 3\n")
        assert await asked == b"vol 3"
        lost = group.create_task(caught(b.exchange.hear(prompt, 0.7)))
        await b.clock.settle()
        await b.device.close()
        assert isinstance(await lost, Unreachable)


async def test_waiting_for_news_ends_with_the_line() -> None:
    async with bench() as b, asyncio.TaskGroup() as group:
        news = asyncio.Event()
        waiting = group.create_task(b.exchange.until(news))
        await b.clock.advance(3600)
        assert not waiting.done()
        news.set()
        await waiting
        lost = group.create_task(caught(b.exchange.until(asyncio.Event())))
        await b.clock.settle()
        await b.device.close()
        assert isinstance(await lost, Unreachable)
