"""A device that gets another point while it is open: a lamp is paired behind a gateway."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import NoReturn

from tests.unit.engine.devices.scripted import POINTS, WORDS, Scripted
from wallctl.domain.devices.observed import Availability, Verdict
from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Capability, Point
from wallctl.domain.errors import Rejected
from wallctl.engine.devices.actor import Actor
from wallctl.engine.devices.reconcile import Wish
from wallctl.ports.driver import Act, Means, Opened, Operation, State
from wallctl.testing.scaled import ScaledClock
from wallctl.transport.lines.memory import MemoryLines

LAMP = Point("lamp", Capability.SWITCH, WORDS)


class Gateway:
    def __init__(self, means: Means, paired: asyncio.Event, sent: list[str]) -> None:
        self._means, self._paired, self._sent = means, paired, sent

    async def open(self) -> Opened:
        return Opened({"temperature": 20.0}, (POINTS[4],))

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        await self._paired.wait()
        self._means.repointed((LAMP,))
        told({"lamp": False})
        await asyncio.Event().wait()
        raise AssertionError

    async def read(self, keys: Collection[str] = ()) -> State:
        return {}

    async def send(self, operation: Operation) -> State:
        self._sent.append(operation.keys[0])
        return {"lamp": True}

    async def act(self, act: Act) -> State:
        raise Rejected

    async def say(self, line: str) -> str:
        raise Rejected

    async def close(self) -> None: ...


async def test_a_wish_waits_for_its_point_and_nothing_is_lost() -> None:
    clock, paired, sent = ScaledClock(), asyncio.Event(), list[str]()

    def connect(options: Options, means: Means) -> Gateway:
        return Gateway(means, paired, sent)

    family = replace(Scripted(clock).family(poll_s=0), connect=connect)
    actor = Actor(
        device="gateway",
        family=family,
        options={"host": "here"},
        policies={},
        lines=MemoryLines(),
        clock=clock,
        told=lambda state: None,
    )
    task = asyncio.ensure_future(actor.run())
    try:
        actor.want({"lamp": Wish(True, "tester", clock.now())})
        await _until(lambda: actor.state.availability is Availability.ONLINE)
        since = actor.state.since
        await asyncio.sleep(0)
        assert [one.key for one in actor.state.points] == ["temperature"]
        assert sent == []
        paired.set()
        await _until(lambda: sent == ["lamp"])
        await _until(lambda: actor.state.states[0].verdict is Verdict.IN_SYNC)
        assert [one.key for one in actor.state.states] == ["lamp"]
        assert actor.state.since == since, "it was lost meanwhile"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not what():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
