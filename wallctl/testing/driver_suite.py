"""The twelve points that every driver passes: on a line in memory (or a made-up device on a
socket, where a library owns the socket) and against a real peer that somebody else wrote.

    class TestPjlinkPeer(DriverSuite):
        how = "peer"

        def peer(self) -> DriverPeer: ...

The driver's `quality.toml` says for each point how it is proved: a list of "memory", "simulator",
"peer", "vectors", or one text "cannot: why". A point that cannot apply is skipped with that why.
"""

from __future__ import annotations

import asyncio
import logging
import tomllib
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib.resources import files
from typing import Any

import psutil
import pytest

from wallctl.domain.devices.observed import Availability, DeviceState, Verdict
from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Point, Value, same
from wallctl.engine.devices.actor import Actor
from wallctl.engine.devices.reconcile import Wish
from wallctl.ports.driver import Connection, Family, Means, Operation
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.scaled import ScaledClock

POINTS = {
    1: "absent peer",
    2: "whole state after open",
    3: "equal states need nothing",
    4: "what is sent is what the peer reports",
    5: "sent twice changes nothing more",
    6: "killed mid-send and restarted",
    7: "a change on the front panel is seen",
    8: "garbage, split, endless input, silence",
    9: "close leaves nothing",
    10: "secrets are never told",
    11: "a burst is neither lost nor a flood",
    12: "wrong password",
}
WAIT_S = 20.0
ACTOR_LOG = "wallctl.engine.devices.actor"


def quality(package: str) -> dict[str, Any]:
    """The `quality.toml` of a driver package."""
    return tomllib.loads(files(package).joinpath("quality.toml").read_text("utf-8"))


class Tried:
    """An actor at work on a peer, with what it told and what its driver was made to send."""

    def __init__(self, peer: DriverPeer, options: Options | None = None) -> None:
        self.clock = ScaledClock()
        self.told: list[DeviceState] = []
        self.sent: list[Operation] = []
        self.connections: list[Connection] = []
        self.before_send: Callable[[], Any] | None = None
        self.peer = peer
        self.actor = Actor(
            device="tried",
            family=replace(peer.family, connect=self._connect),
            options=peer.options if options is None else options,
            policies={},
            lines=peer.lines,
            clock=self.clock,
            told=self.told.append,
            chance=lambda: 0.3,
        )

    def _connect(self, options: Options, means: Means) -> Connection:
        real = self.peer.family.connect(options, means)
        self.connections.append(real)
        send = real.send

        async def counted(operation: Operation) -> Mapping[str, Value]:
            self.sent.append(operation)
            if self.before_send is not None:
                await self.before_send()
            return await send(operation)

        real.send = counted  # type: ignore[method-assign]
        return real

    @property
    def state(self) -> DeviceState:
        return self.actor.state

    def values(self) -> dict[str, Value]:
        return {s.key: s.value for s in self.state.states if s.value is not None}

    def want(self, wishes: Mapping[str, Value]) -> None:
        now = self.clock.now()
        self.actor.want({key: Wish(value, "tester", now) for key, value in wishes.items()})

    def point(self, key: str) -> Point | None:
        return self.state.point(key)

    def as_wished(self) -> bool:
        wanted = [s for s in self.state.states if s.verdict is not Verdict.FREE]
        good = {Verdict.IN_SYNC, Verdict.SENT}
        return bool(wanted) and all(s.verdict in good for s in wanted)

    def online(self) -> bool:
        return self.state.availability is Availability.ONLINE

    async def until(self, what: Callable[[], bool], seconds: float = WAIT_S) -> None:
        """Looks until it is so. Fails with the last state."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not what():
            if loop.time() > end:
                raise AssertionError(f"not in {seconds} s: {self.state}")
            await asyncio.sleep(0.01)


class DriverSuite:
    """Subclass it, say `how`, give `peer`."""

    how = "memory"

    @abstractmethod
    def peer(self) -> DriverPeer:
        """A fresh peer that has not been started."""

    @pytest.fixture(autouse=True)
    def _at_debug(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)

    @asynccontextmanager
    async def _started(self, point: int) -> AsyncIterator[DriverPeer]:
        peer = self.peer()
        self._applies(peer.family, point)
        await peer.start()
        try:
            yield peer
        finally:
            await peer.stop()

    @asynccontextmanager
    async def _tried(self, point: int, *, online: bool = True) -> AsyncIterator[Tried]:
        async with self._started(point) as peer:
            tried = Tried(peer)
            async with running(tried.actor):
                if online:
                    await tried.until(tried.online)
                yield tried

    def _applies(self, family: Family, point: int) -> None:
        package = family.connect.__module__
        said = quality(package)["points"][str(point)]
        if isinstance(said, str):
            pytest.skip(said)
        if self.how not in said:
            pytest.skip(f"proved by {', '.join(said)}")

    # -- the twelve ---------------------------------------------------------------------------

    async def test_01_absent(self) -> None:
        peer = self.peer()
        self._applies(peer.family, 1)
        tried = Tried(peer, peer.absent)
        async with running(tried.actor):
            await tried.until(lambda: tried.state.availability is Availability.OFFLINE)
            assert tried.state.reason in {"unreachable", "timed_out"}, tried.state

    async def test_02_whole_state(self) -> None:
        async with self._tried(2) as tried:
            online = [s for s in tried.told if s.availability is Availability.ONLINE]
            first = online[0]
            missing = [
                point.key
                for point, state in zip(first.points, first.states, strict=True)
                if point.readable and state.value is None and point.key not in tried.peer.unsaid
            ]
            assert not missing
            assert first.points

    async def test_03_equal_states(self) -> None:
        async with self._tried(3) as tried:
            seen = tried.values()
            assert tried.peer.family.diff(seen, seen) == ()
            assert tried.peer.family.diff(tried.peer.wishes, tried.peer.wishes) == ()

    async def test_04_brought_about(self) -> None:
        async with self._tried(4) as tried:
            tried.want(tried.peer.wishes)
            await tried.until(tried.as_wished, WAIT_S + tried.peer.sync_s)
            _equal(tried, await tried.peer.state(), tried.peer.wishes)

    async def test_05_twice(self) -> None:
        async with self._tried(5) as tried:
            operations = tried.peer.family.diff(tried.values(), tried.peer.wishes)
            assert operations
            tried.want(tried.peer.wishes)
            await tried.until(tried.as_wished, WAIT_S + tried.peer.sync_s)
            count = len(tried.sent)
            tried.want(tried.peer.wishes)  # anew, by a later wish
            await tried.until(tried.as_wished)
            _equal(tried, await tried.peer.state(), tried.peer.wishes)
            readable = [p for p in tried.state.points if p.readable and p.key in tried.peer.wishes]
            if readable:
                assert len(tried.sent) == count
        async with self._started(5) as peer:
            tried = Tried(peer)
            connection = tried._connect(peer.options, Means(peer.lines, tried.clock))
            try:
                await connection.open()
                for operation in (*operations, *operations):
                    await connection.send(operation)
                await _comes(peer, tried, peer.wishes)
            finally:
                await connection.close()

    async def test_06_killed_and_back(self, caplog: pytest.LogCaptureFixture) -> None:
        async with self._tried(6) as tried:
            peer = tried.peer
            struck = asyncio.Event()

            async def strike() -> None:
                if not struck.is_set():
                    struck.set()
                    await peer.kill()

            acted = await peer.acted() if peer.acts else 0
            tried.before_send = strike
            caplog.clear()
            tried.want(peer.wishes)
            await tried.until(lambda: not tried.online())
            done = tried.actor.act(peer.acts[0]) if peer.acts else None
            await peer.restart()
            tried.actor.again()
            await tried.until(tried.online)
            await tried.until(tried.as_wished, WAIT_S + peer.sync_s)
            _equal(tried, await peer.state(), peer.wishes)
            if done is not None:
                assert done.done() and done.exception() is not None
                assert await peer.acted() == acted, "an act of before was done after all"
            lines = [r.getMessage() for r in caplog.records if r.name == ACTOR_LOG]
            assert sum("is lost" in line for line in lines) == 1, lines
            assert sum("is back" in line for line in lines) == 1, lines

    async def test_07_front_panel(self) -> None:
        async with self._tried(7) as tried:
            tried.want(tried.peer.wishes)
            await tried.until(tried.as_wished, WAIT_S + tried.peer.sync_s)
            count = len(tried.sent)
            key, value = next(iter(tried.peer.other.items()))
            await tried.peer.front_panel(key, value)
            await tried.until(lambda: same(tried.point(key), tried.values().get(key), value))
            await tried.until(lambda: _verdict(tried, key) is Verdict.DRIFTED)
            assert len(tried.sent) == count, "it fought whoever turned the knob"

    async def test_08_bad_behaviour(self) -> None:
        async with self._tried(8) as tried:
            for how in tried.peer.garbles:
                await tried.peer.garble(how)
                tried.actor.again()
                await asyncio.sleep(0.3)
                await tried.peer.garble("")
                tried.actor.again()
                await tried.until(tried.online)
            await tried.peer.garble("silence")
            tried.clock.factor = 300.0
            await asyncio.sleep(2.0)  # ten minutes of the actor's time
            tried.clock.factor = 1.0
            await tried.peer.garble("")
            tried.actor.again()
            tried.want(tried.peer.wishes)
            await tried.until(tried.online)
            await tried.until(tried.as_wished, WAIT_S + tried.peer.sync_s)
            _equal(tried, await tried.peer.state(), tried.peer.wishes)

    async def test_09_nothing_left(self) -> None:
        async with self._started(9) as peer:
            await _once(peer)  # what a library makes once and keeps
            before = _held()
            for _ in range(3):
                await _once(peer)
            after = _held()
            for _ in range(100):
                if after == before:
                    break
                await asyncio.sleep(0.05)
                after = _held()
            assert after == before

    async def test_10_secrets(self, caplog: pytest.LogCaptureFixture) -> None:
        async with self._tried(10) as tried:
            tried.want(tried.peer.wishes)
            await tried.until(tried.as_wished, WAIT_S + tried.peer.sync_s)
            for act in tried.peer.acts:
                await tried.actor.act(act)
            await tried.peer.kill()
            tried.actor.again()
            await tried.until(lambda: not tried.online(), 3 * WAIT_S)
            told = f"{caplog.text}{tried.told}{list(tried.actor.exchanges)}"
            assert tried.peer.secrets
            for secret in tried.peer.secrets:
                assert secret not in told

    async def test_11_burst(self) -> None:
        async with self._tried(11) as tried:
            for n in range(20):
                tried.want(tried.peer.wishes if n % 2 else tried.peer.other)
            await tried.until(tried.as_wished, WAIT_S + tried.peer.sync_s)
            _equal(tried, await tried.peer.state(), tried.peer.wishes)
            assert len(tried.sent) <= 3 * len(tried.peer.wishes), "it flooded the device"
            if tried.peer.acts:
                before = await tried.peer.acted()
                asked = [tried.actor.act(tried.peer.acts[0]) for _ in range(20)]
                done = await asyncio.gather(*asked, return_exceptions=True)
                good = [one for one in done if not isinstance(one, BaseException)]
                assert good
                assert await tried.peer.acted() - before == len(good), "an act was lost or doubled"

    async def test_12_wrong_password(self) -> None:
        async with self._started(12) as peer:
            wrong = peer.wrong
            assert wrong is not None
            tried = Tried(peer, wrong)
            async with running(tried.actor):
                await tried.until(lambda: tried.state.availability is Availability.OFFLINE)
                assert tried.state.reason == "auth_failed", tried.state
                count = len(tried.connections)
                tried.clock.factor = 100.0
                await asyncio.sleep(0.5)  # most of a minute of the actor's time
                assert len(tried.connections) == count, "it goes on trying"


@asynccontextmanager
async def running(actor: Actor) -> AsyncIterator[None]:
    """The actor at work; it must still be so at the end."""
    task = asyncio.ensure_future(actor.run())
    try:
        yield
        assert not task.done(), task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _once(peer: DriverPeer) -> None:
    tried = Tried(peer)
    async with running(tried.actor):
        await tried.until(tried.online)


async def _comes(peer: DriverPeer, tried: Tried, wishes: Mapping[str, Value]) -> None:
    points = {p.key: p for p in peer.family.points(peer.options)}
    loop = asyncio.get_running_loop()
    end = loop.time() + WAIT_S + peer.sync_s
    while True:
        state = await peer.state()
        if all(same(points.get(key), state.get(key), value) for key, value in wishes.items()):
            return
        assert loop.time() < end, state
        await asyncio.sleep(0.05)


def _equal(tried: Tried, state: Mapping[str, Value], wishes: Mapping[str, Value]) -> None:
    wrong = {
        key: (state.get(key), value)
        for key, value in wishes.items()
        if not same(tried.point(key), state.get(key), value)
    }
    assert not wrong, "peer's own account, and what was wished"


def _verdict(tried: Tried, key: str) -> Verdict | None:
    state = tried.state.state(key)
    return state.verdict if state is not None else None


def _held() -> tuple[int, int]:
    """Tasks and open files of this process, sockets among them."""
    return len(asyncio.all_tasks()), psutil.Process().num_fds()
