"""A dry run: what steps would do now, step by step, without doing it. Also what keeps power from
being switched off by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from wallctl.domain.control.steps import ControlStep, Do, holds
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.observed import Availability, DeviceState
from wallctl.domain.devices.points import Capability, Point, Value, same
from wallctl.domain.shift import Situation
from wallctl.domain.show import Show

Look = Callable[[str], DeviceState | None]
"""The state of a device, by its id."""

CONNECTED = "connected"


@dataclass(frozen=True, slots=True)
class Would:
    """One step: `state` is "change", "same", "act", "wait", "skip" or "missing"."""

    step: int
    state: str
    before: Value | None = None
    after: Value | None = None
    reason: str = ""


def rehearsed(show: Show, steps: Sequence[ControlStep], look: Look) -> tuple[Would, ...]:
    """What each step would do if all ran now, one after the other."""
    seen: dict[tuple[str, str], Value] = {}
    return tuple(_would(show, n, step, look, seen) for n, step in enumerate(steps))


def _would(
    show: Show, n: int, step: ControlStep, look: Look, seen: dict[tuple[str, str], Value]
) -> Would:
    if step.do is Do.WAIT:
        return Would(n, "wait", after=step.seconds)
    when = step.when
    if when is not None:
        value = seen.get((when.device, when.key), _value(look, when.device, when.key))
        if not holds(when, value):
            return Would(n, "wait" if step.do is Do.UNTIL else "skip", value, when.value)
        if step.do is Do.UNTIL:
            return Would(n, "same", value, when.value)
    if step.do in (Do.SCENE, Do.SAFE, Do.MUTE):
        return Would(n, "act", after=step.target)
    missing = _missing(show, step, look)
    if missing:
        return Would(n, "missing", after=step.value, reason=missing)
    if step.do is Do.ACT:
        return Would(n, "act", after=step.act)
    before = seen.get((step.device, step.key), _value(look, step.device, step.key))
    seen[step.device, step.key] = step.value
    point = _point(look, step.device, step.key)
    state = "same" if same(point, before, step.value) else "change"
    return Would(n, state, before, step.value)


def _missing(show: Show, step: ControlStep, look: Look) -> str:
    if step.device not in show.all(Device):
        return "unknown"
    state = look(step.device)
    if state is None or state.availability is not Availability.ONLINE:
        return state.reason or state.availability.value if state is not None else "unknown"
    if step.do is Do.SET and state.point(step.key) is None:
        return "no_point"
    return ""


def _point(look: Look, device: str, key: str) -> Point | None:
    state = look(device)
    return state.point(key) if state is not None else None


def _value(look: Look, device: str, key: str) -> Value | None:
    state = look(device)
    point = state.state(key) if state is not None else None
    return point.value if point is not None else None


def switches_off(steps: Iterable[ControlStep], look: Look) -> bool:
    """Whether power goes off anywhere: a device, an outlet, or an act that is dangerous to do."""
    for step in steps:
        if step.do is Do.SET:
            point = _point(look, step.device, step.key)
            if step.value == "off" and (point is None or point.capability is Capability.POWER):
                return True
            if step.value is False and (point is None or point.dangerous):
                return True
        if step.do is Do.ACT and any(word in step.act for word in ("off", "shutdown", "cycle")):
            return True
    return False


def held_back_by(show: Show, states: Iterable[DeviceState], *, recording: bool = False) -> str:
    """The code of what goes on, so that power must not go off by itself: "response", "conference",
    "recording"; "" for nothing."""
    if any(one.response for one in show.all(Situation).values()):
        return "response"
    for state in states:
        for point, now in zip(state.points, state.states, strict=True):
            if point.capability is Capability.CALL and now.value == CONNECTED:
                return "conference"
    return "recording" if recording else ""
