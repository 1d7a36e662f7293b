"""PJLink on pjlink-advance's emulated projector."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.peers.rigs.pjlink import Pjlink
from wallctl.domain.devices.observed import Verdict
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.drivers.pjlink import FAMILY
from wallctl.ports.driver import Act, State
from wallctl.ports.line import Lines
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite, Tried, running
from wallctl.transport.lines.real import lines

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(bool(Pjlink.missing()), reason=Pjlink.missing() or "there"),
]
PASSWORD = "s3cret-lamp"
_NAMES = {"mute.video": "mute_video", "mute.audio": "mute_audio"}


class Peer(DriverPeer):
    family = FAMILY
    wishes = {"power": "on", "input": "32", "mute.video": True, "freeze": True}
    other = {"power": "off", "input": "11", "mute.video": False, "freeze": False}
    unsaid = ("input",)
    acts = (Act("volume_up"),)
    secrets = (PASSWORD,)
    garbles = ("refused",)  # it says ERR3 to the next command; garbage is not its way

    def __init__(self, transition_s: float = 0.0) -> None:
        self._transition_s = transition_s

    def _reached(self, **changed: Value) -> dict[str, Value]:
        given = {"host": "127.0.0.1", "port": 9, "poll_s": 1, "password": PASSWORD}
        return complete(FAMILY.card.options, {**given, **changed})

    @property
    def options(self) -> Mapping[str, Value]:
        return self._reached(port=self.rig.port)

    @property
    def absent(self) -> Mapping[str, Value]:
        return self._reached()

    @property
    def wrong(self) -> Mapping[str, Value]:
        return self._reached(port=self.rig.port, password="other")

    @property
    def lines(self) -> Lines:
        return lines

    async def start(self) -> None:
        self.rig = Pjlink(password=PASSWORD, transition_s=self._transition_s)
        await self.rig.start()

    async def stop(self) -> None:
        await self.rig.close()

    async def kill(self) -> None:
        await self.rig.kill()

    async def restart(self) -> None:
        await self.rig.start()

    async def state(self) -> State:
        told = await self.rig.state()
        return {key: told[_NAMES.get(key, key)] for key in self.wishes}

    async def front_panel(self, key: str, value: Value) -> None:
        await self.rig.front_panel(**{_NAMES.get(key, key): value})

    async def acted(self) -> int:
        told = await self.rig.state()
        return sum("SVOL" in one for one in told["received"])

    async def garble(self, how: str) -> None:
        await self.rig.fault(
            silent=how == "silence", fail_next="ERR3" if how == "refused" else None
        )


class TestPjlinkPeer(DriverSuite):
    how = "peer"

    def peer(self) -> DriverPeer:
        return Peer()


async def test_warming_is_pending_and_no_drift() -> None:
    peer = Peer(transition_s=1.0)
    await peer.start()
    try:
        tried = Tried(peer)
        async with running(tried.actor):
            await tried.until(tried.online)
            tried.want({"power": "on", "input": "32"})
            await tried.until(tried.as_wished)
            seen = [state.state("power") for state in tried.told]
            warming = [one for one in seen if one is not None and one.value == "warming"]
            assert warming
            assert {(one.verdict, one.reason) for one in warming} == {(Verdict.PENDING, "warming")}
            assert [operation.keys for operation in tried.sent] == [("power",), ("input",)]
            tried.want({"power": "off"})
            await tried.until(tried.as_wished)
            assert (await peer.rig.state())["power"] == "off"
    finally:
        await peer.stop()


async def test_faults_and_names_are_told() -> None:
    peer = Peer()
    await peer.start()
    try:
        await peer.rig.front_panel(errors={"lamp": "error", "filter": "warning"}, lamps=[70, 80])
        tried = Tried(peer)
        async with running(tried.actor):
            await tried.until(tried.online)
            values = tried.values()
            assert (values["fault.lamp"], values["fault.filter"]) == ("error", "warning")
            assert (values["hours.lamp.1"], values["hours.lamp.2"]) == (70, 80)
            assert dict(tried.state.info)["model"] == "EB-L735U"
            entry = tried.point("input")
            assert entry is not None
            assert {c.value: c.text.zh for c in entry.choices}["31"] == "HDMI1"
            assert await tried.actor.say("%1POWR ?") == "%1POWR=0"
            assert await tried.actor.say("%1INPT ?") == "%1INPT=ERR3"
    finally:
        await peer.stop()
