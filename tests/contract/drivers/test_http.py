"""The twelve points on a simulated box with digest sign-in."""

from __future__ import annotations

from wallctl.domain.devices.points import Value
from wallctl.drivers.http import FAMILY
from wallctl.ports.driver import Act
from wallctl.simulators.devices.http import PROFILE, HttpBox
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite
from wallctl.testing.sim_peer import SimPeer

PASSWORD = "s3cret-http"


class BoxPeer(SimPeer[HttpBox]):
    family = FAMILY
    extra = {"poll_s": 0.5, "timeout_s": 1.0, "profile": "own", "profile_text": PROFILE}
    wishes = {"power": "on", "volume": 55, "mute": True}
    other = {"power": "off", "volume": 20, "mute": False}
    acts = (Act("restart"),)
    secrets = (PASSWORD,)

    @property
    def wrong(self) -> dict[str, Value]:
        return {**self.options, "password": "other"}


class TestHttp(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return BoxPeer(HttpBox(PASSWORD))
