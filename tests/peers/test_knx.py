"""KNX through knxd, in a network of its own."""

from __future__ import annotations

import struct

import pytest

from tests.peers.rigs.knxd import Knxd
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.drivers.knx import FAMILY
from wallctl.ports.driver import Act, State
from wallctl.ports.line import Lines
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite
from wallctl.transport.lines.real import lines

pytestmark = pytest.mark.peer

POINTS = """
lamp    主席台灯|Stage light = 1/1/1 5.001 light status=1/1/2
spots   射灯|Spots           = 1/1/3 1.001 switch status=1/1/4
curtain 窗帘|Curtain         = 2/1/1 5.001 cover status=2/1/2 travel=5
heat    设定温度|Set point   = 3/1/1 9.001 climate status=3/1/2
mood    灯光预置|Presets     = 4/1/1 18.001 preset
"""
GROUPS = {"lamp": "1/1/1", "spots": "1/1/3", "curtain": "2/1/1", "heat": "3/1/1"}
STATUS = {"1/1/1": "1/1/2", "1/1/3": "1/1/4", "2/1/1": "2/1/2", "3/1/1": "3/1/2"}
# DPT 5.001: 51 = 20 %; a shutter that is shut: 255; DPT 9.001: 0x0C4C = 22.0 °C.
FIRST = {"1/1/2": b"\x33", "1/1/4": 0, "2/1/2": b"\xff", "3/1/2": b"\x0c\x4c"}


class KnxdPeer(DriverPeer):
    family = FAMILY
    wishes = {"lamp": 70, "spots": True, "curtain": 40, "heat": 24.5}
    other = {"lamp": 5, "spots": False, "curtain": 90, "heat": 19.0}
    acts = (Act("preset", value=3),)
    garbles = ()

    _rig: Knxd  # made when it is started: a test that is skipped makes none

    @property
    def options(self) -> dict[str, Value]:
        return self._reached(self._rig.host)

    @property
    def absent(self) -> dict[str, Value]:
        return self._reached("127.0.0.1")

    @property
    def lines(self) -> Lines:
        return lines

    async def start(self) -> None:
        self._rig = Knxd(devices=FIRST, status=STATUS)
        try:
            await self._rig.start()
        except BaseException:
            await self._rig.close()
            raise

    async def stop(self) -> None:
        await self._rig.close()

    async def kill(self) -> None:
        await self._rig.kill()

    async def restart(self) -> None:
        await self._rig.start()

    async def state(self) -> State:
        held = self._rig.devices
        lamp, shut, heat = (held[group] for group in ("1/1/2", "2/1/2", "3/1/2"))
        assert isinstance(lamp, bytes)
        assert isinstance(shut, bytes)
        assert isinstance(heat, bytes)
        (word,) = struct.unpack(">H", heat)
        return {
            "lamp": round(lamp[0] / 2.55),
            "spots": held["1/1/4"] == 1,
            "curtain": 100 - round(shut[0] / 2.55),
            "heat": round((word & 0x7FF) * 0.01 * 2 ** (word >> 11), 2),
        }

    async def front_panel(self, key: str, value: Value) -> None:
        assert key == "lamp"
        await self._rig.front_panel(GROUPS[key], bytes([round(float(value) * 2.55)]))

    async def acted(self) -> int:
        return sum(one.group == "4/1/1" for one in self._rig.heard)

    async def garble(self, how: str) -> None:
        if how == "silence":
            await self._rig.net.unplug()
        else:
            await self._rig.net.plug()

    def _reached(self, host: str) -> dict[str, Value]:
        return complete(FAMILY.card.options, {"host": host, "points": POINTS})


class TestKnxd(DriverSuite):
    how = "peer"

    @pytest.fixture(autouse=True)
    def _here(self) -> None:
        if reason := Knxd.missing():
            pytest.skip(reason)

    def peer(self) -> DriverPeer:
        return KnxdPeer()
