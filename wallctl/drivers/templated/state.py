"""The points of a device by its profile and options. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import (
    BOOLEAN,
    ON_OFF,
    POWER_VIA,
    Capability,
    Choice,
    Point,
    Text,
    Value,
)
from wallctl.domain.devices.windows import Window, written
from wallctl.domain.devices.windows import read as read_window
from wallctl.domain.errors import Invalid
from wallctl.drivers.templated.profile import MOST_POINTS, PointSpec, Profile, wrong

CHOOSING = frozenset({Capability.INPUT, Capability.ROUTE, Capability.CALL})


@dataclass(frozen=True, slots=True)
class Place:
    """A point with where it stands in the profile; `n` is 0 where it is the only one."""

    point: Point
    spec: PointSpec
    index: int
    n: int = 0


def places(profile: Profile, options: Options, text: str = "") -> tuple[Place, ...]:
    """All points in order. Raises Invalid naming the line."""
    counts = {
        "outputs": int(options.get("outputs", 0)) or profile.outputs,
        "inputs": int(options.get("inputs", 0)) or profile.inputs,
    }
    made: list[Place] = []
    seen: set[str] = set()
    for index, spec in enumerate(profile.points):
        numbers = range(1, counts[spec.each] + 1) if spec.each else (0,)
        for n in numbers:
            key = spec.key.replace("{n}", str(n))
            if key in seen or "{" in key or "}" in key:
                why = "this key is there twice" if key in seen else "only {n} may be in a key"
                raise wrong(text, ("points", index, "key"), why)
            seen.add(key)
            made.append(Place(_point(spec, key, n, counts["inputs"]), spec, index, n))
            if len(made) > MOST_POINTS:
                raise wrong(text, ("points", index, "each"), f"more than {MOST_POINTS} points")
    return tuple(made)


def _point(spec: PointSpec, key: str, n: int, inputs: int) -> Point:
    bare = spec.capability in BOOLEAN
    power = spec.capability is Capability.POWER
    choices = ON_OFF if power else () if bare else _choices(spec, inputs)
    return Point(
        key,
        spec.capability,
        Text(spec.zh.replace("{n}", str(n)), spec.en.replace("{n}", str(n))),
        settable=bool(spec.set),
        readable=bool(spec.query or spec.told)
        or any("{value" in one or "{source" in one for one in spec.done),
        dangerous=spec.dangerous,
        choices=choices,
        low=spec.low,
        high=spec.high,
        step=spec.step,
        unit=spec.unit,
        settle_s=spec.settle_s,
        via=POWER_VIA if power else (),
        inputs=("power",) if spec.needs_power else (),
    )


def _choices(spec: PointSpec, inputs: int) -> tuple[Choice, ...]:
    if spec.choices == "inputs":
        none = (Choice(spec.none, Text("无", "None")),) if spec.none else ()
        return none + tuple(
            Choice(str(n), Text(f"输入 {n}", f"Input {n}")) for n in range(1, inputs + 1)
        )
    return tuple(
        Choice(value, Text(*spec.names.get(value, (value, value)))) for value in spec.values
    )


def worded(place: Place, value: Value) -> dict[str, object]:
    """A value as templates take it: {value} is the device's word or a number; a window has
    {source}, {x}, {y}, {w}, {h}, a closed one nothing. Raises ValueError."""
    spec = place.spec
    if spec.capability is Capability.WINDOW:
        return _opened(place, value)
    if spec.values:
        word = str(value).lower() if isinstance(value, bool) else str(value)
        if word not in spec.values:
            raise ValueError(f"{place.point.key} cannot be {value!r}")
        return {"value": spec.values[word]}
    if isinstance(value, str):
        return {"value": int(value) if value.isascii() and value.isdigit() else value}
    whole = isinstance(value, bool) or value == int(value)
    return {"value": int(value) if whole else value}


def _opened(place: Place, value: Value) -> dict[str, object]:
    try:
        window = read_window(value)
    except Invalid as exc:
        raise ValueError(f"{place.point.key} cannot be {value!r}") from exc
    if window is None:
        return {}
    source: object = int(window.source) if window.source.isdigit() else window.source
    return {"source": source, "x": window.x, "y": window.y, "w": window.w, "h": window.h}


def understood(place: Place, found: Mapping[str, object]) -> Value | None:
    """The value of what a pattern found, None where it says nothing that we know."""
    spec, point = place.spec, place.point
    if spec.capability is Capability.WINDOW:
        if "source" not in found:
            return None
        x, y, w, h = (int(str(found.get(name, 0))) for name in "xywh")
        return written(Window(str(found["source"]), x, y, w, h))
    word = found.get("value")
    if word is None:
        return None
    if spec.values:
        text = str(word).strip()
        ours = next((k for k, v in spec.values.items() if v.lower() == text.lower()), None)
        if point.capability in BOOLEAN:
            return None if ours is None else ours == "true"
        return ours if ours is not None or point.capability is Capability.POWER else text
    if point.capability in BOOLEAN:
        return bool(word) if isinstance(word, int) else None
    if point.choices or point.capability in CHOOSING:
        return str(word)
    return word if isinstance(word, int | float | str) else str(word)
