"""Entities out of `bridge/devices`, in the words of the Zigbee2MQTT documentation (Guide / Usage,
"Exposes")."""

from __future__ import annotations

import json

import pytest

from wallctl.domain.devices.points import Capability, Value
from wallctl.domain.errors import Garbled
from wallctl.drivers.mqtt.entities import Entity, Raw, Where, found, messages, value
from wallctl.drivers.mqtt.zigbee import entities


def feature(kind: str, name: str, access: int = 7, **more: object) -> dict[str, object]:
    return {"type": kind, "name": name, "property": name, "access": access, **more}


STATE = feature("binary", "state", value_on="ON", value_off="OFF", value_toggle="TOGGLE")
DEVICES = [
    {"friendly_name": "Coordinator", "type": "Coordinator", "definition": None},
    {"friendly_name": "new", "type": "Unknown", "definition": None},
    {
        "friendly_name": "会商室/筒灯",
        "type": "Router",
        "definition": {
            "exposes": [
                {
                    "type": "light",
                    "features": [STATE, feature("numeric", "brightness", value_max=254)],
                },
                feature("enum", "power_on_behavior", category="config", values=["on"]),
            ]
        },
    },
    {
        "friendly_name": "plug",
        "type": "Router",
        "definition": {
            "description": "Smart Plug",
            "exposes": [{"type": "switch", "features": [STATE]}, feature("numeric", "power", 1)],
        },
    },
    {
        "friendly_name": "double",
        "type": "Router",
        "definition": {
            "exposes": [
                {
                    "type": "switch",
                    "endpoint": "l1",
                    "features": [{**STATE, "property": "state_l1", "endpoint": "l1"}],
                },
                {
                    "type": "switch",
                    "endpoint": "l2",
                    "features": [{**STATE, "property": "state_l2", "endpoint": "l2"}],
                },
            ]
        },
    },
    {
        "friendly_name": "blind",
        "type": "Router",
        "definition": {
            "exposes": [
                {
                    "type": "cover",
                    "features": [
                        feature("enum", "state", values=["OPEN", "CLOSE", "STOP"]),
                        feature("numeric", "position"),
                    ],
                }
            ]
        },
    },
    {
        "friendly_name": "old blind",
        "type": "Router",
        "definition": {
            "exposes": [
                {"type": "cover", "features": [feature("enum", "state", values=["OPEN", "CLOSE"])]}
            ]
        },
    },
    {
        "friendly_name": "TRV",
        "type": "EndDevice",
        "definition": {
            "exposes": [
                {
                    "type": "climate",
                    "features": [
                        feature(
                            "numeric",
                            "occupied_heating_setpoint",
                            value_min=5,
                            value_max=30,
                            value_step=0.5,
                        ),
                        feature("numeric", "local_temperature", 5, unit="°C"),
                        feature("enum", "system_mode", values=["off", "heat"]),
                    ],
                }
            ]
        },
    },
    {
        "friendly_name": "door",
        "type": "EndDevice",
        "definition": {
            "exposes": [
                feature("binary", "contact", 1, value_on=False, value_off=True),
                feature("numeric", "battery", 1, category="diagnostic"),
            ]
        },
    },
]


def table(base: str = "z") -> dict[str, Entity]:
    return {one.point.key: one for one in entities(base, json.dumps(DEVICES))}


def test_points() -> None:
    found_ = table()
    assert list(found_) == [
        "会商室.筒灯.state",
        "plug.state",
        "plug.power",
        "double.state_l1",
        "double.state_l2",
        "blind.position",
        "old_blind.state",
        "TRV.occupied_heating_setpoint",
        "TRV.local_temperature",
        "TRV.system_mode",
        "door.contact",
    ]
    plug = found_["plug.state"].point
    assert (plug.capability, plug.dangerous) == (Capability.OUTLET, True)
    assert found_["double.state_l2"].point.text.zh == "double l2"
    heat = found_["TRV.occupied_heating_setpoint"].point
    assert (heat.low, heat.high, heat.step) == (5, 30, 0.5)
    assert not found_["door.contact"].point.settable
    assert found_["plug.power"].ask is None
    assert found_["TRV.local_temperature"].point.text.zh == "TRV 室温"


@pytest.mark.parametrize(
    ("key", "payload", "wanted", "topic", "said"),
    [
        ("会商室.筒灯.state", {"state": "ON", "brightness": 178}, 70, "会商室/筒灯",
         {"state": "ON", "brightness": 178}),
        ("会商室.筒灯.state", {"state": "OFF", "brightness": 178}, 0, "会商室/筒灯",
         {"state": "OFF"}),
        ("plug.state", {"state": "ON"}, True, "plug", {"state": "ON"}),
        ("double.state_l2", {"state_l1": "ON", "state_l2": "OFF"}, False, "double",
         {"state_l2": "OFF"}),
        ("blind.position", {"state": "OPEN", "position": 40}, 40, "blind", {"position": 40}),
        ("old_blind.state", {"state": "OPEN"}, 100, "old blind", {"state": "OPEN"}),
        ("TRV.occupied_heating_setpoint", {"occupied_heating_setpoint": 21.5}, 21.5, "TRV",
         {"occupied_heating_setpoint": 21.5}),
        ("TRV.system_mode", {"system_mode": "heat"}, "heat", "TRV", {"system_mode": "heat"}),
        ("door.contact", {"contact": True}, False, "door", None),
        ("plug.power", {"power": 12.25}, 12.25, "plug", None),
    ],
)  # fmt: skip
def test_there_and_back(
    key: str, payload: dict[str, object], wanted: Value, topic: str, said: object
) -> None:
    one = table()[key]
    got = value(one, heard(one, json.dumps(payload)))
    assert got == wanted
    assert isinstance(got, bool) == isinstance(wanted, bool)
    assert {place.topic for place in one.places} == {f"z/{topic}"}
    if said is not None:
        ((to, text),) = messages(one, wanted)
        assert (to, json.loads(text)) == (f"z/{topic}/set", said)


def heard(one: Entity, payload: str) -> dict[Where, Raw]:
    rows = {place: found(place, payload) for place in one.places}
    return {place: raw for place, raw in rows.items() if raw is not None}


@pytest.mark.parametrize(
    "payload", ["", "{", "null", "[]", '{"state":[1]}', '{"state":null}', '{"state":"TOGGLE"}']
)
def test_what_makes_no_sense_tells_nothing(payload: str) -> None:
    one = table()["plug.state"]
    assert value(one, heard(one, payload)) is None


def test_a_lamp_that_is_on_with_no_brightness_yet_is_not_known() -> None:
    one = table()["会商室.筒灯.state"]
    assert value(one, heard(one, '{"state":"ON"}')) is None
    assert value(one, heard(one, '{"state":"OFF"}')) == 0


@pytest.mark.parametrize("text", ["", "{", "{}", "3", "[" * 100_000])
def test_a_list_that_is_none(text: str) -> None:
    with pytest.raises(Garbled):
        entities("z", text)


@pytest.mark.parametrize(
    "row",
    [
        3,
        {},
        {"friendly_name": 3, "definition": {}},
        {"friendly_name": "x", "definition": {"exposes": 3}},
        {"friendly_name": "x", "definition": {"exposes": [3, {}, {"type": "light"}]}},
        {"friendly_name": "x", "definition": {"exposes": [feature("enum", "a", 3)]}},
    ],
)
def test_rows_that_are_not_understood_are_left_out(row: object) -> None:
    assert entities("z", json.dumps([row])) == ()
