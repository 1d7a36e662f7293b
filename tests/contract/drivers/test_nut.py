"""The twelve points on a simulated upsd in memory."""

from __future__ import annotations

from functools import partial

from tests.contract.drivers.served import served
from wallctl.domain.devices.points import Value
from wallctl.drivers.nut import FAMILY
from wallctl.ports.driver import Act, State
from wallctl.ports.line import TcpAddress
from wallctl.simulators.devices.nut import NutUps
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite
from wallctl.transport.lines.memory import MemoryLines

HERE = TcpAddress("ups", 3493)
PASSWORD = "s3cret nut"


class NutInMemory(DriverPeer):
    family = FAMILY
    wishes = {"charge_low": 35.0, "shutdown_delay": 60.0, "outlet.2": False}
    other = {"charge_low": 50.0, "shutdown_delay": 90.0, "outlet.2": True}
    acts = (Act("load_off"),)
    secrets = (PASSWORD,)

    def __init__(self) -> None:
        self._lines = MemoryLines()
        self._ups = NutUps(PASSWORD)

    @property
    def options(self) -> dict[str, Value]:
        return {**self._ups.options(), "host": HERE.host, "port": HERE.port, "poll_s": 0.5}

    @property
    def absent(self) -> dict[str, Value]:
        return {**self.options, "host": "nobody"}

    @property
    def wrong(self) -> dict[str, Value]:
        return {**self.options, "password": "other"}

    @property
    def lines(self) -> MemoryLines:
        return self._lines

    async def start(self) -> None:
        await self._lines.__aenter__()
        await self.restart()

    async def stop(self) -> None:
        await self._lines.__aexit__(None, None, None)

    async def kill(self) -> None:
        await self._lines.remove(HERE)

    async def restart(self) -> None:
        self._lines.place(HERE, partial(served, self._ups))

    async def state(self) -> State:
        return {key: self._ups.state()[key] for key in self.wishes}

    async def front_panel(self, key: str, value: Value) -> None:
        await self._ups.front_panel(key, value)

    async def acted(self) -> int:
        return self._ups.commands.count("load.off")

    async def garble(self, how: str) -> None:
        faults = self._lines.faults
        faults.split = how == "split"
        faults.silent = how == "silence"
        faults.garbage = {"garbage": b"\xff\xfe\n", "endless": b"x" * 9000}.get(how, b"")


class TestNut(DriverSuite):
    def peer(self) -> DriverPeer:
        return NutInMemory()
