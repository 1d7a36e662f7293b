"""The twelve points on a simulated platform."""

from __future__ import annotations

from hashlib import md5

from wallctl.domain.devices.points import Value
from wallctl.drivers.gb28181 import FAMILY
from wallctl.ports.driver import Act
from wallctl.simulators.devices.gb28181 import GbPlatform
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite
from wallctl.testing.sim_peer import SimPeer

PASSWORD = "s3cret-platform"
ONE, THREE = "34020000001320000001", "34020000001320000003"


class PlatformPeer(SimPeer[GbPlatform]):
    family = FAMILY
    extra = {"poll_s": 0.5}
    wishes = {f"stream.{ONE}": True, f"stream.{THREE}": True}
    other = {f"stream.{ONE}": False, f"stream.{THREE}": False}
    acts = (Act("ptz", f"camera.{ONE}", "left"),)
    secrets = (PASSWORD, md5(PASSWORD.encode()).hexdigest(), "token-of-the-simulated-platform")

    @property
    def wrong(self) -> dict[str, Value]:
        return {**self.options, "password": "other"}


class TestPlatform(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return PlatformPeer(GbPlatform(PASSWORD))
