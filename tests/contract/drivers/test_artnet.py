"""Art-Net on a simulated node."""

from __future__ import annotations

import asyncio

from wallctl.drivers.artnet import FAMILY
from wallctl.simulators.devices.artnet import ArtnetSimulator
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite, Tried, running
from wallctl.testing.sim_peer import SimPeer


class Simulated(SimPeer[ArtnetSimulator]):
    family = FAMILY
    wishes = {"light.1": 80, "light.2": 20}
    other = {"light.1": 10, "light.2": 100}
    extra = {"wait_s": 0.2, "lights": "主席台 = 1\n坐席区 = 2\n走廊 = 3"}


class TestArtnetSimulated(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return Simulated(ArtnetSimulator())


async def test_nothing_is_sent_before_something_is_wanted_then_each_second() -> None:
    peer = Simulated(ArtnetSimulator())
    await peer.start()
    try:
        tried = Tried(peer)
        async with running(tried.actor):
            await tried.until(tried.online)
            tried.clock.factor = 20.0
            await asyncio.sleep(0.3)
            assert peer.sim.frames == 0
            tried.want({"light.2": 50})
            await tried.until(lambda: peer.sim.frames >= 5)
            assert len(tried.sent) == 1
            assert dict(peer.sim.state()) == {"light.1": 0, "light.2": 50.2, "light.3": 0}
    finally:
        await peer.stop()


async def test_all_lights_come_back_together_after_a_lost_link() -> None:
    peer = Simulated(ArtnetSimulator())
    await peer.start()
    try:
        tried = Tried(peer)
        async with running(tried.actor):
            await tried.until(tried.online)
            tried.want({"light.1": 100, "light.2": 100, "light.3": 100})
            await tried.until(tried.as_wished)
            await peer.kill()
            await tried.until(lambda: not tried.online())
            peer.sim.channels[:3] = bytes(3)
            await peer.restart()
            tried.actor.again()
            await tried.until(lambda: any(peer.sim.channels))
            assert peer.sim.channels[:3] == b"\xff\xff\xff"
            assert len(tried.sent) == 2
    finally:
        await peer.stop()
