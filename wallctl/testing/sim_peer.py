"""A simulated device as the driver suite drives it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.ports.driver import State
from wallctl.ports.line import Lines
from wallctl.simulators.devices.base import Simulator
from wallctl.testing.driver_peer import DriverPeer
from wallctl.transport.lines.real import lines

S = TypeVar("S", bound=Simulator)


class SimPeer(DriverPeer, Generic[S]):
    """`extra` are options that the simulator knows nothing of. Subclasses say `family`, `wishes`
    and `other`, and `wrong` where there are passwords."""

    extra: Mapping[str, Value] = {}

    def __init__(self, sim: S) -> None:
        self.sim = sim
        self._given: dict[str, Value] = {}

    @property
    def options(self) -> dict[str, Value]:
        return complete(self.family.card.options, {**self._given, **self.extra})

    @property
    def absent(self) -> dict[str, Value]:
        return complete(self.family.card.options, {**self.extra, "host": "127.0.0.1", "port": 9})

    @property
    def lines(self) -> Lines:
        return lines

    async def start(self) -> None:
        await self.sim.start()
        self._given = dict(self.sim.options())

    async def stop(self) -> None:
        await self.sim.stop()

    async def kill(self) -> None:
        await self.sim.stop()

    async def restart(self) -> None:
        await self.sim.start(str(self._given["host"]), int(self._given["port"]))

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
