"""Entities out of the announcements for Home Assistant, PREFIX/COMPONENT/[NODE/]ID/config. Pure.

Home Assistant documentation (www.home-assistant.io, Integrations / MQTT): "MQTT Discovery" (topics,
abbreviations, device discovery), and of each component: switch, light (default and JSON schema),
cover, climate, sensor, binary sensor. Of templates only those that name one value are understood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from wallctl.domain.devices.points import Capability, Choice, Point, Text
from wallctl.drivers.mqtt.entities import Entity, Raw, Target, Where, key_of

COMPONENTS = frozenset({"switch", "light", "cover", "climate", "sensor", "binary_sensor"})
_LONG = {
    "bri_cmd_t": "brightness_command_topic",
    "bri_scl": "brightness_scale",
    "bri_stat_t": "brightness_state_topic",
    "bri_val_tpl": "brightness_value_template",
    "cmd_t": "command_topic",
    "cmps": "components",
    "curr_temp_t": "current_temperature_topic",
    "curr_temp_tpl": "current_temperature_template",
    "dev": "device",
    "dev_cla": "device_class",
    "mode_cmd_t": "mode_command_topic",
    "mode_stat_t": "mode_state_topic",
    "mode_stat_tpl": "mode_state_template",
    "p": "platform",
    "pl_cls": "payload_close",
    "pl_off": "payload_off",
    "pl_on": "payload_on",
    "pl_open": "payload_open",
    "pos_clsd": "position_closed",
    "pos_open": "position_open",
    "pos_t": "position_topic",
    "pos_tpl": "position_template",
    "set_pos_t": "set_position_topic",
    "stat_clsd": "state_closed",
    "stat_off": "state_off",
    "stat_on": "state_on",
    "stat_open": "state_open",
    "stat_t": "state_topic",
    "stat_val_tpl": "state_value_template",
    "temp_cmd_t": "temperature_command_topic",
    "temp_stat_t": "temperature_state_topic",
    "temp_stat_tpl": "temperature_state_template",
    "uniq_id": "unique_id",
    "unit_of_meas": "unit_of_measurement",
    "val_tpl": "value_template",
}
_DOTTED = r"value_json((?:\.\w+|\[\s*['\"][^'\"\]]+['\"]\s*\])+)"
_TEMPLATE = re.compile(
    r"\{\{\s*(?:value|" + _DOTTED + r")\s*(?:\|\s*(?:float|int|default)\s*(?:\([^)]*\))?\s*)*\}\}"
)
_STEP = re.compile(r"\.(\w+)|\[\s*['\"]([^'\"\]]+)['\"]\s*\]")


def entities(topic: str, payload: str) -> tuple[Entity, ...]:
    """Those that an announcement brings; none where it takes them back or makes no sense."""
    parts = topic.split("/")
    try:
        row = json.loads(payload)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(row, dict) or len(parts) < 4:
        return ()
    table = _long(row)
    component = parts[-4] if len(parts) >= 5 and parts[-4] in {*COMPONENTS, "device"} else parts[-3]
    name = key_of(*parts[parts.index(component) + 1 : -1])
    rows = [(component, name, table)]
    if component == "device":
        shared = {k: v for k, v in table.items() if k != "components"}
        parts_of = table.get("components")
        rows = [
            (str(part.get("platform", "")), key_of(name, str(id)), {**shared, **part})
            for id, one in (parts_of.items() if isinstance(parts_of, dict) else ())
            if isinstance(one, dict) and (part := _long({**_base(table), **one}))
        ]
    return tuple(one for kind, id, values in rows for one in _one(kind, id, values))


def _one(component: str, name: str, row: Mapping[str, object]) -> Iterator[Entity]:
    if component not in COMPONENTS or row.get("entity_category"):
        return
    maker = _Maker(name, row)
    yield from getattr(maker, component)()


class _Maker:
    def __init__(self, name: str, row: Mapping[str, object]) -> None:
        self._key = key_of(str(row.get("unique_id") or name))
        self._row = row
        device = row.get("device")
        of = str(device.get("name") or "") if isinstance(device, dict) else ""
        own = str(row.get("name") or "")
        words = own if own.startswith(of) else f"{of} {own}"
        self._name = words.strip() or self._key

    def switch(self) -> Iterator[Entity]:
        if (target := self._target("command_topic")) is None:
            return
        outlet = self._row.get("device_class") == "outlet"
        state = self._where("state_topic", "value_template")
        capability = Capability.OUTLET if outlet else Capability.SWITCH
        point = self._point(capability, readable=state is not None, dangerous=outlet)
        on, off = self._raw("payload_on", "ON"), self._raw("payload_off", "OFF")
        yield Entity(
            point, state, target, on, off, self._raw("state_on", on), self._raw("state_off", off)
        )

    def light(self) -> Iterator[Entity]:
        if (target := self._target("command_topic")) is None:
            return
        on, off = self._raw("payload_on", "ON"), self._raw("payload_off", "OFF")
        full = self._number("brightness_scale", 255)
        state: Where | None
        level: Where | None = None
        set_level: Target | None = None
        if self._row.get("schema") == "json":
            topic = self._row.get("state_topic")
            state = Where(topic, ("state",)) if isinstance(topic, str) else None
            on, off, target = "ON", "OFF", Target(target.topic, "state")
            if self._row.get("brightness") or self._row.get("supported_color_modes"):
                level = Where(state.topic, ("brightness",)) if state else None
                set_level = Target(target.topic, "brightness")
        else:
            state = self._where("state_topic", "state_value_template")
            level = self._where("brightness_state_topic", "brightness_value_template")
            set_level = self._target("brightness_command_topic")
        readable = state is not None and (level is not None or set_level is None)
        point = self._point(
            Capability.LIGHT,
            readable=readable,
            low=0,
            high=100,
            step=100 if set_level is None else 1,
            unit="%",
            settle_s=8,
        )
        yield Entity(point, state, target, on, off, level=level, set_level=set_level, full=full)

    def cover(self) -> Iterator[Entity]:
        state, target = self._where("state_topic", "value_template"), self._target("command_topic")
        level = self._where("position_topic", "position_template")
        set_level = self._target("set_position_topic")
        if set_level is None and target is None:
            return
        if set_level is None:  # its place may be known, but not be set: open or shut
            level = None
        readable = level is not None or (state is not None and set_level is None)
        point = self._point(
            Capability.COVER,
            readable=readable,
            low=0,
            high=100,
            step=100 if set_level is None else 2,
            unit="%",
            settle_s=60,
        )
        yield Entity(
            point,
            state if set_level is None else None,
            target,
            self._raw("payload_open", "OPEN"),
            self._raw("payload_close", "CLOSE"),
            self._raw("state_open", "open"),
            self._raw("state_closed", "closed"),
            level,
            set_level,
            self._number("position_closed", 0),
            self._number("position_open", 100),
        )

    def climate(self) -> Iterator[Entity]:
        if (target := self._target("temperature_command_topic")) is not None:
            state = self._where("temperature_state_topic", "temperature_state_template")
            point = self._point(
                Capability.CLIMATE,
                "set",
                Text("设定温度", "set point"),
                readable=state is not None,
                low=self._number("min_temp", 7),
                high=self._number("max_temp", 35),
                step=self._number("temp_step", 1),
                unit="°C",
                settle_s=15,
            )
            yield Entity(point, state, target)
        if (target := self._target("mode_command_topic")) is not None:
            state = self._where("mode_state_topic", "mode_state_template")
            modes = self._row.get("modes")
            known = modes if isinstance(modes, list) else ["off", "auto", "cool", "heat", "dry"]
            choices = tuple(Choice(str(one), Text(str(one), str(one))) for one in known)
            yield Entity(
                self._point(
                    Capability.CLIMATE,
                    "mode",
                    Text("模式", "mode"),
                    choices=choices,
                    readable=state is not None,
                    settle_s=15,
                ),
                state,
                target,
            )
        state = self._where("current_temperature_topic", "current_temperature_template")
        if state is not None:
            words = Text("室温", "temperature")
            yield Entity(
                self._point(Capability.SENSOR, "now", words, settable=False, unit="°C"), state
            )

    def sensor(self) -> Iterator[Entity]:
        if (state := self._where("state_topic", "value_template")) is not None:
            unit = str(self._row.get("unit_of_measurement") or "")
            yield Entity(self._point(Capability.SENSOR, settable=False, unit=unit), state)

    def binary_sensor(self) -> Iterator[Entity]:
        if (state := self._where("state_topic", "value_template")) is not None:
            on, off = self._raw("payload_on", "ON"), self._raw("payload_off", "OFF")
            yield Entity(self._point(Capability.SENSOR, settable=False), state, None, on, off)

    def _where(self, topic: str, template: str) -> Where | None:
        """None where there is none, or its template is more than a name."""
        place, shape = self._row.get(topic), self._row.get(template)
        if not isinstance(place, str) or not place or "+" in place or "#" in place:
            return None
        if shape is None or shape == "":
            return Where(place)
        match = _TEMPLATE.fullmatch(str(shape).strip())
        if match is None:
            return None
        return Where(place, tuple(a or b for a, b in _STEP.findall(match[1] or "")))

    def _target(self, topic: str) -> Target | None:
        """None where a template would make something else of the value."""
        place = self._row.get(topic)
        shaped = self._row.get(topic.replace("_topic", "_template"))
        good = isinstance(place, str) and place and not shaped and not set("+#") & set(place)
        return Target(str(place)) if good else None

    def _raw(self, key: str, default: Raw) -> Raw:
        found = self._row.get(key)
        return found if isinstance(found, str | bool | int | float) else default

    def _number(self, key: str, default: float) -> float:
        found = self._row.get(key)
        bad = isinstance(found, bool) or not isinstance(found, int | float)
        return default if bad else float(found)  # type: ignore[arg-type]

    def _point(
        self,
        capability: Capability,
        end: str = "",
        words: Text | None = None,
        *,
        settable: bool = True,
        readable: bool = True,
        dangerous: bool = False,
        choices: tuple[Choice, ...] = (),
        low: float | None = None,
        high: float | None = None,
        step: float = 0.0,
        unit: str = "",
        settle_s: float = 5.0,
    ) -> Point:
        text = Text(
            f"{self._name} {words.zh}" if words else self._name,
            f"{self._name} {words.en}" if words else self._name,
        )
        return Point(
            key_of(self._key, end),
            capability,
            text,
            settable=settable,
            readable=readable,
            dangerous=dangerous,
            choices=choices,
            low=low,
            high=high,
            step=step,
            unit=unit,
            settle_s=settle_s,
        )


def _base(row: Mapping[str, object]) -> dict[str, object]:
    return {"~": row["~"]} if "~" in row else {}


def _long(row: Mapping[str, object]) -> dict[str, object]:
    """With the long names, and `~` put in."""
    base = row.get("~")
    found: dict[str, object] = {}
    for key, value in row.items():
        name = _LONG.get(key, key)
        if isinstance(base, str) and isinstance(value, str) and name.endswith("topic"):
            if value.startswith("~"):
                value = base + value[1:]  # noqa: PLW2901
            elif value.endswith("~"):
                value = value[:-1] + base  # noqa: PLW2901
        found[name] = value
    return found
