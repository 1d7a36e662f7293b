"""Modbus on a simulated power sequencer."""

from __future__ import annotations

from wallctl.drivers.modbus import FAMILY
from wallctl.ports.driver import Act
from wallctl.simulators.devices.modbus import ModbusSimulator
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite
from wallctl.testing.sim_peer import SimPeer


class Simulated(SimPeer[ModbusSimulator]):
    family = FAMILY
    wishes = {"outlet.1": True, "outlet.3": True, "outlet.8": True}
    other = {"outlet.1": False, "outlet.3": False, "outlet.8": False}
    acts = (Act("all_on"),)
    extra = {"poll_s": 0.5, "timeout_s": 0.3, "gap_ms": 2}


class TestModbusTcp(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return Simulated(ModbusSimulator())


class TestModbusRtu(DriverSuite):
    """As a serial server passes it through."""

    how = "simulator"

    def peer(self) -> DriverPeer:
        return Simulated(ModbusSimulator(rtu=True))
