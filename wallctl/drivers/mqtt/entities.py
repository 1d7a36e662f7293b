"""What stands behind a broker: one entity for each point, with the topics it is heard and set on.
Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from wallctl.domain.devices.points import Capability, Point, Value

MOST = 500

Raw = str | bool | int | float


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the payloads of a topic: keys into its JSON, none for the payload itself."""

    topic: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Where to set: alone in the payload, or under `key` in a JSON object."""

    topic: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """`state` and `set` carry `on` or `off`, a number or a choice. Lights and covers may have
    `level` beside or instead of it: `closed`..`full` in its own numbers is 0..100 here. `ask` is
    where Zigbee2MQTT is asked for it."""

    point: Point
    state: Where | None = None
    set: Target | None = None
    on: Raw | None = None
    off: Raw | None = None
    seen_on: Raw | None = None
    seen_off: Raw | None = None
    level: Where | None = None
    set_level: Target | None = None
    closed: float = 0.0
    full: float = 100.0
    ask: Target | None = None

    @property
    def places(self) -> tuple[Where, ...]:
        return tuple(one for one in (self.state, self.level) if one is not None)


def key_of(*parts: str) -> str:
    """A key that can stand in addresses: other letters are welcome, strokes and blanks are not."""
    return re.sub(r"[^\w.-]+", "_", ".".join(part for part in parts if part).replace("/", "."))[:80]


def found(place: Where, payload: str) -> Raw | None:
    """What stands there; None where there is nothing of use."""
    if not place.path:
        return payload
    try:
        at: object = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    for step in place.path:
        if not isinstance(at, Mapping) or step not in at:
            return None
        at = at[step]
    return at if isinstance(at, str | bool | int | float) else None


def value(entity: Entity, heard: Mapping[Where, Raw]) -> Value | None:
    """The value of its point out of what was heard; None where that tells nothing."""
    state = heard.get(entity.state) if entity.state is not None else None
    level = heard.get(entity.level) if entity.level is not None else None
    capability = entity.point.capability
    if capability is Capability.LIGHT:
        return _light(entity, state, level)
    if capability is Capability.COVER and level is not None:
        return _share(entity, level)
    is_on = _is_on(entity, state)
    if capability is Capability.COVER:
        return None if is_on is None else 100 * is_on
    if entity.on is not None:
        return is_on
    if state is None:
        return None
    if entity.point.choices:
        return str(state)
    number = _number(state)
    if number is None and capability is Capability.SENSOR:
        return state if isinstance(state, bool) else str(state)[:200]
    return number


def messages(entity: Entity, wanted: Value) -> tuple[tuple[str, str], ...]:
    """Topics and payloads that bring it about, in order."""
    point = entity.point
    if point.capability is Capability.LIGHT:
        return _lit(entity, float(wanted))
    if point.capability is Capability.COVER and entity.set_level is not None:
        raw = entity.closed + float(wanted) / 100 * (entity.full - entity.closed)
        return _said(entity.set_level, round(raw))
    if entity.set is None:
        return ()
    if entity.on is not None:
        on = float(wanted) > 50 if point.capability is Capability.COVER else bool(wanted)
        raw_on = entity.on if on else entity.off
        return _said(entity.set, raw_on if raw_on is not None else "")
    if isinstance(wanted, float) and wanted == int(wanted):
        wanted = int(wanted)
    return _said(entity.set, wanted)


def _light(entity: Entity, state: Raw | None, level: Raw | None) -> Value | None:
    is_on = _is_on(entity, state)
    if entity.level is None:
        return None if is_on is None else 100 * is_on
    if is_on is False:
        return 0
    share = None if level is None else _share(entity, level)
    return share if is_on or entity.state is None else None


def _lit(entity: Entity, wanted: float) -> tuple[tuple[str, str], ...]:
    said: list[tuple[str, str]] = []
    on = wanted > (50 if entity.set_level is None else 0)
    raw = entity.on if on else entity.off
    level = round(entity.closed + wanted / 100 * (entity.full - entity.closed))
    both = entity.set is not None and entity.set.key and entity.set_level is not None
    if both and on and entity.set is not None and entity.set_level is not None:
        text = json.dumps({entity.set.key: raw, entity.set_level.key: level}, ensure_ascii=False)
        return ((entity.set.topic, text),)
    if entity.set is not None and raw is not None:
        said += _said(entity.set, raw)
    if on and entity.set_level is not None:
        said += _said(entity.set_level, level)
    return tuple(said)


def _said(target: Target, raw: Raw) -> tuple[tuple[str, str], ...]:
    if target.key:
        return ((target.topic, json.dumps({target.key: raw}, ensure_ascii=False)),)
    return ((target.topic, raw if isinstance(raw, str) else json.dumps(raw)),)


def _is_on(entity: Entity, state: Raw | None) -> bool | None:
    if state is None:
        return None
    on = entity.on if entity.seen_on is None else entity.seen_on
    off = entity.off if entity.seen_off is None else entity.seen_off
    if _same(state, on):
        return True
    return False if _same(state, off) else None


def _same(a: Raw, b: Raw | None) -> bool:
    """Payloads without JSON are text: "true" is what somebody calls true there."""
    return a == b if type(a) is type(b) else str(a).lower() == str(b).lower()


def _share(entity: Entity, raw: Raw) -> int | None:
    number = _number(raw)
    if number is None or entity.full == entity.closed:
        return None
    share = round(100 * (number - entity.closed) / (entity.full - entity.closed))
    return min(100, max(0, share))


def _number(raw: Raw) -> int | float | None:
    if isinstance(raw, bool):
        return None
    try:
        number = float(raw)
    except ValueError:
        return None
    if number != number or abs(number) > 1e15:  # noqa: PLR0124  # not a number
        return None
    return int(number) if number == int(number) and "." not in str(raw) else round(number, 4)
