"""KNX on a tunnelling server of our own."""

from __future__ import annotations

from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.drivers.knx import FAMILY
from wallctl.ports.driver import Act, State
from wallctl.ports.line import Lines
from wallctl.simulators.devices.knx import KnxSimulator
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite
from wallctl.transport.lines.real import lines


class KnxPeer(DriverPeer):
    family = FAMILY
    wishes = {"lamp": 70, "spots": True, "curtain": 40, "heat": 24.5}
    other = {"lamp": 5, "spots": False, "curtain": 90, "heat": 19.0}
    acts = (Act("preset", value=3),)
    tcp = False

    def __init__(self) -> None:
        self._sim = KnxSimulator(tcp=self.tcp)

    @property
    def options(self) -> dict[str, Value]:
        return complete(FAMILY.card.options, self._sim.options())

    @property
    def absent(self) -> dict[str, Value]:
        return complete(FAMILY.card.options, {**self._sim.options(), "port": 9})

    @property
    def lines(self) -> Lines:
        return lines

    async def start(self) -> None:
        await self._sim.start()

    async def stop(self) -> None:
        await self._sim.stop()

    async def kill(self) -> None:
        await self._sim.stop()

    async def restart(self) -> None:
        await self._sim.start(port=self._sim.port)

    async def state(self) -> State:
        return self._sim.state()

    async def front_panel(self, key: str, value: Value) -> None:
        await self._sim.front_panel(key, value)

    async def acted(self) -> int:
        return self._sim.acted

    async def garble(self, how: str) -> None:
        faults = self._sim.faults
        faults.silence = how == "silence"
        faults.garbage = how == "garbage"
        if how == "endless":
            for n in range(2000):
                self._sim.send_raw(bytes([n & 0xFF]) * 500)
        if how == "split":  # datagrams do not split; half a frame is what may come
            self._sim.send_raw(b"\x06\x10\x04\x20\x00\x15\x04")


class KnxTcpPeer(KnxPeer):
    tcp = True

    async def garble(self, how: str) -> None:
        if how == "split":
            return  # a stream is cut anyhow: the head and the rest are read apart
        await super().garble(how)


class TestKnx(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return KnxPeer()


class TestKnxOverTcp(DriverSuite):
    how = "simulator"

    def peer(self) -> DriverPeer:
        return KnxTcpPeer()
