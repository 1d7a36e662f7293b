"""A start or an end of the day, proposed from the devices that a room has: for people to look at
and change, never saved by itself. Power first, then what wakes, screens, lights, sound last; the
end is the reverse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from wallctl.domain.audio import Bus
from wallctl.domain.control.steps import ControlStep, Do, Purpose
from wallctl.domain.devices.observed import DeviceState
from wallctl.domain.devices.points import Capability, Point

WAKE = "wake"
_ORDER = (
    Capability.OUTLET,
    Capability.POWER,
    Capability.SWITCH,
    Capability.LIGHT,
    Capability.COVER,
)
FULL = 100


def proposed(
    purpose: Purpose, states: Iterable[DeviceState], wakes: Iterable[str]
) -> tuple[ControlStep, ...]:
    """The steps, a group for each kind of thing. `wakes` are devices that can be woken."""
    known = sorted(states, key=lambda one: one.device)
    groups: list[list[ControlStep]] = [
        [step for state in known for step in _of(state, capability)] for capability in _ORDER
    ]
    groups.insert(1, [ControlStep(Do.ACT, 0, id, act=WAKE, required=False) for id in sorted(wakes)])
    groups.append([ControlStep(Do.MUTE, 0, target=Bus.PA.value, value=False, required=False)])
    if purpose is Purpose.END:
        groups = [[_reversed(step) for step in group if step.do is not Do.ACT] for group in groups]
        groups.reverse()
    filled = [group for group in groups if group]
    return tuple(replace(step, group=n) for n, group in enumerate(filled) for step in group)


def _of(state: DeviceState, capability: Capability) -> Iterator[ControlStep]:
    for point in state.points:
        if point.capability is capability and point.settable:
            yield ControlStep(Do.SET, 0, state.device, point.key, _on(point))


def _on(point: Point) -> bool | str | float:
    if point.capability is Capability.POWER:
        return "on"
    if point.capability in (Capability.OUTLET, Capability.SWITCH):
        return True
    return FULL if point.high is None else point.high


def _reversed(step: ControlStep) -> ControlStep:
    """The same thing put away again: off, dark, closed, muted."""
    if step.do is Do.MUTE:
        return replace(step, value=True)
    if step.value == "on":
        return replace(step, value="off")
    return replace(step, value=False if step.value is True else 0)
