"""The driver for NUT against nut-server with its dummy-ups."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.peers.rigs.fixtures import StartRig
from tests.peers.rigs.nut import Nut
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.domain.devices.ups import Feed
from wallctl.domain.errors import Unreachable
from wallctl.drivers.nut import FAMILY, connect
from wallctl.ports.driver import Act, Means, State
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite
from wallctl.testing.scaled import ScaledClock
from wallctl.transport.lines.real import lines

pytestmark = pytest.mark.peer

PASSWORD = "s3cret of nut"
VARIABLES = {"charge_low": "battery.charge.low", "shutdown_delay": "ups.delay.shutdown"}
AT_START = {"battery.charge.low": "20", "ups.delay.shutdown": "20", "ups.temperature": "31"}


def options_of(peer: Nut) -> dict[str, Value]:
    return {
        "host": peer.host,
        "port": peer.port,
        "ups": peer.ups,
        "user": peer.user,
        "password": peer.password,
        "poll_s": 0.5,
    }


class Shared:
    """One peer for all points, made as it was for each: dummy-ups takes three seconds to start."""

    def __init__(self) -> None:
        self._peer: Nut | None = None
        self.noted = 0  # by servers that are gone

    async def fresh(self) -> Nut:
        if self._peer is None:
            self._peer = Nut(password=f'"{PASSWORD}"', **AT_START)
        if not self._peer.alive:
            await self._peer.restart()
        if not AT_START.items() <= (await self._peer.state()).items():
            await self._peer.front_panel(**AT_START)
        return self._peer

    async def close(self) -> None:
        if self._peer is not None:
            await self._peer.close()


@pytest.fixture(scope="class")
def shared() -> Iterator[Shared]:
    made = Shared()
    yield made
    asyncio.run(made.close())


class NutServer(DriverPeer):
    family = FAMILY
    wishes = {"charge_low": 35.0, "shutdown_delay": 60.0}
    other = {"charge_low": 50.0, "shutdown_delay": 90.0}
    acts = (Act("load_off"),)
    secrets = (PASSWORD,)
    lines = staticmethod(lines)  # type: ignore[assignment]

    _peer: Nut

    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    @property
    def options(self) -> dict[str, Value]:
        return {**options_of(self._peer), "password": PASSWORD}

    @property
    def absent(self) -> dict[str, Value]:
        return complete(FAMILY.card.options, {"host": "127.0.0.1", "port": 9})

    @property
    def wrong(self) -> dict[str, Value]:
        return {**self.options, "password": "other"}

    async def start(self) -> None:
        self._peer = await self._shared.fresh()

    async def stop(self) -> None:
        """The next one may go on with it."""

    async def kill(self) -> None:
        self._shared.noted += self._noted()
        await self._peer.kill()

    async def restart(self) -> None:
        await self._peer.restart()  # which also waits for what was killed

    async def state(self) -> State:
        told = await self._peer.state()
        return {key: float(told[name]) for key, name in VARIABLES.items()}

    async def front_panel(self, key: str, value: Value) -> None:
        await self._peer.front_panel(**{VARIABLES[key]: f"{value:g}"})

    async def acted(self) -> int:
        return self._shared.noted + self._noted()

    def _noted(self) -> int:
        return self._peer.heard().count("did load.off") if self._peer.alive else 0


@pytest.mark.skipif(bool(Nut.missing()), reason=Nut.missing())
class TestNut(DriverSuite):
    how = "peer"

    @pytest.fixture(autouse=True)
    def _shared(self, shared: Shared) -> None:
        self.shared = shared

    def peer(self) -> DriverPeer:
        return NutServer(self.shared)

    async def test_without_a_user_it_reads_and_sets_nothing(self) -> None:
        peer = await self.shared.fresh()
        options = {**options_of(peer), "user": "", "password": ""}
        connection = connect(options, Means(lines, ScaledClock()))
        try:
            opened = await connection.open()
            assert opened.state["charge"] == 100
            assert not any(p.settable for p in opened.points)
        finally:
            await connection.close()


async def test_a_power_cut_and_a_driver_that_dies(rig: StartRig) -> None:
    peer = await rig(Nut(**AT_START))
    said: list[str] = []
    means = Means(lines, ScaledClock(), lambda sent, got, ms: said.append(f"{sent} {got}"))
    connection = connect({**options_of(peer), "ups": ""}, means)
    try:
        opened = await connection.open()
        assert opened.state["feed"] == Feed.MAINS
        assert opened.state["runtime"] == 30
        assert dict(opened.info)["model"] == "Rig"
        assert not any(p.settable for p in opened.points if p.key == "outlet.1")
        await peer.front_panel(**{"ups.status": "OB DISCHRG LB", "battery.runtime": "119"})
        state = await connection.read()
        assert (state["feed"], state["battery_low"], state["runtime"]) == (Feed.BATTERY, True, 1)
        assert "ups.status" in await connection.say(f"LIST VAR {peer.ups}")
        await peer.kill_driver()
        with pytest.raises(Unreachable):
            await connection.read()
    finally:
        await connection.close()
    assert not any(peer.password in one for one in said)
