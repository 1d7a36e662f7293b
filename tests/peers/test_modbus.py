"""Modbus on modbus-serial (TCP, RTU on a serial line) and pyModbusTCP."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.peers.rigs.modbus import ModbusRtu, ModbusSerial, PyModbusTcp
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.drivers.modbus import FAMILY
from wallctl.ports.driver import Act, Means, State
from wallctl.ports.line import Lines
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite
from wallctl.testing.scaled import ScaledClock
from wallctl.transport.lines.real import lines

pytestmark = pytest.mark.peer

OWN = """
[[points]]
key = "relay.{n}"
count = 4
capability = "switch"
read = "coil"
write = "coils"
address = 16

[[points]]
key = "fan"
capability = "level"
read = "holding"
write = "register"
address = 3
low = 0
high = 100
unit = "%"

[[points]]
key = "set"
capability = "climate"
read = "holding"
write = "registers"
address = 10
type = "s32"
words = "low_first"
scale = 0.1
low = -20
high = 40

[[points]]
key = "door"
capability = "sensor"
read = "discrete"
address = 5

[[points]]
key = "warmth"
capability = "sensor"
read = "input"
address = 1
type = "s16"
scale = 0.1

[[acts]]
name = "start_sequence"
write = "register"
address = 99
value = 1
"""


class Peer(DriverPeer):
    """`rig_type` is the peer, made when it is started."""

    family = FAMILY
    wishes = {"relay.2": True, "fan": 40, "set": -5.5}
    other = {"relay.2": False, "fan": 90, "set": 21.0}
    acts = (Act("start_sequence"),)
    garbles = ("refused",)
    rig_type: type[ModbusSerial | PyModbusTcp] = ModbusSerial
    rig: ModbusSerial | PyModbusTcp

    def _reached(self, **changed: Value) -> dict[str, Value]:
        given = {"host": "127.0.0.1", "port": 9, "profile": "own", "own": OWN}
        brief = {"poll_s": 0.5, "timeout_s": 0.3, "gap_ms": 2}
        return complete(FAMILY.card.options, {**given, **brief, **changed})

    @property
    def options(self) -> Mapping[str, Value]:
        return self._reached(port=self.rig.port)

    @property
    def absent(self) -> Mapping[str, Value]:
        return self._reached()

    @property
    def lines(self) -> Lines:
        return lines

    async def start(self) -> None:
        self.rig = self.rig_type(unit=1, at_start=[("input", 1, [0xFFF1]), ("discrete", 5, [1])])
        try:
            await self.rig.start()
        except BaseException:
            await self.rig.close()
            raise

    async def stop(self) -> None:
        await self.rig.close()

    async def kill(self) -> None:
        await self.rig.kill()

    async def restart(self) -> None:
        await self.rig.start()

    async def state(self) -> State:
        (relay,) = await self.rig.state("coil", 17)
        (fan,) = await self.rig.state("holding", 3)
        low, high = await self.rig.state("holding", 10, 2)
        number = int.from_bytes(high.to_bytes(2) + low.to_bytes(2), signed=True)
        return {"relay.2": bool(relay), "fan": fan, "set": number / 10}

    async def front_panel(self, key: str, value: Value) -> None:
        assert key == "relay.2"
        await self.rig.front_panel("coil", 17, int(value))

    async def acted(self) -> int:
        return sum(one[:3] == ("holding", 99, 1) for one in await self.rig.heard())

    async def garble(self, how: str) -> None:
        await self.rig.fault(silent=how == "silence", code=4 if how == "refused" else 0)


class PythonPeer(Peer):
    rig_type = PyModbusTcp


class RtuPeer(Peer):
    rig_type = ModbusRtu

    @property
    def options(self) -> Mapping[str, Value]:
        assert isinstance(self.rig, ModbusRtu)
        return self._reached(line="serial", path=str(self.rig.path))

    @property
    def absent(self) -> Mapping[str, Value]:
        return self._reached(line="serial", path="/dev/wallctl-none")


class _Here:
    """Skips where the peer cannot run."""

    kind: type[Peer] = Peer

    @pytest.fixture(autouse=True)
    def _here(self) -> None:
        if reason := self.kind.rig_type.missing():
            pytest.skip(reason)


class TestModbusSerial(_Here, DriverSuite):
    how = "peer"

    def peer(self) -> DriverPeer:
        return Peer()


class TestPyModbusTcp(_Here, DriverSuite):
    how = "peer"
    kind = PythonPeer

    def peer(self) -> DriverPeer:
        return PythonPeer()


class TestRtu(_Here, DriverSuite):
    how = "peer"
    kind = RtuPeer

    def peer(self) -> DriverPeer:
        return RtuPeer()


@pytest.mark.parametrize("kind", [Peer, PythonPeer, RtuPeer])
async def test_all_kinds_are_read_and_a_typed_line_is_answered(kind: type[Peer]) -> None:
    if reason := kind.rig_type.missing():
        pytest.skip(reason)
    peer = kind()
    await peer.start()
    try:
        connection = FAMILY.connect(peer.options, Means(peer.lines, ScaledClock()))
        try:
            state = (await connection.open()).state
            assert (state["door"], state["warmth"], state["fan"]) == (True, -1.5, 0)
            got = bytes.fromhex(await connection.say("01 02 0005 0001"))
            assert bytes([1, 2, 1, 1]) in got
        finally:
            await connection.close()
    finally:
        await peer.stop()
