"""A broker of MQTT 3.1.1 with Zigbee2MQTT and its lamps behind it, all in one: enough for one hall.

It keeps retained messages, takes QoS 0 and 1, gives QoS 0. It hears `zigbee2mqtt/NAME/set` and
`/get` as Zigbee2MQTT does, and answers on `zigbee2mqtt/NAME`.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Mapping

from wallctl.simulators.devices.base import TcpSimulator, Value

_BASE = "zigbee2mqtt"
_CONNACK_BAD_LOGIN = 4

Raw = str | int | float


def _binary(name: str, access: int = 7) -> dict[str, object]:
    return {
        "type": "binary",
        "name": name,
        "property": name,
        "access": access,
        "value_on": "ON",
        "value_off": "OFF",
    }


def _numeric(name: str, access: int, low: int, high: int, unit: str = "") -> dict[str, object]:
    return {
        "type": "numeric",
        "name": name,
        "property": name,
        "access": access,
        "value_min": low,
        "value_max": high,
        "unit": unit,
    }


def _device(name: str, description: str, exposes: list[dict[str, object]]) -> dict[str, object]:
    return {
        "friendly_name": name,
        "type": "Router",
        "disabled": False,
        "definition": {"description": description, "exposes": exposes},
    }


DEVICES = [
    {"friendly_name": "Coordinator", "type": "Coordinator", "definition": None},
    _device(
        "会商室/筒灯",
        "Dimmable light",
        [{"type": "light", "features": [_binary("state"), _numeric("brightness", 7, 0, 254)]}],
    ),
    _device(
        "饮水机插座",
        "Smart plug",
        [{"type": "switch", "features": [_binary("state")]}, _numeric("power", 1, 0, 4000, "W")],
    ),
    _device(
        "纱帘",
        "Curtain motor",
        [{"type": "cover", "features": [_numeric("position", 7, 0, 100, "%")]}],
    ),
    _device(
        "温湿度",
        "Temperature and humidity sensor",
        [_numeric("temperature", 1, -40, 80, "°C"), _numeric("humidity", 1, 0, 100, "%")],
    ),
]
FIRST: dict[str, dict[str, Raw]] = {
    "会商室/筒灯": {"state": "OFF", "brightness": 0},
    "饮水机插座": {"state": "OFF", "power": 0},
    "纱帘": {"position": 0},
    "温湿度": {"temperature": 23.5, "humidity": 48},
}


class MqttSimulator(TcpSimulator):
    family = "mqtt"

    def __init__(self, user: str = "wallctl", password: str = "") -> None:
        super().__init__()
        self.user, self.password = user, password
        self.sets = 0
        self._values = {name: dict(one) for name, one in FIRST.items()}
        self._retained: dict[str, str] = {}
        self._clients: dict[asyncio.StreamWriter, set[str]] = {}
        self._retained[f"{_BASE}/bridge/state"] = '{"state":"online"}'
        self._retained[f"{_BASE}/bridge/devices"] = json.dumps(DEVICES, ensure_ascii=False)

    def options(self) -> Mapping[str, Value]:
        login = {"user": self.user, "password": self.password} if self.password else {}
        return {"host": self.host, "port": self.port, "kind": "zigbee2mqtt", **login}

    def state(self) -> Mapping[str, Value]:
        lamp, plug, curtain = (self._values[one] for one in ("会商室/筒灯", "饮水机插座", "纱帘"))
        on = lamp["state"] == "ON"
        return {
            "会商室.筒灯.state": round(float(lamp["brightness"]) / 2.54) if on else 0,
            "饮水机插座.state": plug["state"] == "ON",
            "饮水机插座.power": plug["power"],
            "纱帘.position": curtain["position"],
            "温湿度.temperature": self._values["温湿度"]["temperature"],
            "温湿度.humidity": self._values["温湿度"]["humidity"],
        }

    async def front_panel(self, key: str, value: Value) -> None:
        changed: dict[str, dict[str, Raw]] = {
            "会商室.筒灯.state": {
                "state": "ON" if value else "OFF",
                "brightness": round(float(value) * 2.54),
            },
            "饮水机插座.state": {"state": "ON" if value else "OFF"},
            "纱帘.position": {"position": float(value)},
            "温湿度.temperature": {"temperature": float(value)},
        }
        name = {"会商室.筒灯.state": "会商室/筒灯"}.get(key, key.rpartition(".")[0])
        self._values[name] |= changed[key]
        await self._report(name)

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                kind, body = await _packet(reader)
                if not await self._do(kind, body, writer):
                    return
        finally:
            self._clients.pop(writer, None)

    async def _do(self, kind: int, body: bytes, writer: asyncio.StreamWriter) -> bool:
        """Whether the client may stay."""
        if kind >> 4 == 1:
            good = self._signed_in(body) and not self.faults.refuse
            await self.say(writer, bytes([0x20, 2, 0, 0 if good else _CONNACK_BAD_LOGIN]))
            if good:
                self._clients[writer] = set()
            return good
        if writer not in self._clients:
            return False
        if kind >> 4 == 3:
            await self._published(kind, body, writer)
        elif kind >> 4 == 8:
            await self._subscribed(body, writer)
        elif kind >> 4 == 12:
            await self.say(writer, b"\xd0\x00")
        return kind >> 4 != 14

    def _signed_in(self, body: bytes) -> bool:
        """3.1.2: protocol name, level, flags, keep alive; then client id, user, password."""
        name, rest = _text(body)
        flags, rest = rest[1], rest[4:]
        words: list[str] = []
        for _ in range(1 + (flags >> 7) + (flags >> 6 & 1)):
            word, rest = _text(rest)
            words.append(word)
        return name == "MQTT" and (not self.password or words[1:] == [self.user, self.password])

    async def _subscribed(self, body: bytes, writer: asyncio.StreamWriter) -> None:
        number, rest = body[:2], body[2:]
        filters: list[str] = []
        while rest:
            one, rest = _text(rest)
            filters.append(one)
            rest = rest[1:]
        self._clients[writer] |= set(filters)
        await self.say(writer, _whole(0x90, number + bytes(len(filters))))
        for topic, payload in self._retained.items():
            if any(_matches(one, topic) for one in filters):
                await self.say(writer, _publish(topic, payload, retained=True))

    async def _published(self, kind: int, body: bytes, writer: asyncio.StreamWriter) -> None:
        topic, rest = _text(body)
        if kind >> 1 & 3:
            await self.say(writer, _whole(0x40, rest[:2]))
            rest = rest[2:]
        payload = rest.decode("utf-8", "replace")
        await self.publish(topic, payload, retain=bool(kind & 1))
        name, _, verb = topic.removeprefix(f"{_BASE}/").rpartition("/")
        if name in self._values and verb == "get":
            await self._report(name)
        elif name in self._values and verb == "set":
            self.sets += 1
            told = json.loads(payload)
            self._values[name] |= {k: v for k, v in told.items() if k in self._values[name]}
            await self._report(name)

    async def publish(self, topic: str, payload: str, *, retain: bool = False) -> None:
        """To everybody who has asked for the topic."""
        if retain:
            self._retained[topic] = payload
        for writer, filters in tuple(self._clients.items()):
            if any(_matches(one, topic) for one in filters):
                await self.say(writer, _publish(topic, payload))

    async def _report(self, name: str) -> None:
        await self.publish(f"{_BASE}/{name}", json.dumps(self._values[name]))


async def _packet(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    kind, length, shift = (await reader.readexactly(1))[0], 0, 0
    while True:
        byte = (await reader.readexactly(1))[0]
        length |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return kind, await reader.readexactly(length)
        if shift > 21:
            raise ConnectionError("length")


def _whole(kind: int, body: bytes) -> bytes:
    head, length = bytearray([kind]), len(body)
    while True:
        length, digit = length >> 7, length & 0x7F
        head.append(digit | (0x80 if length else 0))
        if not length:
            return bytes(head) + body


def _publish(topic: str, payload: str, *, retained: bool = False) -> bytes:
    name = topic.encode()
    return _whole(
        0x31 if retained else 0x30, struct.pack(">H", len(name)) + name + payload.encode()
    )


def _text(data: bytes) -> tuple[str, bytes]:
    end = 2 + int.from_bytes(data[:2])
    return data[2:end].decode("utf-8", "replace"), data[end:]


def _matches(wanted: str, topic: str) -> bool:
    """4.7: + is one level, # is all that follow."""
    ours, theirs = wanted.split("/"), topic.split("/")
    for n, level in enumerate(ours):
        if level == "#":
            return True
        if n >= len(theirs) or level not in {"+", theirs[n]}:
            return False
    return len(ours) == len(theirs)
