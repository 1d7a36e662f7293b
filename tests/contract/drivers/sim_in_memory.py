"""Any simulated TCP device as the suite drives it, at the far end of a line in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Generic, TypeVar

from tests.contract.drivers.served import served
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import DeviceError
from wallctl.ports.driver import State
from wallctl.ports.line import Line, TcpAddress
from wallctl.simulators.devices.base import TcpSimulator
from wallctl.testing.driver_peer import DriverPeer
from wallctl.transport.lines.memory import MemoryLines

HERE = TcpAddress("device", 7)
S = TypeVar("S", bound=TcpSimulator)


class MemoryPeer(DriverPeer, Generic[S]):
    """Subclasses say `family`, `wishes` and `other`; `extra` are options of the driver alone."""

    extra: Mapping[str, Value] = {}

    def __init__(self, sim: S) -> None:
        self.sim = sim
        self._lines = MemoryLines()

    @property
    def options(self) -> dict[str, Value]:
        given = {**self.sim.options(), "host": HERE.host, "port": HERE.port, **self.extra}
        return complete(self.family.card.options, given)

    @property
    def absent(self) -> dict[str, Value]:
        return {**self.options, "host": "nobody"}

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
        self._lines.place(HERE, partial(_quietly, self.sim))

    async def state(self) -> State:
        return dict(self.sim.state())

    async def front_panel(self, key: str, value: Value) -> None:
        await self.sim.front_panel(key, value)

    async def acted(self) -> int:
        return self.sim.acted

    async def garble(self, how: str) -> None:
        faults = self.sim.faults
        faults.garbage = how == "garbage"
        faults.split = how == "split"
        faults.endless = how == "endless"
        faults.silence = how == "silence"


async def _quietly(sim: TcpSimulator, line: Line) -> None:
    try:
        await served(sim, line)
    except* (asyncio.IncompleteReadError, DeviceError):  # the near end hung up
        pass
