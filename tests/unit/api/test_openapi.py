"""The document of the API: whoever writes a panel by it finds every kind."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from tests.unit.api.conftest import Rig
from wallctl.domain.commands import KINDS


def _named(doc: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = doc["components"]["schemas"][name]
    return schema


async def test_every_kind_of_command_is_there_with_its_arguments(rig: Rig) -> None:
    doc = json.loads((await rig.get("/api/v1/openapi.json"))[1])
    union = doc["components"]["schemas"]["Command"]
    found: dict[str, set[str]] = {}
    for one in union.get("oneOf", union.get("anyOf", [])):
        body = _named(doc, one)
        args = _named(doc, body["properties"]["args"])
        found[body["properties"]["kind"]["const"]] = set(args.get("properties", {}))
    assert set(found) == set(KINDS)
    for kind, args in found.items():
        ours = {one.name for one in fields(KINDS[kind])}
        assert args <= ours, kind
        assert ours - args <= {"secret"}, f"{kind}: {ours - args} cannot be said"


async def test_what_is_told_of_devices_runs_and_power_is_there(rig: Rig) -> None:
    doc = json.loads((await rig.get("/api/v1/openapi.json"))[1])
    schemas = doc["components"]["schemas"]
    assert {
        *("DeviceState", "PointState", "Run", "StepProgress", "AutomationState", "PowerState"),
        *("AudioState", "PtzState"),
    } <= set(schemas)


async def test_each_reference_leads_somewhere(rig: Rig) -> None:
    raw = (await rig.get("/api/v1/openapi.json"))[1]
    doc = json.loads(raw)
    known = {f"#/components/schemas/{name}" for name in doc["components"]["schemas"]}
    assert _references(doc) <= known


def _references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(_references(one) for one in part.values()))
    if isinstance(part, list):
        return set[str]().union(*(_references(one) for one in part))
    return set()
