"""MQTT on a simulated broker with lamps."""

from __future__ import annotations

from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.drivers.mqtt import FAMILY
from wallctl.simulators.devices.mqtt import MqttSimulator
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite
from wallctl.testing.sim_peer import SimPeer


class Simulated(SimPeer[MqttSimulator]):
    family = FAMILY
    wishes = {"会商室.筒灯.state": 70, "饮水机插座.state": True, "纱帘.position": 40}
    other = {"会商室.筒灯.state": 5, "饮水机插座.state": False, "纱帘.position": 90}
    unsaid = ("温湿度.temperature", "温湿度.humidity")  # on batteries: it says so when it wakes
    secrets = ("s3cret-broker",)

    @property
    def wrong(self) -> dict[str, Value]:
        return complete(FAMILY.card.options, {**self.options, "password": "other"})


class TestMqtt(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return Simulated(MqttSimulator(password="s3cret-broker"))
