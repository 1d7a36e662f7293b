"""ONVIF on ipycam, in a network of its own."""

from __future__ import annotations

import asyncio

import pytest

from tests.peers.rigs.onvif_camera import OnvifCamera
from wallctl.domain.devices import ptz
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.domain.devices.streams import streams
from wallctl.drivers.onvif import FAMILY
from wallctl.ports.driver import Act, Means, State
from wallctl.ports.line import Lines
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite, Tried, running
from wallctl.transport.finding import NetworkDiscovery
from wallctl.transport.lines.real import lines

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(bool(OnvifCamera.missing()), reason=OnvifCamera.missing() or "there"),
]
PASSWORD = "s3cret-camera"


class Peer(DriverPeer):
    family = FAMILY
    wishes = {"zoom": 40}
    other = {"zoom": 85}
    secrets = (PASSWORD,)
    garbles = ()
    rig: OnvifCamera

    def _reached(self, host: str, password: str = PASSWORD) -> dict[str, Value]:
        given = {"host": host, "port": 8080, "password": password, "poll_s": 0.5}
        return complete(FAMILY.card.options, given)

    @property
    def options(self) -> dict[str, Value]:
        return self._reached(self.rig.host)

    @property
    def absent(self) -> dict[str, Value]:
        return {**self._reached("127.0.0.1"), "port": 9}

    @property
    def wrong(self) -> dict[str, Value]:
        return self._reached(self.rig.host, "other")

    @property
    def lines(self) -> Lines:
        return lines

    async def start(self) -> None:
        self.rig = OnvifCamera(user="admin", password=PASSWORD)
        try:
            await self.rig.start()
        except BaseException:
            await self.rig.close()
            raise

    async def stop(self) -> None:
        await self.rig.close()

    async def kill(self) -> None:
        await self.rig.kill()

    async def restart(self) -> None:
        await self.rig.restart()

    async def state(self) -> State:
        return {"zoom": round((await self.rig.state())["zoom"] * 100)}


class TestOnvifPeer(DriverSuite):
    how = "peer"

    def peer(self) -> DriverPeer:
        return Peer()


async def test_a_camera_in_the_hand() -> None:
    peer = Peer()
    await peer.start()
    try:
        tried = Tried(peer)
        async with running(tried.actor):
            await tried.until(tried.online)
            assert ("model", "VirtualCam-1") in tried.state.info
            addresses = [address for _, address in streams(tried.state.info)]
            assert len(addresses) == 2
            assert all(one.startswith(f"rtsp://{peer.rig.host}:") for one in addresses)
            await tried.actor.act(Act(ptz.MOVE, value=ptz.velocity_text(1, 0.5, 0)))
            assert (await peer.rig.state())["moving"]
            await asyncio.sleep(0.2)
            await tried.actor.act(Act(ptz.STOP))
            seen = await peer.rig.state()
            assert not seen["moving"]
            assert seen["pan"] > 0
            assert seen["tilt"] > 0
            await tried.actor.act(Act(ptz.STORE, value=ptz.preset_text(3, "大门")))
            await tried.actor.act(Act(ptz.HOME))
            assert (await peer.rig.state())["pan"] == pytest.approx(0, abs=0.01)
            assert len(tried.connections) == 1
        assert FAMILY.find is not None
        found = await FAMILY.find(peer.options, Means(peer.lines, tried.clock))
        assert [one.address for one in found] == addresses
        assert all("VirtualCam" in one.name for one in found)
    finally:
        await peer.stop()


async def test_it_is_found() -> None:
    peer = Peer()
    await peer.start()
    try:
        found = await NetworkDiscovery(lambda: (peer.rig.net.near,)).find(1.0)
        ours = [one for one in found.proposals if one.how == "onvif"]
        assert [one.address for one in ours] == [peer.rig.url]
    finally:
        await peer.stop()
