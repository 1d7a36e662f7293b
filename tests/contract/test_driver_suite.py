"""The suite itself, on a made-up device in memory: it passes a good driver and catches bad ones."""

from __future__ import annotations

from tests.contract.toy_driver import FAMILY, Toy
from wallctl.domain.devices.points import Value
from wallctl.ports.driver import Act, State
from wallctl.ports.line import TcpAddress
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite
from wallctl.transport.lines.memory import MemoryLines

HERE = TcpAddress("toy", 1)


class ToyPeer(DriverPeer):
    family = FAMILY
    wishes = {"power": "on", "level": 55}
    other = {"power": "off", "level": 7}
    acts = (Act("ding"),)
    secrets = ("s3cret-toy",)

    def __init__(self) -> None:
        self._lines = MemoryLines()
        self._toy = Toy("s3cret-toy")

    @property
    def options(self) -> dict[str, Value]:
        return {"host": "toy", "password": "s3cret-toy"}

    @property
    def absent(self) -> dict[str, Value]:
        return {"host": "nobody", "password": ""}

    @property
    def wrong(self) -> dict[str, Value]:
        return {"host": "toy", "password": "other"}

    @property
    def lines(self) -> MemoryLines:
        return self._lines

    async def start(self) -> None:
        await self._lines.__aenter__()
        self._lines.place(HERE, self._toy.serve)

    async def stop(self) -> None:
        await self._lines.__aexit__(None, None, None)

    async def kill(self) -> None:
        await self._lines.remove(HERE)

    async def restart(self) -> None:
        self._lines.place(HERE, self._toy.serve)

    async def state(self) -> State:
        return dict(self._toy.state)

    async def front_panel(self, key: str, value: Value) -> None:
        await self._toy.turn({key: value})

    async def acted(self) -> int:
        return self._toy.acted

    async def garble(self, how: str) -> None:
        faults = self._lines.faults
        faults.split = how == "split"
        faults.silent = how == "silence"
        faults.garbage = {"garbage": b"\xff\xfe\n", "endless": b"x" * 9000}.get(how, b"")


class TestToy(DriverSuite):
    def peer(self) -> DriverPeer:
        return ToyPeer()
