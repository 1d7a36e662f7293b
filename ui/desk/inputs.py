"""What a matrix or splicing processor has: its inputs and its routes, as it declares them."""

from __future__ import annotations

from collections.abc import Iterable

from ui.common.words import Words
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.observed import DeviceState
from wallctl.domain.devices.points import Capability, Choice, Point
from wallctl.domain.show import Show

Offer = tuple[str, str]
"""A code and its words."""

MOST = 1024


def is_switcher(state: DeviceState) -> bool:
    return any(point.capability in (Capability.ROUTE, Capability.WINDOW) for point in state.points)


def switchers(show: Show, states: Iterable[DeviceState]) -> tuple[Device, ...]:
    """The devices of the show that have routes or windows, by name."""
    known = {state.device for state in states if is_switcher(state)}
    found = [device for device in show.all(Device).values() if device.id in known]
    return tuple(sorted(found, key=lambda d: (d.name, d.id)))


def inputs_of(device: Device | None, state: DeviceState | None, words: Words) -> tuple[Offer, ...]:
    """Its inputs as its routes name them; of one with windows alone as many as it is set to have;
    none where neither says."""
    for point in state.points if state is not None else ():
        if point.capability is Capability.ROUTE and point.choices:
            return tuple((one.value, _numbered(one, words)) for one in point.choices)
    count = dict(device.options).get("inputs", 0) if device is not None else 0
    if isinstance(count, bool) or not isinstance(count, int):
        return ()
    return tuple((str(n), str(n)) for n in range(1, min(count, MOST) + 1))


def routes_of(state: DeviceState | None, words: Words) -> tuple[Offer, ...]:
    return tuple((p.key, said(p, words)) for p in points_of(state, Capability.ROUTE))


def points_of(state: DeviceState | None, capability: Capability) -> tuple[Point, ...]:
    points = state.points if state is not None else ()
    return tuple(p for p in points if p.capability is capability)


def said(point: Point, words: Words) -> str:
    return point.text.en if words.lang == "en" else point.text.zh


def _numbered(one: Choice, words: Words) -> str:
    name = one.text.en if words.lang == "en" else one.text.zh
    return name if one.value in name else f"{one.value} · {name}"
