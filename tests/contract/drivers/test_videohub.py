"""The twelve points for Videohub routers, on a simulated one."""

from __future__ import annotations

from wallctl.drivers.videohub import FAMILY
from wallctl.simulators.devices.videohub import Videohub
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite
from wallctl.testing.sim_peer import SimPeer


class RouterOnSocket(SimPeer[Videohub]):
    family = FAMILY
    wishes = {"route.1": "3", "route.8": "1", "lock.2": True}
    other = {"route.1": "2", "route.8": "5", "lock.2": False}

    def __init__(self) -> None:
        super().__init__(Videohub())


class TestRouterOnSocket(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return RouterOnSocket()
