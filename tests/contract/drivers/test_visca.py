"""VISCA over IP on a simulated camera, with and without Sony's header."""

from __future__ import annotations

import pytest

from wallctl.domain.devices import ptz
from wallctl.domain.errors import Rejected
from wallctl.drivers.visca import FAMILY
from wallctl.ports.driver import Act
from wallctl.simulators.devices.visca import ViscaSimulator
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite, Tried, running
from wallctl.testing.sim_peer import SimPeer


class Simulated(SimPeer[ViscaSimulator]):
    family = FAMILY
    wishes = {"power": "on", "zoom": 8000, "focus.auto": False}
    other = {"power": "off", "zoom": 120, "focus.auto": True}
    unsaid = ("zoom", "focus.auto", "pan", "tilt")
    acts = (Act(ptz.MOVE, value=ptz.velocity_text(0.5, 0, 0)),)
    extra = {"poll_s": 1}


class TestViscaSimulated(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return Simulated(ViscaSimulator())


@pytest.mark.parametrize("header", [True, False])
async def test_a_camera_in_the_hand(header: bool) -> None:
    peer = Simulated(ViscaSimulator(header=header))
    await peer.start()
    try:
        await peer.front_panel("power", "on")
        tried = Tried(peer)
        async with running(tried.actor):
            await tried.until(tried.online)
            await tried.actor.act(Act(ptz.MOVE, value=ptz.velocity_text(1, -1, 0.5)))
            assert peer.sim.moving == (1, -1)
            await tried.actor.act(Act(ptz.STOP))
            assert peer.sim.moving == (0, 0)
            await tried.actor.act(Act(ptz.STORE, value=7))
            await tried.actor.act(Act(ptz.HOME))
            await tried.until(lambda: tried.values()["pan"] == 0)
            await tried.actor.act(Act(ptz.RECALL, value=7))
            await tried.until(lambda: (tried.values()["pan"], tried.values()["tilt"]) == (24, -20))
            for bad in (
                Act(ptz.RECALL, value=9),
                Act(ptz.RECALL, value=0),
                Act(ptz.MOVE, value="9"),
            ):
                with pytest.raises(Rejected):
                    await tried.actor.act(bad)
            assert await tried.actor.say("81 09 04 00 FF") == "02"
            assert await tried.actor.say("81 01 04 99 FF") == "90 60 02 FF"
            assert len(tried.connections) == 1
    finally:
        await peer.stop()
