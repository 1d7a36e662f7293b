"""Cisco's xAPI on a simulated terminal."""

from __future__ import annotations

import pytest

from wallctl.domain.devices.points import Value
from wallctl.domain.errors import Rejected
from wallctl.drivers.roomos import FAMILY
from wallctl.ports.driver import Act
from wallctl.simulators.devices.roomos import RoomosSimulator
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite, Tried, running
from wallctl.testing.sim_peer import SimPeer

PASSWORD = "s3cret-room"


class Simulated(SimPeer[RoomosSimulator]):
    family = FAMILY
    wishes = {"power": "on", "volume": 55, "mute": True, "microphones.mute": True}
    other = {"power": "off", "volume": 10, "mute": False, "microphones.mute": False}
    acts = (Act("dial", value="8001"),)
    secrets = (PASSWORD, "YWRtaW46czNjcmV0LXJvb20=")
    garbles = ("garbage", "endless")
    extra = {"poll_s": 0.5, "tls": False}

    @property
    def wrong(self) -> dict[str, Value]:
        return {**self.options, "password": "other"}


class TestRoomosSimulated(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return Simulated(RoomosSimulator(PASSWORD))


async def test_a_call() -> None:
    peer = Simulated(RoomosSimulator(PASSWORD))
    await peer.start()
    try:
        tried = Tried(peer)
        async with running(tried.actor):
            await tried.until(tried.online)
            assert ("model", "模拟会议终端") in tried.state.info
            with pytest.raises(Rejected):
                await tried.actor.act(Act("hangup"))
            await tried.actor.act(Act("dial", value="sip:hall@county"))
            await tried.until(lambda: tried.values()["call"] == "calling")
            assert peer.sim.dialled == ["sip:hall@county"]
            await peer.front_panel("call", "connected")
            await tried.until(lambda: tried.values()["call"] == "connected")
            assert tried.values()["with"] == "sip:hall@county"
            await tried.actor.act(Act("hangup"))
            await tried.until(lambda: tried.values()["call"] == "idle")
            await peer.front_panel("call", "ringing")
            await tried.until(lambda: tried.values()["call"] == "ringing")
            await tried.actor.act(Act("answer"))
            await tried.until(lambda: tried.values()["call"] == "connected")
            assert len(tried.connections) == 1
    finally:
        await peer.stop()
