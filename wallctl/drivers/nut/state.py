"""What NUT's variables say, as values of points."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Capability, Point, Text, Value
from wallctl.domain.devices.ups import (
    CHARGE,
    FEED,
    INPUT,
    LOAD,
    LOW,
    OVERLOAD,
    REPLACE,
    RUNTIME,
    TEMPERATURE,
    Feed,
)

STATUS = "ups.status"
_NUMBERS = {  # variable -> point, divisor; people and plans count minutes, and none too many
    "battery.charge": (CHARGE, 1),
    "battery.runtime": (RUNTIME, 60),
    "ups.load": (LOAD, 1),
    "input.voltage": (INPUT, 1),
    "ups.temperature": (TEMPERATURE, 1),
}
CHARGE_LOW = Point(
    "charge_low",
    Capability.LEVEL,
    Text("低电量阈值", "Low-battery threshold"),
    low=0,
    high=100,
    step=1,
    unit="%",
)
SHUTDOWN_DELAY = Point(
    "shutdown_delay",
    Capability.LEVEL,
    Text("关机延时", "Shutdown delay"),
    low=0,
    high=3600,
    step=1,
    unit="s",
)
VARIABLES = {"charge_low": "battery.charge.low", "shutdown_delay": "ups.delay.shutdown"}
"""Of the points that are set by SET VAR."""
_FLAGS = (FEED, LOW, REPLACE, OVERLOAD)
_WORDS = Point("status", Capability.SENSOR, Text("状态字", "Status words"), settable=False)


def points(options: Options) -> tuple[Point, ...]:
    """Before it was reached: what about every UPS tells."""
    return (*_FLAGS, CHARGE, RUNTIME, LOAD, _WORDS)


def points_of(
    variables: Mapping[str, str], writable: Collection[str], commands: Collection[str]
) -> tuple[Point, ...]:
    """Those of a UPS that has these variables, lets these be written by who signed in, and takes
    these commands from them."""
    found = [*_FLAGS]
    found += [
        point for name, (point, _) in _NUMBERS.items() if _number(variables.get(name)) is not None
    ]
    found.append(_WORDS)
    found += [
        point
        for point in (CHARGE_LOW, SHUTDOWN_DELAY)
        if VARIABLES[point.key] in writable
        and _number(variables.get(VARIABLES[point.key])) is not None
    ]
    for name in sorted(variables, key=_in_order):
        number = _outlet(name)
        if number:
            told = variables.get(f"outlet.{number}.desc", "") or number
            switches = {f"outlet.{number}.load.on", f"outlet.{number}.load.off"} <= set(commands)
            found.append(
                Point(
                    f"outlet.{number}",
                    Capability.OUTLET,
                    Text(f"插座 {told}", f"Outlet {told}"),
                    settable=switches,
                    dangerous=True,
                    settle_s=10.0,
                )
            )
    return tuple(found)


def values_of(variables: Mapping[str, str]) -> dict[str, Value]:
    """By the keys of points. A number that is none is left out."""
    words = variables.get(STATUS, "").upper().split()
    found: dict[str, Value] = {
        FEED.key: feed_of(words).value,
        LOW.key: "LB" in words or "FSD" in words,  # a forced shutdown is no less urgent
        REPLACE.key: "RB" in words,
        OVERLOAD.key: "OVER" in words,
        _WORDS.key: " ".join(words),
    }
    for name, (point, divisor) in _NUMBERS.items():
        number = _number(variables.get(name))
        if number is not None:
            found[point.key] = number if divisor == 1 else math.floor(number / divisor)
    for key, name in VARIABLES.items():
        number = _number(variables.get(name))
        if number is not None:
            found[key] = number
    for name, told in variables.items():
        outlet = _outlet(name)
        if outlet:
            found[f"outlet.{outlet}"] = told.strip().lower() in {"on", "yes", "1"}
    return found


def feed_of(words: Collection[str]) -> Feed:
    """By RFC 9271, 5.1. On battery is said before all else, whatever stands beside it."""
    for word, feed in (
        ("OB", Feed.BATTERY),
        ("OFF", Feed.OFF),
        ("BYPASS", Feed.BYPASS),
        ("OL", Feed.MAINS),
    ):
        if word in words:
            return feed
    return Feed.UNKNOWN


def _outlet(name: str) -> str:
    """ "3" of "outlet.3.status", else ""."""
    parts = name.split(".")
    ours = len(parts) == 3 and parts[0] == "outlet" and parts[2] == "status"
    return parts[1] if ours and parts[1].isascii() and parts[1].isdigit() else ""


def _in_order(name: str) -> tuple[int, str]:
    return int(_outlet(name) or 0), name


def _number(told: str | None) -> float | None:
    try:
        number = float(told or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None
