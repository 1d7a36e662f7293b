"""The points of a profile. Pure."""

from __future__ import annotations

from wallctl.domain.devices.points import (
    ON_OFF,
    POWER_VIA,
    Capability,
    Choice,
    Point,
    Text,
    Value,
)
from wallctl.drivers.http.profile import PointSpec, Profile


def points_of(profile: Profile) -> tuple[Point, ...]:
    return tuple(_point(one) for one in profile.points)


def _point(spec: PointSpec) -> Point:
    power = spec.capability is Capability.POWER
    told: dict[Value, None] = dict.fromkeys([*spec.values.values(), *spec.sets])
    choices = [one for one in told if isinstance(one, str) and one not in {"true", "false"}]
    boolean = any(isinstance(one, bool) for one in spec.values.values())
    return Point(
        spec.key,
        spec.capability,
        Text(spec.zh, spec.en),
        settable=spec.set is not None or bool(spec.sets),
        readable=bool(spec.read),
        dangerous=spec.dangerous or spec.capability is Capability.OUTLET,
        choices=ON_OFF if power else () if boolean else tuple(_choice(one) for one in choices),
        low=spec.low,
        high=spec.high,
        step=spec.step,
        unit=spec.unit,
        settle_s=spec.settle_s,
        via=POWER_VIA if power else (),
    )


def _choice(word: str) -> Choice:
    return Choice(word, Text(word, word))
