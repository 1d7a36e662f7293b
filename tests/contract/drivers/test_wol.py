"""Wake-on-LAN on a simulated machine."""

from __future__ import annotations

import asyncio

import pytest

from wallctl.drivers.wol import FAMILY
from wallctl.ports.driver import Act
from wallctl.simulators.devices.wol import WolSimulator
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite, Tried, running
from wallctl.testing.sim_peer import SimPeer

PASSWORD = "5e:c3:e7:00:00:01"


class Simulated(SimPeer[WolSimulator]):
    family = FAMILY
    wishes = {}
    other = {}


class TestWolSimulated(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return Simulated(WolSimulator(password=PASSWORD))


async def test_twenty_wakings_and_no_password_is_told(caplog: pytest.LogCaptureFixture) -> None:
    peer = Simulated(WolSimulator(password=PASSWORD))
    await peer.start()
    try:
        tried = Tried(peer)
        async with running(tried.actor):
            await tried.until(tried.online)
            await asyncio.gather(*(tried.actor.act(Act("wake")) for _ in range(20)))
            await tried.until(lambda: peer.sim.acted == 20)
            await peer.kill()
            await tried.actor.act(Act("wake"))
            assert tried.online()
            told = f"{caplog.text}{tried.told}{list(tried.actor.exchanges)}".lower()
            for secret in (PASSWORD, PASSWORD.replace(":", "")):
                assert secret not in told
    finally:
        await peer.stop()


@pytest.mark.parametrize("given", [{"mac": "hello"}, {"password": "12"}])
async def test_bad_addresses_are_told_and_nothing_is_sent(given: dict[str, str]) -> None:
    peer = Simulated(WolSimulator())
    await peer.start()
    try:
        tried = Tried(peer, {**peer.options, **given})
        async with running(tried.actor):
            await tried.until(lambda: tried.state.reason == "bad_options")
            assert not tried.connections
            assert "12" not in tried.state.detail
    finally:
        await peer.stop()
