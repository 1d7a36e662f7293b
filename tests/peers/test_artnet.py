"""Art-Net on npm's dmxnet as the node."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from tests.peers.rigs.dmxnet import Dmxnet
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.drivers.artnet import FAMILY
from wallctl.ports.driver import State
from wallctl.ports.line import Lines
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite, Tried, running
from wallctl.transport.lines.real import lines

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(bool(Dmxnet.missing()), reason=Dmxnet.missing() or "there"),
]
UNIVERSE = (1, 2, 3)
LIGHTS = "主席台 = 1\n坐席区 = 512"


class Peer(DriverPeer):
    family = FAMILY
    wishes = {"light.1": 80, "light.512": 20}
    other = {"light.1": 10, "light.512": 100}
    garbles = ()  # a node's words are not read

    def _reached(self, host: str, port: int) -> dict[str, Value]:
        net, subnet, universe = UNIVERSE
        given = {"host": host, "port": port, "lights": LIGHTS, "wait_s": 0.3}
        given["universe"] = net << 8 | subnet << 4 | universe
        return complete(FAMILY.card.options, given)

    @property
    def options(self) -> Mapping[str, Value]:
        return self._reached(self.rig.host, self.rig.port)

    @property
    def absent(self) -> Mapping[str, Value]:
        return self._reached("127.0.0.1", 9)

    @property
    def lines(self) -> Lines:
        return lines

    async def start(self) -> None:
        self.rig = Dmxnet([UNIVERSE])
        await self.rig.start()

    async def stop(self) -> None:
        await self.rig.close()

    async def kill(self) -> None:
        await self.rig.kill()

    async def restart(self) -> None:
        await self.rig.start()

    async def state(self) -> State:
        channels = await self.rig.state("1/2/3")
        return {key: round(channels[int(key[6:]) - 1] / 2.55) for key in self.wishes}

    async def garble(self, how: str) -> None:
        """Silent it always is."""


class TestArtnetPeer(DriverSuite):
    how = "peer"

    def peer(self) -> DriverPeer:
        return Peer()


async def test_each_change_is_one_frame_and_the_last_is_repeated() -> None:
    peer = Peer()
    await peer.start()
    try:
        tried = Tried(peer)
        async with running(tried.actor):
            await tried.until(tried.online)
            assert await peer.rig.count("1/2/3") == 0
            for percent in range(1, 101):
                tried.want({"light.1": percent})
                await tried.until(tried.as_wished)
            frames = await peer.rig.frames("1/2/3")
            levels = [channels[0] for _, channels in frames]
            assert levels[-1] == 255
            assert levels == sorted(levels)
            assert set(levels) == {round(n / 100 * 255) for n in range(1, 101)}
            seconds = frames[-1][0] - frames[0][0]
            assert len(frames) / seconds <= 41
            tried.clock.factor = 10.0
            count = await peer.rig.count("1/2/3")
            for _ in range(200):
                if await peer.rig.count("1/2/3") >= count + 5:
                    break
                await asyncio.sleep(0.02)
            assert (await peer.rig.state("1/2/3"))[0] == 255
            assert await peer.rig.count("1/2/3") >= count + 5
    finally:
        await peer.stop()
