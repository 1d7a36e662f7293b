"""MQTT through mosquitto. What Zigbee2MQTT and its lamps would say is said here, with
mosquitto_sub and mosquitto_pub."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping

import pytest

from tests.peers.rigs.base import RigError
from tests.peers.rigs.mosquitto import Mosquitto
from wallctl.domain.devices.observed import Availability
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Capability, Value
from wallctl.drivers.mqtt import FAMILY
from wallctl.ports.driver import State
from wallctl.ports.line import Lines
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import DriverSuite, Tried
from wallctl.transport.lines.real import lines

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(bool(Mosquitto.missing()), reason=Mosquitto.missing() or "there"),
]
PASSWORD = "s3cret-broker"
STATE = {"type": "binary", "name": "state", "property": "state", "access": 7}
BRIGHT = {"type": "numeric", "name": "brightness", "property": "brightness", "access": 7}
PLACE = {"type": "numeric", "name": "position", "property": "position", "access": 7}
DEVICES = [
    {
        "friendly_name": "大厅灯",
        "type": "Router",
        "definition": {
            "description": "Lamp",
            "exposes": [{"type": "light", "features": [STATE, {**BRIGHT, "value_max": 254}]}],
        },
    },
    {
        "friendly_name": "纱帘",
        "type": "Router",
        "definition": {"exposes": [{"type": "cover", "features": [PLACE]}]},
    },
]


class Peer(DriverPeer):
    family = FAMILY
    wishes = {"大厅灯.state": 70, "纱帘.position": 40}
    other = {"大厅灯.state": 5, "纱帘.position": 90}
    secrets = (PASSWORD,)
    garbles = ("garbage",)
    rig: Mosquitto

    def _reached(self, **changed: Value) -> dict[str, Value]:
        given = {"host": "127.0.0.1", "port": 9, "user": "wallctl", "password": PASSWORD}
        return complete(FAMILY.card.options, {**given, **changed})

    @property
    def options(self) -> Mapping[str, Value]:
        return self._reached(port=self.rig.port)

    @property
    def absent(self) -> Mapping[str, Value]:
        return self._reached()

    @property
    def wrong(self) -> Mapping[str, Value]:
        return self._reached(port=self.rig.port, password="other")

    @property
    def lines(self) -> Lines:
        return lines

    async def start(self) -> None:
        self.rig = Mosquitto(password=PASSWORD)
        self.lamps: dict[str, dict[str, object]] = {
            "大厅灯": {"state": "OFF", "brightness": 0},
            "纱帘": {"position": 0},
        }
        self.mute = False
        try:
            await self.rig.start()
            await self._wake()
        except BaseException:
            await self.rig.close()
            raise

    async def stop(self) -> None:
        await self._sleep()
        await self.rig.close()

    async def kill(self) -> None:
        await self._sleep()
        await self.rig.kill()

    async def restart(self) -> None:
        await self.rig.start()
        await self._wake()

    async def state(self) -> State:
        lamp = self.lamps["大厅灯"]
        bright = round(float(str(lamp["brightness"])) / 2.54)
        return {
            "大厅灯.state": bright if lamp["state"] == "ON" else 0,
            "纱帘.position": int(str(self.lamps["纱帘"]["position"])),
        }

    async def front_panel(self, key: str, value: Value) -> None:
        assert key == "大厅灯.state"
        self.lamps["大厅灯"] = {"state": "ON", "brightness": round(float(value) * 2.54)}
        await self._report("大厅灯")

    async def garble(self, how: str) -> None:
        self.mute = how == "silence"
        if how == "garbage":
            for text in ("{", "\u0000\u0007", '{"state":[1]}', "null", '{"state":"PERHAPS"}'):
                await self.rig.front_panel("zigbee2mqtt/大厅灯", text.replace("\u0000", "?"))

    async def _wake(self) -> None:
        """Zigbee2MQTT begins: it tells of its devices, and does what it is told."""
        await self.rig.front_panel("zigbee2mqtt/bridge/state", '{"state":"online"}', retain=True)
        told = json.dumps(DEVICES, ensure_ascii=False)
        await self.rig.front_panel("zigbee2mqtt/bridge/devices", told, retain=True)
        ready = asyncio.Event()
        self._hands = asyncio.create_task(self._serve(ready))
        await ready.wait()

    async def _sleep(self) -> None:
        self._hands.cancel()
        await asyncio.gather(self._hands, return_exceptions=True)

    async def _serve(self, ready: asyncio.Event) -> None:
        async with self.rig.hearing("zigbee2mqtt/#") as heard:
            ready.set()
            while True:
                try:
                    topic, payload = await heard.next(60)
                except RigError:
                    return
                _, name, *verb = topic.split("/")
                if name not in self.lamps or not verb or self.mute:
                    continue
                if verb == ["set"]:
                    self.lamps[name] |= json.loads(payload)
                await self._report(name)

    async def _report(self, name: str) -> None:
        await self.rig.front_panel(f"zigbee2mqtt/{name}", json.dumps(self.lamps[name]))


class TestMosquitto(DriverSuite):
    how = "peer"

    def peer(self) -> DriverPeer:
        return Peer()


HEAD = {"~": "hall/plug", "device": {"name": "讲台", "identifiers": ["a1"]}}
PLUG = {
    **HEAD,
    "name": "插座",
    "uniq_id": "plug1",
    "cmd_t": "~/set",
    "stat_t": "~/state",
    "val_tpl": "{{ value_json.power }}",
    "pl_on": "on",
    "pl_off": "off",
    "dev_cla": "outlet",
}


async def test_devices_that_announce_themselves_for_home_assistant() -> None:
    rig = Mosquitto()
    try:
        await rig.start()
        config = json.dumps(PLUG, ensure_ascii=False)
        await rig.front_panel("homeassistant/switch/a1/plug/config", config, retain=True)
        await rig.front_panel("hall/plug/state", '{"power":"off"}', retain=True)
        peer = Peer()
        peer.rig = rig
        options = complete(
            FAMILY.card.options,
            {"host": rig.host, "port": rig.port, "kind": "homeassistant"},
        )
        tried = Tried(peer, options)
        task = asyncio.ensure_future(tried.actor.run())
        try:
            await tried.until(tried.online)
            (point,) = tried.state.points
            assert (point.key, point.capability) == ("plug1", Capability.OUTLET)
            assert (point.text.zh, point.dangerous) == ("讲台 插座", True)
            assert tried.values() == {"plug1": False}
            async with rig.hearing("hall/plug/#") as heard:
                assert await heard.next() == ("hall/plug/state", '{"power":"off"}')
                tried.want({"plug1": True})
                assert await heard.next() == ("hall/plug/set", "on")
            await rig.front_panel("hall/plug/state", '{"power":"on"}', retain=True)
            await tried.until(tried.as_wished)
            sensor = json.dumps({"name": "室温", "stat_t": "hall/t", "unit_of_meas": "°C"})
            await rig.front_panel("hall/t", "21.5", retain=True)
            await rig.front_panel("homeassistant/sensor/t/config", sensor, retain=True)
            await tried.until(lambda: tried.values().get("t") == 21.5)
            await rig.front_panel("homeassistant/switch/a1/plug/config", "", retain=True)
            await tried.until(lambda: [one.key for one in tried.state.points] == ["t"])
            gone = [one for one in tried.told if one.availability is Availability.OFFLINE]
            assert not gone, "nothing was lost"
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    finally:
        await rig.close()
