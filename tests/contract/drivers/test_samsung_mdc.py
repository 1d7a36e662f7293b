"""Multiple Display Control on a simulated display, with and without the secured protocol."""

from __future__ import annotations

from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.drivers.samsung_mdc import FAMILY
from wallctl.ports.driver import Act
from wallctl.simulators.devices.samsung_mdc import MdcSimulator
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite, Tried, running
from wallctl.testing.sim_peer import SimPeer

PIN = "7391"


class Simulated(SimPeer[MdcSimulator]):
    family = FAMILY
    wishes = {"power": "on", "input": "hdmi2", "volume": 35, "mute": True}
    other = {"power": "off", "input": "dp1", "volume": 5, "mute": False}
    unsaid = (*(p.key for p in FAMILY.points({}) if p.key != "power"),)
    acts = (Act("reboot"),)
    secrets = (PIN,)
    extra = {"poll_s": 1}

    @property
    def wrong(self) -> dict[str, Value]:
        return complete(FAMILY.card.options, {**self.options, "pin": "1111"})


class TestSamsungMdcSecured(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return Simulated(MdcSimulator(PIN))


async def test_answers_in_pieces_are_put_together() -> None:
    """The library alone fails here: it takes what one reading gives for a whole answer."""
    peer = Simulated(MdcSimulator())
    peer.sim.faults.split = True
    await peer.start()
    try:
        tried = Tried(peer)
        async with running(tried.actor):
            await tried.until(tried.online)
            tried.want(peer.wishes)
            await tried.until(tried.as_wished)
            assert len(tried.connections) == 1
            assert await tried.actor.say("11") == "A 11 01"
            assert await tried.actor.say("99") == "N 99 03"
    finally:
        await peer.stop()


async def test_a_display_that_wants_a_pin_is_no_retry_storm() -> None:
    peer = Simulated(MdcSimulator(PIN))
    await peer.start()
    try:
        tried = Tried(peer, {**peer.options, "pin": ""})
        async with running(tried.actor):
            await tried.until(lambda: tried.state.reason == "auth_failed")
            assert "pin_needed" in tried.state.detail
    finally:
        await peer.stop()
