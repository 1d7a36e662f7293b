"""Entities out of what Zigbee2MQTT tells of its devices on BASE/bridge/devices. Pure.

Zigbee2MQTT documentation (www.zigbee2mqtt.io, Guide / Usage): "Exposes" (types, `access` bits: 1 is
published, 2 can be set, 4 can be asked for) and "MQTT topics and messages".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from wallctl.domain.devices.points import Capability, Choice, Point, Text
from wallctl.domain.errors import Garbled
from wallctl.drivers.mqtt.entities import MOST, Entity, Raw, Target, Where, key_of

PUBLISHED, SET, GET = 1, 2, 4
_PLUGS = ("plug", "socket", "outlet", "插座")
_SETPOINTS = ("occupied_heating_setpoint", "current_heating_setpoint", "occupied_cooling_setpoint")
_NAMES = {
    "battery": "电量",
    "contact": "门磁",
    "co2": "二氧化碳",
    "current": "电流",
    "energy": "电能",
    "humidity": "湿度",
    "illuminance": "照度",
    "local_temperature": "室温",
    "occupancy": "有人",
    "position": "开度",
    "power": "功率",
    "pressure": "气压",
    "smoke": "烟雾",
    "state": "开关",
    "system_mode": "模式",
    "temperature": "温度",
    "voltage": "电压",
    "water_leak": "水浸",
}


def entities(base: str, text: str) -> tuple[Entity, ...]:
    """Raises Garbled where it is no list of devices. What is not understood is left out."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        raise Garbled("bridge_devices") from None
    if not isinstance(rows, list):
        raise Garbled("bridge_devices")
    table: dict[str, Entity] = {}
    for row in rows:
        if isinstance(row, dict) and row.get("type") != "Coordinator":
            for one in _device(base, row):
                table.setdefault(one.point.key, one)
    return tuple(table.values())[:MOST]


def _device(base: str, row: Mapping[str, object]) -> Iterator[Entity]:
    name, definition = row.get("friendly_name"), row.get("definition")
    if not isinstance(name, str) or not isinstance(definition, dict) or row.get("disabled"):
        return
    words = f"{definition.get('description', '')} {name}".lower()
    is_plug = any(one in words for one in _PLUGS)
    for expose in _rows(definition.get("exposes")):
        kind = expose.get("type")
        features = {str(one.get("name")): one for one in _rows(expose.get("features"))}
        one = _Maker(base, name, str(expose.get("endpoint") or ""))
        if kind == "light":
            yield from one.light(features)
        elif kind == "switch":
            yield from one.switch(features, is_plug)
        elif kind == "cover":
            yield from one.cover(features)
        elif kind == "climate":
            yield from one.climate(features)
        elif kind in {"numeric", "binary", "enum"} and not expose.get("category"):
            yield from one.plain(expose)


class _Maker:
    """Entities of one device, or of one endpoint of it."""

    def __init__(self, base: str, name: str, endpoint: str) -> None:
        self._name, self._endpoint = name, endpoint
        self._topic = f"{base}/{name}"

    def light(self, features: Mapping[str, Mapping[str, object]]) -> Iterator[Entity]:
        state, bright = features.get("state"), features.get("brightness")
        if state is None:
            return
        point = self._point(
            state,
            Capability.LIGHT,
            low=0,
            high=100,
            step=1 if bright else 100,
            unit="%",
            settle_s=8,
            bare=True,
        )
        one = self._switched(point, state)
        if bright is not None:
            one = replace(
                one,
                level=self._where(bright),
                set_level=self._target(bright),
                full=_float(bright, "value_max", 254),
            )
        yield one

    def switch(
        self, features: Mapping[str, Mapping[str, object]], is_plug: bool
    ) -> Iterator[Entity]:
        if (state := features.get("state")) is None:
            return
        capability = Capability.OUTLET if is_plug else Capability.SWITCH
        point = self._point(state, capability, dangerous=is_plug, bare=True)
        yield self._switched(point, state)

    def cover(self, features: Mapping[str, Mapping[str, object]]) -> Iterator[Entity]:
        state, position = features.get("state"), features.get("position")
        if position is not None:
            point = self._point(
                position,
                Capability.COVER,
                low=0,
                high=100,
                step=2,
                unit="%",
                settle_s=60,
                bare=True,
            )
            where, target = self._where(position), self._target(position)
            yield Entity(point, level=where, set_level=target, ask=self._ask(position))
        elif state is not None:
            point = self._point(
                state, Capability.COVER, low=0, high=100, step=100, unit="%", settle_s=60, bare=True
            )
            yield Entity(
                point,
                state=self._where(state),
                set=self._target(state),
                on="OPEN",
                off="CLOSE",
                ask=self._ask(state),
            )

    def climate(self, features: Mapping[str, Mapping[str, object]]) -> Iterator[Entity]:
        for name, feature in features.items():
            if name in _SETPOINTS:
                point = self._point(
                    feature,
                    Capability.CLIMATE,
                    low=_float(feature, "value_min", 5),
                    high=_float(feature, "value_max", 35),
                    step=_float(feature, "value_step", 0.5),
                    unit="°C",
                    settle_s=15,
                    title=Text("设定温度", "Set point"),
                )
                yield self._simple(point, feature)
            elif name == "system_mode":
                yield from self.plain(feature, Capability.CLIMATE)
            elif name == "local_temperature":
                yield from self.plain(feature)

    def plain(
        self, feature: Mapping[str, object], capability: Capability | None = None
    ) -> Iterator[Entity]:
        """What stands alone: a reading, a switch of some sort, a choice."""
        access, kind = feature.get("access"), feature.get("type")
        if not isinstance(access, int) or not access & PUBLISHED:
            return
        settable = bool(access & SET)
        if kind == "binary":
            point = self._point(
                feature, Capability.SWITCH if settable else Capability.SENSOR, settable=settable
            )
            yield self._switched(point, feature)
        elif kind == "enum" and settable:
            values = feature.get("values")
            words = [str(one) for one in values] if isinstance(values, list) else []
            choices = tuple(Choice(one, Text(one, one)) for one in words)
            if choices:
                point = self._point(feature, capability or Capability.INPUT, choices=choices)
                yield self._simple(point, feature)
        elif kind == "numeric" and settable:
            step = _float(feature, "value_step", 1)
            low, high = _float(feature, "value_min", 0), _float(feature, "value_max", 65_535)
            point = self._point(feature, Capability.LEVEL, low=low, high=high, step=step)
            yield self._simple(point, feature)
        else:
            point = self._point(feature, Capability.SENSOR, settable=False)
            yield self._simple(point, feature)

    def _simple(self, point: Point, feature: Mapping[str, object]) -> Entity:
        return Entity(
            point, state=self._where(feature), set=self._target(feature), ask=self._ask(feature)
        )

    def _switched(self, point: Point, feature: Mapping[str, object]) -> Entity:
        on, off = _raw(feature.get("value_on"), "ON"), _raw(feature.get("value_off"), "OFF")
        return replace(self._simple(point, feature), on=on, off=off)

    def _where(self, feature: Mapping[str, object]) -> Where:
        return Where(self._topic, (self._property(feature),))

    def _target(self, feature: Mapping[str, object]) -> Target:
        return Target(f"{self._topic}/set", self._property(feature))

    def _ask(self, feature: Mapping[str, object]) -> Target | None:
        access = feature.get("access")
        can = isinstance(access, int) and access & GET
        return Target(f"{self._topic}/get", self._property(feature)) if can else None

    @staticmethod
    def _property(feature: Mapping[str, object]) -> str:
        return str(feature.get("property") or feature.get("name"))

    def _point(
        self,
        feature: Mapping[str, object],
        capability: Capability,
        *,
        bare: bool = False,
        title: Text | None = None,
        settable: bool = True,
        dangerous: bool = False,
        choices: tuple[Choice, ...] = (),
        low: float | None = None,
        high: float | None = None,
        step: float = 0.0,
        unit: str = "",
        settle_s: float = 5.0,
    ) -> Point:
        """`bare`: the device is this one thing, its name is enough."""
        name = str(feature.get("name"))
        end = f" {self._endpoint}" if self._endpoint else ""
        words = title or Text(_NAMES.get(name, name), str(feature.get("label") or name))
        text = (
            Text(self._name + end, self._name + end)
            if bare
            else Text(f"{self._name}{end} {words.zh}", f"{self._name}{end} {words.en}")
        )
        unit = unit or str(feature.get("unit") or "")
        return Point(
            key_of(self._name, self._property(feature)),
            capability,
            text,
            settable=settable,
            dangerous=dangerous,
            choices=choices,
            low=low,
            high=high,
            step=step,
            unit=unit,
            settle_s=settle_s,
        )


def _rows(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _raw(value: object, default: Raw) -> Raw:
    return value if isinstance(value, str | bool | int | float) else default


def _float(feature: Mapping[str, object], key: str, default: float) -> float:
    number = feature.get(key)
    bad = isinstance(number, bool) or not isinstance(number, int | float)
    return default if bad else float(number)  # type: ignore[arg-type]
