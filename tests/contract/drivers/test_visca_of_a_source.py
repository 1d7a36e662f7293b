"""A source's camera in somebody's hand: engine, actor, driver, a socket, and a simulated camera."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from tests.unit.engine.conftest import SITE
from wallctl.domain.commands import (
    DeviceAdd,
    PtzMove,
    PtzRecall,
    PtzStop,
    PtzStore,
    Result,
    SourceAdd,
    TileAdd,
)
from wallctl.domain.entities import Medium, Source
from wallctl.domain.geometry import Rect
from wallctl.domain.observed import PtzState, Reason
from wallctl.drivers.visca import FAMILY
from wallctl.engine.room import RoomEngine
from wallctl.simulators.devices.visca import ViscaSimulator
from wallctl.testing.clock import CountingIds
from wallctl.testing.glass import FakeGlass
from wallctl.testing.journal import MemoryDisk, MemoryJournal
from wallctl.testing.scaled import ScaledClock
from wallctl.testing.secrets import FakeSecrets
from wallctl.transport.lines.real import lines


class Hand:
    def __init__(self, engine: RoomEngine, camera: ViscaSimulator) -> None:
        self.engine, self.camera, self._asked = engine, camera, 0

    async def ask(self, what: object) -> str:
        self._asked += 1
        answer = await self.engine.ask(what, id=f"h{self._asked}", by="wang")  # type: ignore[arg-type]
        assert answer.result is Result.DONE, answer
        return answer.code

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not holds():  # noqa: ASYNC110 - the room has no event for it
                await asyncio.sleep(0.01)

    def states(self) -> tuple[PtzState, ...]:
        return self.engine.observed.ptz


@pytest.fixture
async def hand() -> AsyncIterator[Hand]:
    camera = ViscaSimulator()
    await camera.start()
    await camera.front_panel("power", "on")
    engine = RoomEngine(
        room="hall",
        journal=MemoryJournal(MemoryDisk()),
        glass=FakeGlass(),
        clock=ScaledClock(),
        ids=CountingIds(),
        secrets=FakeSecrets(),
        families={"visca": FAMILY},
        lines=lines,
    )
    ready = asyncio.Event()
    running = asyncio.create_task(engine.run(ready))
    await ready.wait()
    one = Hand(engine, camera)
    await one.ask(SITE)
    await one.ask(DeviceAdd("云台", "visca", id="dome", options={**camera.options(), "poll_s": 1}))
    await one.ask(SourceAdd(Source("cam", "机位", Medium.STREAM, "rtsp://h/1", camera="dome")))
    await one.ask(TileAdd("big", "cam", Rect(0, 0, 960, 1080), id="t1"))
    await one.until(lambda: one.states() == (PtzState("cam"),))
    yield one
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await camera.stop()


async def test_it_moves_stops_and_comes_back_to_a_preset(hand: Hand) -> None:
    camera = hand.camera
    await hand.ask(PtzStore("cam", 4, ""))
    assert await hand.ask(PtzMove("cam", 1, -1)) == "sent"
    assert camera.moving == (1, -1)
    assert await hand.ask(PtzStop("cam")) == "sent"
    assert camera.moving == (0, 0)
    assert camera.state()["pan"] != 0
    await hand.ask(PtzRecall("cam", 4))
    assert (camera.state()["pan"], camera.state()["tilt"]) == (0, 0)


async def test_nobody_renews_and_it_stops(hand: Hand) -> None:
    await hand.ask(PtzMove("cam", -0.5))
    assert hand.camera.moving == (-1, 0)
    await hand.until(lambda: hand.camera.moving == (0, 0))
    await hand.until(lambda: hand.states() == (PtzState("cam"),))


async def test_a_camera_that_dies_in_the_hand_is_stopped_once_it_is_back(hand: Hand) -> None:
    camera = hand.camera
    port = int(camera.options()["port"])
    await hand.ask(PtzMove("cam", 1))
    await camera.stop()
    lost = PtzState("cam", available=False, reason=Reason.SILENT)
    await hand.until(
        lambda: hand.states() and hand.states()[0].available is False and not _held(hand)
    )
    assert hand.states()[0] in (lost, PtzState("cam", False, Reason.UNREACHABLE))
    assert camera.moving == (1, 0)
    await camera.start("127.0.0.1", port)
    await hand.until(lambda: camera.moving == (0, 0))


def _held(hand: Hand) -> bool:
    return any(state.moved_by for state in hand.states())
