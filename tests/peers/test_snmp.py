"""The driver for SNMP against net-snmp's snmpd: v2c and v3."""

from __future__ import annotations

import pytest

from tests.peers.rigs.fixtures import StartRig
from tests.peers.rigs.snmp import OUTLET, PDU, UPS, UPS_ON_MAINS, Snmpd
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.domain.devices.ups import Feed
from wallctl.domain.errors import AuthFailed, Rejected, TimedOut
from wallctl.drivers.snmp import FAMILY, connect
from wallctl.ports.driver import Means, Operation, State
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite
from wallctl.testing.scaled import ScaledClock
from wallctl.transport.lines.real import lines

pytestmark = pytest.mark.peer


def options_of(peer: Snmpd, **more: Value) -> dict[str, Value]:
    given: dict[str, Value] = {
        "host": peer.host,
        "port": peer.port,
        "profile": "apc-spdu",
        "community": peer.read_community,
        "write_community": peer.write_community,
        "poll_s": 0.5,
    }
    return complete(FAMILY.card.options, {**given, **more})


class Outlets(DriverPeer):
    """The PDU of snmpd, over v2c."""

    family = FAMILY
    wishes = {"outlet.1": False, "outlet.3": False}
    other = {"outlet.1": True, "outlet.3": True}
    secrets = (Snmpd.write_community,)
    lines = staticmethod(lines)  # type: ignore[assignment]
    _peer: Snmpd

    @property
    def options(self) -> dict[str, Value]:
        return options_of(self._peer)

    @property
    def absent(self) -> dict[str, Value]:
        return complete(FAMILY.card.options, {"host": "127.0.0.1", "port": 9})

    async def start(self) -> None:
        self._peer = Snmpd()
        await self._peer.start()

    async def stop(self) -> None:
        await self._peer.close()

    async def kill(self) -> None:
        await self._peer.kill()

    async def restart(self) -> None:
        await self._peer.restart()  # which also waits for what was killed

    async def state(self) -> State:
        return {key: await self._peer.state(_oid(key)) == "1" for key in self.wishes}

    async def front_panel(self, key: str, value: Value) -> None:
        await self._peer.front_panel(_oid(key), 1 if value else 2)


class OutletsV3(Outlets):
    """The same, over v3 with a user, enciphered."""

    secrets = (Snmpd.auth_password, Snmpd.privacy_password)

    @property
    def options(self) -> dict[str, Value]:
        return options_of(self._peer, **_v3())

    @property
    def wrong(self) -> dict[str, Value]:
        return {**self.options, "password": "another-one"}


def _oid(key: str) -> str:
    return f"{OUTLET}.{key.removeprefix('outlet.')}"


def _v3() -> dict[str, Value]:
    return {
        "version": "3",
        "user": Snmpd.user,
        "password": Snmpd.auth_password,
        "privacy_password": Snmpd.privacy_password,
    }


@pytest.mark.skipif(bool(Snmpd.missing()), reason=Snmpd.missing())
class TestV3(DriverSuite):
    how = "peer"

    def peer(self) -> DriverPeer:
        return OutletsV3()


@pytest.mark.skipif(bool(Snmpd.missing()), reason=Snmpd.missing())
class TestV2c(DriverSuite):
    """Only what the wire makes different."""

    how = "peer"
    test_01_absent = test_03_equal_states = test_05_twice = None  # type: ignore[assignment]
    test_06_killed_and_back = test_07_front_panel = None  # type: ignore[assignment]
    test_08_bad_behaviour = test_11_burst = None  # type: ignore[assignment]
    test_12_wrong_password = None  # type: ignore[assignment]

    def peer(self) -> DriverPeer:
        return Outlets()


async def test_a_ups_by_rfc_1628(rig: StartRig) -> None:
    alarms = {
        f"{UPS}.6.2.1.2.1": ("object_id", f"{UPS}.6.3.8"),  # upsAlarmOutputOverload
        f"{UPS}.9.7.0": ("integer", "5"),
    }
    peer = await rig(Snmpd({**UPS_ON_MAINS, **alarms}))
    connection = connect(options_of(peer, profile="ups-mib"), Means(lines, ScaledClock()))
    try:
        opened = await connection.open()
        assert opened.state == {
            "feed": Feed.MAINS,
            "battery_low": False,
            "battery_replace": False,
            "overload": True,
            "charge": 100,
            "runtime": 30,
            "load": 20,
            "input_voltage": 230,
            "temperature": 25,
            "low_time": 5,
        }
        assert dict(opened.info)["model"] == "UPS 3000"
        await peer.front_panel(f"{UPS}.4.1.0", 5)
        await peer.front_panel(f"{UPS}.2.1.0", 3)
        state = await connection.read()
        assert (state["feed"], state["battery_low"]) == (Feed.BATTERY, True)
        with pytest.raises(Rejected):  # the community may switch outlets alone
            await connection.send(Operation(("low_time",), "", ("low_time", 9)))
        assert "UPS 3000" in await connection.say(f"get {UPS}.1.2.0")
    finally:
        await connection.close()


async def test_a_device_of_another_kind_and_wrong_words(rig: StartRig) -> None:
    peer = await rig(Snmpd(PDU))
    for more, error in (
        ({"profile": "raritan-px"}, Rejected),
        ({"community": "other"}, TimedOut),
        ({**_v3(), "user": "nobody"}, AuthFailed),
        ({**_v3(), "privacy_password": "another-one"}, TimedOut),
    ):
        connection = connect(options_of(peer, **more), Means(lines, ScaledClock()))
        with pytest.raises(error):
            await connection.open()
        await connection.close()
