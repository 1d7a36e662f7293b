"""Cameras of sources through the actors of devices: the stop comes, whatever stands in its way."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator

import pytest

from tests.unit.engine.conftest import Bench
from tests.unit.engine.devices.scripted import WORDS, Scripted
from wallctl.domain.commands import (
    Answer,
    DeviceAct,
    DeviceAdd,
    DeviceSet,
    DeviceUpdate,
    PtzAction,
    PtzMove,
    PtzRecall,
    PtzStop,
    PtzStore,
    Result,
    SourceUpdate,
)
from wallctl.domain.devices.points import Capability, Choice, Point, Text
from wallctl.domain.devices.ptz import ACTS, MOVE, RECALL, STOP, STORE
from wallctl.domain.errors import AuthFailed, Rejected
from wallctl.domain.observed import PtzPreset, PtzState, Reason
from wallctl.engine.devices.acting import WAITING, ActQueue
from wallctl.engine.room import RoomEngine
from wallctl.ports.driver import Act, Family

LEVEL = Point("level", Capability.LEVEL, WORDS, low=0, high=100, step=1)
PRESETS = Point(
    "presets",
    Capability.PRESET,
    WORDS,
    settable=False,
    readable=False,
    choices=(Choice("1", Text("大门", "Gate")), Choice("7", Text("河道", "River"))),
)
EAST = Point("camera.east", Capability.SENSOR, WORDS, settable=False)
WEST = Point("camera.west", Capability.SENSOR, WORDS, settable=False)


def moving(device: Scripted, name: str) -> Family:
    family = device.family(name)
    return dataclasses.replace(family, card=dataclasses.replace(family.card, acts=ACTS))


class CameraSite(Bench):
    """cam1 is moved by the device `dome`, cam2 is the camera `camera.east` of `platform`."""

    def __post_init__(self) -> None:
        self.dome = Scripted(self.clock, (LEVEL, PRESETS), {"level": 10})
        state = {"camera.east": "online", "camera.west": "offline"}
        self.platform = Scripted(self.clock, (EAST, WEST), dict(state))
        self.lamp = Scripted(self.clock)
        super().__post_init__()

    def _made(self) -> RoomEngine:
        engine = super()._made()
        families = {
            "dome": moving(self.dome, "dome"),
            "platform": moving(self.platform, "platform"),
            "lamp": self.lamp.family("lamp"),
        }
        return RoomEngine(
            room="hall",
            journal=self.journal,
            glass=self.glass,
            clock=self.clock,
            ids=engine._ids,
            secrets=self.secrets,
            families=families,
        )

    async def put(self) -> None:
        await self.furnish()
        for name in ("dome", "platform", "lamp"):
            added = DeviceAdd(name, name, id=name, options={"host": "h"})
            assert (await self.ask(added)).result is Result.DONE
        await self.ask(SourceUpdate("cam1", camera="dome"))
        await self.ask(SourceUpdate("cam2", camera="platform/camera.east"))
        await self.clock.advance(0.2)

    def begin(self, what: PtzAction, by: str = "wang") -> asyncio.Task[Answer]:
        self.asked += 1
        return asyncio.create_task(self.engine.ask(what, id=f"p{self.asked}", by=by))

    async def camera(self, what: PtzAction, by: str = "wang") -> Answer:
        """Without letting any time pass."""
        asking = self.begin(what, by)
        await self.clock.settle()
        assert asking.done(), "it waits for something"
        return await asking

    def state(self, source: str = "cam1") -> PtzState | None:
        return next((s for s in self.engine.observed.ptz if s.source == source), None)

    def did(self, device: str = "dome") -> list[str]:
        return [act.name for act in getattr(self, device).acted]


@pytest.fixture
async def site() -> AsyncIterator[CameraSite]:
    one = CameraSite()
    await one.start()
    await one.put()
    yield one
    one.dome.reply_s = one.platform.reply_s = 0.0
    await one.stop()


async def test_what_a_device_can_is_what_its_source_can(site: CameraSite) -> None:
    presets = (PtzPreset(1, "大门"), PtzPreset(7, "河道"))
    assert site.state() == PtzState("cam1", presets=presets)
    assert site.state("cam2") == PtzState("cam2")
    await site.ask(SourceUpdate("cam2", camera="platform/camera.west"))
    await site.clock.settle()
    off = PtzState("cam2", available=False, reason=Reason.UNREACHABLE)
    assert site.state("cam2") == off
    await site.ask(SourceUpdate("cam2", camera="platform/camera.none"))
    await site.clock.settle()
    assert site.state("cam2") == dataclasses.replace(off, reason=Reason.NOT_FOUND)
    for none in ("lamp", ""):
        await site.ask(SourceUpdate("cam2", camera=none))
        await site.clock.settle()
        assert site.state("cam2") is None
        answer = await site.camera(PtzMove("cam2", 1))
        assert (answer.result, answer.code) == (Result.REFUSED, "ptz_unsupported")


async def test_each_act_reaches_the_device_and_the_camera_that_is_meant(site: CameraSite) -> None:
    for what in (PtzMove("cam2", 0.5, -1), PtzStop("cam2"), PtzRecall("cam2", 7)):
        assert (await site.ask(what)).code == "sent"
    assert (await site.ask(PtzStore("cam2", 3, "河 道"))).code == "sent"
    assert site.platform.acted == [
        Act(MOVE, "camera.east", "0.500 -1.000 0.000"),
        Act(STOP, "camera.east"),
        Act(RECALL, "camera.east", 7),
        Act(STORE, "camera.east", "3 河 道"),
    ]
    assert not site.dome.acted


async def test_a_move_without_renewal_stops_by_itself(site: CameraSite) -> None:
    assert (await site.camera(PtzMove("cam1", 0.5))).code == "sent"
    await site.clock.advance(0.45)
    assert site.did() == [MOVE]
    await site.clock.advance(0.1)
    assert site.did() == [MOVE, STOP]
    await site.clock.advance(60)
    assert site.did() == [MOVE, STOP]


async def test_a_stop_overtakes_all_that_waits(site: CameraSite) -> None:
    """Somebody sets and asks things on the device's own page while another moves it."""
    site.dome.reply_s = 0.1
    tasks = [
        asyncio.create_task(site.engine.ask(what, id=f"d{n}", by="li"))
        for n, what in enumerate(
            (
                DeviceAct("dome", STORE, value=1),
                DeviceAct("dome", RECALL, value=1),
                DeviceAct("dome", MOVE, value="1 0 0"),
                DeviceAct("dome", STORE, value=2),
                DeviceSet("dome", "level", 50),
            )
        )
    ]
    await site.clock.settle()
    assert not site.did()
    stop = site.begin(PtzStop("cam1"))
    await site.clock.advance(0.25)
    assert site.did() == [STORE, STOP]
    assert not site.dome.sent
    await site.clock.advance(3)
    assert site.did() == [STORE, STOP, STORE]
    assert site.dome.sent == [("level", 50)]
    assert (await stop).code == "sent"
    codes = [(await task).code for task in tasks]
    assert codes[:4] == ["sent", "superseded", "superseded", "sent"]


async def test_of_moves_that_wait_the_newest_is_done() -> None:
    queue = ActQueue()
    first = queue.put(Act(MOVE, "a", "1 0 0"), "", 0.0)
    other = queue.put(Act(MOVE, "b", "1 0 0"), "", 0.0)
    last = queue.put(Act(MOVE, "a", "0 1 0"), "", 0.0)
    for _ in range(WAITING - 2):
        queue.put(Act("ding"), "", 0.0)
    with pytest.raises(Rejected, match="busy"):
        queue.put(Act("ding"), "", 0.0)
    stop = queue.put(Act(STOP, "b"), "", 0.0)
    assert queue.urgent
    order = [one.answer for one in iter(lambda: queue.next(0.0), None)]
    assert order[:2] == [stop, last]
    assert not queue.urgent
    for gone in (first, other):
        assert isinstance(gone.exception(), Rejected)


async def test_one_hand_for_a_camera_that_two_sources_show(site: CameraSite) -> None:
    await site.ask(SourceUpdate("cam2", camera="dome"))
    await site.clock.settle()
    await site.camera(PtzMove("cam1", 0.5))
    assert {s.moved_by for s in site.engine.observed.ptz} == {"wang"}
    answer = await site.camera(PtzMove("cam2", -0.5), by="li")
    assert (answer.result, answer.code) == (Result.REFUSED, "ptz_in_use")
    await site.camera(PtzStop("cam2"), by="li")
    assert site.did() == [MOVE, STOP]
    await site.clock.advance(5)
    assert site.did() == [MOVE, STOP]


async def test_a_device_that_is_not_there_refuses_at_once(site: CameraSite) -> None:
    site.dome.die()
    await site.clock.settle()
    assert site.state() == PtzState("cam1", available=False, reason=Reason.UNREACHABLE)
    answer = await site.camera(PtzMove("cam1", 0.5))
    assert (answer.result, answer.code) == (Result.REFUSED, "ptz_unavailable")
    answer = await site.camera(PtzStop("cam1"))
    assert (answer.result, answer.code) == (Result.FAILED, "unreachable")
    site.dome.error, site.dome.there = AuthFailed(), True
    await site.clock.advance(5)
    state = site.state()
    assert state is not None
    assert state.reason is Reason.AUTH
    await site.ask(DeviceUpdate("dome", enabled=False))
    await site.clock.settle()
    state = site.state()
    assert state is not None
    assert not state.available
    assert (await site.camera(PtzStop("cam1"))).code == "unreachable"
    assert not site.dome.acted


async def test_lost_while_it_moves_it_is_stopped_when_it_is_back(site: CameraSite) -> None:
    await site.camera(PtzMove("cam1", 0.5))
    site.dome.die()
    await site.clock.advance(30)
    assert site.did() == [MOVE]
    site.dome.there = True
    await site.clock.advance(60)
    assert site.did() == [MOVE, STOP]
    site.dome.die()
    site.dome.there = True
    await site.clock.advance(60)
    assert site.did() == [MOVE, STOP]


async def test_what_took_its_stop_is_not_told_again(site: CameraSite) -> None:
    await site.camera(PtzMove("cam1", 0.5))
    await site.camera(PtzStop("cam1"))
    site.dome.die()
    site.dome.there = True
    await site.clock.advance(60)
    assert site.did() == [MOVE, STOP]


async def test_the_engine_s_end_stops_what_moves(site: CameraSite) -> None:
    await site.camera(PtzMove("cam1", 0.5))
    await site.stop()
    assert site.did() == [MOVE, STOP]
