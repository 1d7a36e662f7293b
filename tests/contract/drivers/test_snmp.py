"""The twelve points on simulated agents, v2c; v3 with its passwords is for the real peer."""

from __future__ import annotations

from wallctl.drivers.snmp import FAMILY
from wallctl.ports.driver import Act
from wallctl.simulators.devices.snmp import SnmpPdu, SnmpUps
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite
from wallctl.testing.sim_peer import SimPeer

COMMUNITY = "s3cret-snmp"


class PduPeer(SimPeer[SnmpPdu]):
    family = FAMILY
    extra = {"poll_s": 0.5, "profile": "apc-spdu"}
    wishes = {"outlet.1": False, "outlet.3": False}
    other = {"outlet.1": True, "outlet.3": True}
    acts = (Act("outlet_cycle", value=2),)
    secrets = (COMMUNITY,)
    garbles = ("garbage", "endless")


class UpsPeer(SimPeer[SnmpUps]):
    family = FAMILY
    extra = {"poll_s": 0.5, "profile": "ups-mib"}
    wishes = {"low_time": 10, "beeper": False}
    other = {"low_time": 20, "beeper": True}
    acts = (Act("test_battery"),)
    secrets = (COMMUNITY,)
    garbles = ("garbage", "endless")


class TestPdu(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return PduPeer(SnmpPdu(COMMUNITY))


class TestUps(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return UpsPeer(SnmpUps(COMMUNITY))
