"""PJLink on a simulated projector."""

from __future__ import annotations

from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.drivers.pjlink import FAMILY
from wallctl.ports.driver import Act
from wallctl.simulators.devices.pjlink import PjlinkSimulator
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite
from wallctl.testing.sim_peer import SimPeer


class Simulated(SimPeer[PjlinkSimulator]):
    family = FAMILY
    wishes = {"power": "on", "input": "32", "mute.video": True, "freeze": True}
    other = {"power": "off", "input": "11", "mute.video": False, "freeze": False}
    unsaid = ("input", "mute.video", "mute.audio", "freeze")
    acts = (Act("volume_up"),)
    secrets = ("s3cret-lamp",)
    extra = {"poll_s": 1}

    @property
    def wrong(self) -> dict[str, Value]:
        return complete(FAMILY.card.options, {**self.options, "password": "other"})


class TestPjlinkSimulated(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return Simulated(PjlinkSimulator("s3cret-lamp", warm_s=0))
