"""What objects say, as points and values. Pure: objects are words by object identifier."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from wallctl.domain.devices.points import Capability, Choice, Point, Text, Value
from wallctl.drivers.snmp.profile import STANDARD, PointSpec, Profile

Objects = Mapping[str, str | int]
"""What was read: whole numbers and texts by OID, columns with their rows."""


def declared(profile: Profile) -> tuple[Point, ...]:
    """Before it was reached: what has no rows."""
    return tuple(_point(one, "", "") for one in profile.points if not one.rows)


def points_of(profile: Profile, objects: Objects) -> tuple[Point, ...]:
    """Those of a device that has these objects."""
    found: list[Point] = []
    for spec in profile.points:
        if spec.rows:
            found += [_point(spec, row, _name(spec, row, objects)) for row in _rows(spec, objects)]
        elif value_of(spec, objects) is not None:
            found.append(_point(spec, "", ""))
    return tuple(found)


def values_of(profile: Profile, objects: Objects) -> dict[str, Value]:
    """By the keys of points; what makes no sense is left out."""
    found: dict[str, Value] = {}
    for spec in profile.points:
        if spec.rows:
            told = {
                row: _translated(spec, objects[f"{spec.oid}.{row}"]) for row in _rows(spec, objects)
            }
            found |= {filled(spec.key, row): v for row, v in told.items() if v is not None}
        elif (value := value_of(spec, objects)) is not None:
            found[spec.key] = value
    return found


def value_of(spec: PointSpec, objects: Objects) -> Value | None:
    """Of a point without rows of its own."""
    if spec.lists:
        return spec.lists in {objects[f"{spec.oid}.{row}"] for row in _rows(spec, objects)}
    if spec.take:
        told = [_translated(spec, objects[f"{spec.oid}.{row}"]) for row in _rows(spec, objects)]
        numbers = [n for n in told if isinstance(n, float | int) and not isinstance(n, bool)]
        if not numbers:
            return None
        return min(numbers) if spec.take == "min" else max(numbers)
    raw = objects.get(spec.oid)
    return None if raw is None else _translated(spec, raw)


def written(spec: PointSpec, value: Value) -> str | None:
    """What is set so that it becomes this value; None where the device has no word for it."""
    if spec.words or spec.values:
        ours = _word(value)
        if spec.words:
            return spec.words.get(ours)
        return next((word for word, one in spec.values.items() if _word(one) == ours), None)
    if isinstance(value, bool | str):
        return value if isinstance(value, str) and spec.kind == "text" else None
    return str(round(value / spec.scale))


def filled(key: str, row: str) -> str:
    return key.replace("{n}", row)


def spec_of(profile: Profile, key: str) -> tuple[PointSpec, str] | None:
    """Whose point this is, and its row."""
    for spec in profile.points:
        if not spec.rows:
            if spec.key == key:
                return spec, ""
            continue
        before, after = spec.key.split("{n}", 1)
        row = key[len(before) : len(key) - len(after)]
        if key == f"{before}{row}{after}" and row.replace(".", "").isdigit():
            return spec, row
    return None


def _translated(spec: PointSpec, raw: str | int) -> Value | None:
    if spec.values:
        return spec.values.get(str(raw))
    if spec.kind == "text":
        return str(raw)
    try:
        number = float(raw) * spec.scale
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return int(number) if spec.scale == 1 else round(number, 6)


def _rows(spec: PointSpec, objects: Objects) -> list[str]:
    rows = [oid[len(spec.oid) + 1 :] for oid in objects if oid.startswith(f"{spec.oid}.")]
    return sorted(rows, key=lambda row: [int(part) for part in row.split(".")])


def _name(spec: PointSpec, row: str, objects: Objects) -> str:
    told = str(objects.get(f"{spec.names}.{row}", "")).strip() if spec.names else ""
    return "".join(c for c in told if c.isprintable())[:60] or row


def _point(spec: PointSpec, row: str, name: str) -> Point:
    standard = STANDARD.get(spec.key)
    if standard is not None and not spec.zh:
        return standard
    choices = dict.fromkeys(v for v in (*spec.values.values(), *spec.words) if isinstance(v, str))
    boolean = any(isinstance(v, bool) for v in spec.values.values())
    point = Point(
        filled(spec.key, row),
        spec.capability,
        Text(*(one.replace("{n}", row).replace("{name}", name) for one in (spec.zh, spec.en))),
        settable=spec.settable,
        dangerous=spec.dangerous,
        choices=() if boolean else tuple(Choice(one, Text(one, one)) for one in choices),
        low=spec.low,
        high=spec.high,
        step=spec.step or (0.0 if spec.values or spec.kind == "text" else spec.scale),
        unit=spec.unit,
        settle_s=spec.settle_s,
    )
    if spec.capability is Capability.OUTLET:
        return replace(point, dangerous=True)  # whatever the profile forgot
    return point


def _word(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
