"""The driver for Videohub routers against npm's videohub-server: the framing, the first state, the
acknowledgement of what is sent. It carries nothing out and tells of nothing, so that it proves no
more than that."""

from __future__ import annotations

import pytest

from tests.peers.rigs.videohub_server import VideohubServer
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.drivers.videohub import FAMILY
from wallctl.ports.driver import Means, State
from wallctl.ports.line import Lines
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite, Tried
from wallctl.transport.lines.real import lines

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(bool(VideohubServer.missing()), reason=VideohubServer.missing() or "there"),
]
INPUTS, OUTPUTS = 41, 10


class Peer(DriverPeer):
    family = FAMILY
    wishes = {"route.1": "3", "route.10": "1"}
    other = {"route.1": "2", "route.10": "5"}

    @property
    def options(self) -> dict[str, Value]:
        return self._reached(str(self.rig.host), int(self.rig.port))

    @property
    def absent(self) -> dict[str, Value]:
        return self._reached("127.0.0.1", 9)

    def _reached(self, host: str, port: int) -> dict[str, Value]:
        return complete(FAMILY.card.options, {"host": host, "port": port})

    @property
    def lines(self) -> Lines:
        return lines

    async def start(self) -> None:
        self.rig = VideohubServer()
        await self.rig.start()

    async def stop(self) -> None:
        await self.rig.close()

    async def kill(self) -> None:
        await self.rig.kill()

    async def restart(self) -> None:
        await self.rig.restart()

    async def state(self) -> State:
        heard = (await self.rig.state())["heard"]
        return {f"route.{output + 1}": str(source + 1) for output, source in heard}


class TestVideohubServer(DriverSuite):
    how = "peer"

    def peer(self) -> DriverPeer:
        return Peer()


async def test_what_is_sent_is_what_the_server_hears() -> None:
    """It says ACK and stays as it was: its own account of what it was told is what is looked at."""
    peer = Peer()
    await peer.start()
    try:
        tried = Tried(peer)
        connection = FAMILY.connect(peer.options, Means(lines, tried.clock))
        try:
            opened = await connection.open()
            assert dict(opened.info)["model"] == "Virtual Videohub"
            assert dict(opened.info)["version"] == "2.8"
            routes = [p for p in opened.points if p.key.startswith("route.")]
            assert len(routes) == OUTPUTS
            assert all(len(p.choices) == INPUTS for p in routes)
            assert opened.state["route.1"] == str(INPUTS)
            (salvo,) = FAMILY.diff(opened.state, peer.wishes)
            assert await connection.send(salvo) == {}
            assert await peer.state() == peer.wishes
            assert await connection.read() == opened.state, "an ACK alone is no proof"
            assert await connection.say("PING:") == "ACK"
        finally:
            await connection.close()
    finally:
        await peer.stop()
