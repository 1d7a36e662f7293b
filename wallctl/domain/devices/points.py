"""The points of a device: typed, declared by its driver, drawn on the desk from here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from wallctl.domain.errors import Invalid

Value = bool | int | float | str
"""What a point can be: truth of a switch, a number in the point's unit, or one of its choices."""


class Capability(StrEnum):
    """What a point is to the people in the room; decides how the desk draws it."""

    POWER = "power"  # "on", "off"; observed also "warming", "cooling"
    INPUT = "input"  # a choice
    LEVEL = "level"  # a number in `unit`
    MUTE = "mute"  # bool
    ROUTE = "route"  # of an output: the input it shows, a choice
    WINDOW = "window"  # of a splicing processor: `domain.devices.windows` writes and reads it
    PRESET = "preset"  # momentary: recall one of the device's own memories
    OUTLET = "outlet"  # bool
    COVER = "cover"  # 0 closed .. 100 open, %
    LIGHT = "light"  # 0 dark .. 100 full, %
    CLIMATE = "climate"  # a setting in `unit`, or a choice of mode
    PTZ = "ptz"  # momentary: see ports.ptz
    CALL = "call"  # observed "idle", "ringing", "calling", "connected"; dial and hang up are acts
    SENSOR = "sensor"  # read only
    SWITCH = "switch"  # bool: a relay, a scene flag, any other thing that is on or off


class Policy(StrEnum):
    """What is done where a device is not as desired."""

    ENFORCE = "enforce"  # set again, whoever changed it
    ONCE = "once"  # brought about once; then whoever turns the knob by hand is right
    OBSERVE = "observe"  # never set from here


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a driver's declaration, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    text: Text


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that can be read or set.

    `via` are values on the way to one that is desired: ("on", ("warming",)). Within `settle_s`
    after it was set, not being there yet is pending and no drift. `step` is also how far two
    numbers may differ and be equal. A `dangerous` one wants a confirmation. Without `readable`
    nothing proves it: it is sent, never confirmed. A `held` one the device keeps only as long as
    it is told: what is wanted of it is told anew on each connection.
    """

    key: str
    capability: Capability
    text: Text
    settable: bool = True
    readable: bool = True
    dangerous: bool = False
    choices: tuple[Choice, ...] = ()
    low: float | None = None
    high: float | None = None
    step: float = 0.0
    unit: str = ""
    policy: Policy = Policy.ONCE
    settle_s: float = 5.0
    via: tuple[tuple[str, tuple[str, ...]], ...] = ()
    inputs: tuple[str, ...] = ()  # keys of other points it depends on, set before it
    held: bool = False


@dataclass(frozen=True, slots=True)
class ActSpec:
    """A momentary act (重启, 拨号, 调用预置位): done once, never retried, replayed or undone.

    `argument` is what it is given, None for nothing; the act of a point names its `key`.
    """

    name: str
    text: Text
    argument: Point | None = None
    key: str = ""
    dangerous: bool = False


POWER_VIA = (("on", ("warming",)), ("off", ("cooling",)))
ON_OFF = (Choice("on", Text("开机", "On")), Choice("off", Text("关机", "Off")))
BOOLEAN = frozenset({Capability.MUTE, Capability.OUTLET, Capability.SWITCH})


def same(point: Point | None, a: Value | None, b: Value | None) -> bool:
    """Whether two values of a point are the same to anybody who looks."""
    if a is None or b is None:
        return a is b
    if isinstance(a, bool) or isinstance(b, bool) or isinstance(a, str) or isinstance(b, str):
        return type(a) is type(b) and a == b
    return abs(a - b) <= (point.step / 2 if point is not None else 0) + 1e-9


def on_the_way(point: Point, wanted: Value, seen: Value | None) -> bool:
    """Whether what is seen leads to what is wanted by itself: warming is not drift."""
    return isinstance(seen, str) and any(
        seen in steps for goal, steps in point.via if goal == wanted
    )


def checked(point: Point, value: Value, key: str = "value") -> Value:
    """The value as the point has it. Raises Invalid: key, reason, got and what there is."""
    if point.choices:
        known = [c.value for c in point.choices]
        if str(value) not in known or isinstance(value, bool):
            raise Invalid(key=key, reason="choice", got=str(value), choices=", ".join(known))
        return str(value)
    if point.capability in BOOLEAN:
        if not isinstance(value, bool):
            raise Invalid(key=key, reason="not_bool", got=str(value))
        return value
    if point.low is None and point.high is None:
        if isinstance(value, str) and len(value) > 1000:
            raise Invalid(key=key, reason="too_long", got=str(len(value)), limit=1000)
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Invalid(key=key, reason="not_number", got=str(value))
    low = -math.inf if point.low is None else point.low
    high = math.inf if point.high is None else point.high
    if not low <= value <= high:
        raise Invalid(key=key, reason="range", got=str(value), low=low, high=high)
    return value
