"""What is done when the mains fail: a plan in stages, by the UPS's own report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wallctl.domain.devices.observed import DeviceState
from wallctl.domain.devices.points import Value
from wallctl.domain.devices.ups import CHARGE, FEED, RUNTIME, Feed


@dataclass(frozen=True, slots=True)
class PowerStage:
    """Begins when any of what is given is so: `after_s` on battery, `runtime_min` minutes or
    `charge` percent left or less; with none of them at once. Stages begin in their order."""

    name: str
    sequence: str = ""  # what is run; "" only warns
    after_s: float | None = None
    runtime_min: float | None = None
    charge: float | None = None
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class PowerPlan:
    """id = room. Off until somebody enables it: it switches things off by itself.

    `back` is run once the mains have been steady for `steady_s`, if any stage had begun.
    """

    id: str
    ups: str
    stages: tuple[PowerStage, ...] = ()
    back: str = ""
    steady_s: float = 120.0
    enabled: bool = False


class PowerPhase(StrEnum):
    MAINS = "mains"
    BATTERY = "battery"
    RETURNING = "returning"  # the mains are back and not yet steady
    UNKNOWN = "unknown"  # the UPS does not say


@dataclass(frozen=True, slots=True)
class PowerState:
    """How a plan stands, observed. `stage` counts those that have begun; times epoch s."""

    plan: str
    phase: PowerPhase = PowerPhase.UNKNOWN
    since: float = 0.0
    stage: int = 0
    runs: tuple[str, ...] = ()
    drill: bool = False
    drill_by: str = ""


@dataclass(frozen=True, slots=True)
class Supply:
    """What a UPS says: minutes and percent left, None where it does not."""

    feed: Feed
    runtime_min: float | None = None
    charge: float | None = None


def supply_of(state: DeviceState | None) -> Supply | None:
    """None where nothing is known now: a UPS that is lost, or says nothing of its feed."""
    if state is None:
        return None
    feed = _value(state, FEED.key)
    if not isinstance(feed, str) or feed not in set(Feed) or feed == Feed.UNKNOWN:
        return None
    return Supply(Feed(feed), _number(state, RUNTIME.key), _number(state, CHARGE.key))


def reached(stage: PowerStage, on_battery_s: float, supply: Supply) -> bool:
    if stage.after_s is None and stage.runtime_min is None and stage.charge is None:
        return True
    if stage.after_s is not None and on_battery_s >= stage.after_s:
        return True
    return _at_most(supply.runtime_min, stage.runtime_min) or _at_most(supply.charge, stage.charge)


def _at_most(value: float | None, limit: float | None) -> bool:
    return value is not None and limit is not None and value <= limit


def _value(state: DeviceState, key: str) -> Value | None:
    point = state.state(key)
    return point.value if point is not None and not point.stale else None


def _number(state: DeviceState, key: str) -> float | None:
    value = _value(state, key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
