"""Announcements in the words of the Home Assistant documentation ("MQTT Discovery" and the pages of
the components)."""

from __future__ import annotations

import json

import pytest

from wallctl.domain.devices.points import Capability, Value
from wallctl.drivers.mqtt.diff import diff
from wallctl.drivers.mqtt.entities import Entity, found, messages, value
from wallctl.drivers.mqtt.homeassistant import entities


def announced(component: str, **row: object) -> tuple[Entity, ...]:
    text = json.dumps({"name": "it", "unique_id": "u", **row})
    return entities(f"homeassistant/{component}/node/it/config", text)


def one(component: str, **row: object) -> Entity:
    (entity,) = announced(component, **row)
    return entity


def told(entity: Entity, **topics: str) -> Value | None:
    rows = {
        place: raw
        for place in entity.places
        if (raw := found(place, topics.get(place.topic, ""))) not in {None, ""}
    }
    return value(entity, rows)  # type: ignore[arg-type]


def test_garden_switch_of_the_documentation() -> None:
    """ "MQTT Discovery", "Discovery payload": the irrigation switch."""
    text = json.dumps(
        {
            "name": "Irrigation",
            "command_topic": "homeassistant/switch/irrigation/set",
            "state_topic": "homeassistant/switch/irrigation/state",
            "unique_id": "irr01ad",
            "device": {"identifiers": ["garden01ad"], "name": "Garden"},
        }
    )
    (entity,) = entities("homeassistant/switch/irrigation/config", text)
    assert (entity.point.key, entity.point.text.zh) == ("irr01ad", "Garden Irrigation")
    assert messages(entity, True) == (("homeassistant/switch/irrigation/set", "ON"),)
    assert told(entity, **{"homeassistant/switch/irrigation/state": "OFF"}) is False


def test_abbreviations_and_the_base_topic() -> None:
    """The same page, "Using abbreviations and base topic": kitchen light."""
    entity = one("light", **{"~": "ha/light/kitchen", "cmd_t": "~/set", "stat_t": "~/state",
                             "schema": "json", "brightness": True})  # fmt: skip
    topic = "ha/light/kitchen"
    assert told(entity, **{f"{topic}/state": '{"state":"ON","brightness":128}'}) == 50
    ((to, text),) = messages(entity, 50)
    assert (to, json.loads(text)) == (f"{topic}/set", {"state": "ON", "brightness": 128})
    assert messages(entity, 0) == ((f"{topic}/set", '{"state": "OFF"}'),)


def test_a_light_with_two_topics() -> None:
    entity = one("light", cmd_t="l/set", stat_t="l", bri_cmd_t="l/b/set", bri_stat_t="l/b",
                 bri_scl=100, pl_on="1", pl_off="0")  # fmt: skip
    assert messages(entity, 30) == (("l/set", "1"), ("l/b/set", "30"))
    assert messages(entity, 0) == (("l/set", "0"),)
    assert told(entity, **{"l": "1", "l/b": "30"}) == 30
    assert told(entity, **{"l": "0", "l/b": "30"}) == 0


def test_a_light_that_only_switches_and_tells_nothing() -> None:
    entity = one("light", cmd_t="l/set")
    assert (entity.point.readable, entity.point.step) == (False, 100)
    assert messages(entity, 100) == (("l/set", "ON"),)


def test_covers() -> None:
    placed = one("cover", cmd_t="c/set", set_pos_t="c/place", pos_t="c/pos", pos_open=0,
                 pos_clsd=255)  # fmt: skip
    assert told(placed, **{"c/pos": "255"}) == 0
    assert messages(placed, 100) == (("c/place", "0"),)
    plain = one("cover", cmd_t="c/set", stat_t="c")
    assert told(plain, c="open") == 100
    assert told(plain, c="opening") is None
    assert messages(plain, 0) == (("c/set", "CLOSE"),)


def test_climate_gives_set_point_mode_and_reading() -> None:
    rows = announced("climate", temp_cmd_t="t/set", temp_stat_t="t", min_temp=16, max_temp=30,
                     mode_cmd_t="m/set", mode_stat_t="m", modes=["off", "cool"],
                     curr_temp_t="now")  # fmt: skip
    point, mode, now = rows
    assert [row.point.key for row in rows] == ["u.set", "u.mode", "u.now"]
    assert (point.point.low, point.point.high) == (16, 30)
    assert messages(point, 22.0) == (("t/set", "22"),)
    assert messages(mode, "cool") == (("m/set", "cool"),)
    assert told(mode, m="cool") == "cool"
    assert told(now, now="21.5") == 21.5


@pytest.mark.parametrize(
    ("template", "payload", "wanted"),
    [
        ("{{ value_json.temperature }}", '{"temperature": 21.5}', 21.5),
        ("{{value_json.a.b}}", '{"a":{"b":3}}', 3),
        ("{{ value_json['a b'] | float }}", '{"a b":"7"}', 7),
        ("{{ value }}", "12", 12),
        ("{{ value_json.x | default(0) }}", "{}", None),
    ],
)
def test_templates_that_name_a_value(template: str, payload: str, wanted: Value | None) -> None:
    entity = one("sensor", stat_t="s", val_tpl=template, unit_of_meas="°C")
    assert entity.point.capability is Capability.SENSOR
    assert told(entity, s=payload) == wanted


@pytest.mark.parametrize(
    ("component", "row"),
    [
        ("sensor", {"stat_t": "s", "val_tpl": "{{ value_json.a * 2 }}"}),
        ("sensor", {"stat_t": "s", "val_tpl": "{% if value %}1{% endif %}"}),
        ("sensor", {}),
        ("sensor", {"stat_t": "s/#"}),
        ("switch", {"stat_t": "s"}),
        ("switch", {"cmd_t": "s/+"}),
        ("camera", {"topic": "s"}),
        ("sensor", {"stat_t": "s", "entity_category": "diagnostic"}),
    ],
)
def test_what_is_not_understood_is_left_out(component: str, row: dict[str, object]) -> None:
    assert announced(component, **row) == ()


@pytest.mark.parametrize("payload", ["", "{", "3", "[]", "[" * 100_000])
def test_a_payload_that_announces_nothing(payload: str) -> None:
    assert entities("homeassistant/switch/x/config", payload) == ()


def test_device_discovery() -> None:
    row = {
        "dev": {"ids": "ea", "name": "Box"},
        "cmps": {
            "t": {"p": "sensor", "stat_t": "box", "val_tpl": "{{ value_json.t }}", "uniq_id": "t1"},
            "r": {"p": "switch", "cmd_t": "box/r", "name": "Relay", "uniq_id": "r1"},
            "bad": 3,
        },
    }
    found_ = entities("homeassistant/device/ea/config", json.dumps(row))
    assert [(e.point.key, e.point.text.en) for e in found_] == [("t1", "Box"), ("r1", "Box Relay")]
    assert not found_[1].point.readable


def test_diff() -> None:
    assert diff({"a": 1}, {"a": 1}) == ()
    assert [o.message for o in diff({"a": 1}, {"a": True, "b": 2})] == [("a", True), ("b", 2)]
