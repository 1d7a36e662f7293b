"""ONVIF on a simulated camera."""

from __future__ import annotations

import asyncio

import pytest

from wallctl.domain.devices import ptz
from wallctl.domain.devices.streams import streams
from wallctl.domain.errors import AuthFailed, Rejected
from wallctl.drivers.onvif import FAMILY
from wallctl.ports.driver import Act, Means, State
from wallctl.simulators.devices.onvif import OnvifSimulator
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite, Tried, running
from wallctl.testing.scaled import ScaledClock
from wallctl.testing.sim_peer import SimPeer

PASSWORD = "s3cret-camera"


class Simulated(SimPeer[OnvifSimulator]):
    family = FAMILY
    wishes = {"zoom": 40}
    other = {"zoom": 85}
    unsaid = ("motion", "tamper")
    acts = (Act(ptz.MOVE, value=ptz.velocity_text(0.5, 0, 0)),)
    secrets = (PASSWORD,)
    extra = {"poll_s": 0.5}

    @property
    def wrong(self) -> dict[str, bool | int | float | str]:
        return {**self.options, "password": "other"}


class TestOnvifSimulated(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return Simulated(OnvifSimulator(PASSWORD))


async def test_a_camera_in_the_hand() -> None:
    peer = Simulated(OnvifSimulator(PASSWORD))
    peer.sim.presets["gate-3"] = ("大门", 50, -20, 10)
    await peer.start()
    try:
        tried = Tried(peer)
        async with running(tried.actor):
            await tried.until(tried.online)
            assert [name for name, _ in streams(tried.state.info)] == ["主码流", "子码流"]
            assert streams(tried.state.info)[0][1] == "rtsp://127.0.0.1:554/main"
            await tried.actor.act(Act(ptz.MOVE, value=ptz.velocity_text(1, -1, 0.5)))
            assert peer.sim.velocity == (1, -1, 0.5)
            await tried.actor.act(Act(ptz.STOP))
            assert peer.sim.velocity == (0, 0, 0)
            await tried.actor.act(Act(ptz.RECALL, value=1))
            await tried.until(lambda: tried.values().get("pan") == 50)
            await tried.actor.act(Act(ptz.STORE, value=ptz.preset_text(7, "会场")))
            assert peer.sim.presets["7"] == ("会场", 50, -20, 10)
            point = tried.point("presets")
            assert point is not None
            assert [(c.value, c.text.zh) for c in point.choices] == [("1", "大门"), ("7", "会场")]
            await tried.actor.act(Act(ptz.HOME))
            await tried.until(lambda: tried.values().get("pan") == 0)
            for bad in (Act(ptz.RECALL, value=9), Act(ptz.MOVE, value="9"), Act("dance")):
                with pytest.raises(Rejected):
                    await tried.actor.act(bad)
            await peer.front_panel("motion", True)
            await tried.until(lambda: tried.values().get("motion") is True)
            assert tried.values()["tamper"] is False
            assert len(tried.connections) == 1
        assert FAMILY.find is not None
        found = await FAMILY.find(peer.options, Means(peer.lines, tried.clock))
        assert [(one.how, one.name, one.address) for one in found] == [
            ("rtsp", "模拟云台摄像机 主码流", "rtsp://127.0.0.1:554/main"),
            ("rtsp", "模拟云台摄像机 子码流", "rtsp://127.0.0.1:554/sub"),
        ]
        with pytest.raises(AuthFailed):
            await FAMILY.find(peer.wrong, Means(peer.lines, tried.clock))
    finally:
        await peer.stop()


async def test_what_an_event_said_holds_while_the_camera_says_that_nothing_happens() -> None:
    peer = Simulated(OnvifSimulator(PASSWORD))
    await peer.start()
    try:
        connection = FAMILY.connect(peer.options, Means(peer.lines, ScaledClock(10)))
        told: asyncio.Queue[State] = asyncio.Queue()
        try:
            await connection.open()
            async with asyncio.timeout(10), asyncio.TaskGroup() as group:
                listening = group.create_task(connection.listen(told.put_nowait))
                for _ in range(3):
                    assert await told.get() == {"motion": False, "tamper": False}
                await peer.front_panel("motion", True)
                while (await told.get())["motion"] is False:
                    pass
                assert (await told.get())["motion"] is True
                listening.cancel()
        finally:
            await connection.close()
    finally:
        await peer.stop()
