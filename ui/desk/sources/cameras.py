"""Which devices can move a source's camera."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ui.common.labels import name_of
from ui.common.words import Words
from ui.desk.inputs import Offer, said
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.observed import DeviceState
from wallctl.domain.devices.points import Point
from wallctl.domain.devices.ptz import CAMERA, MOVE
from wallctl.domain.show import Show


def cameras(
    show: Show,
    states: Iterable[DeviceState],
    card: Callable[[str], FamilyCard | None],
    words: Words,
) -> tuple[Offer, ...]:
    """Each device that moves a camera, by name; of one with many cameras each of them."""
    points = {state.device: state.points for state in states}
    offers: list[Offer] = []
    for device in sorted(show.all(Device).values(), key=lambda d: (d.name, d.id)):
        family = card(device.driver)
        if family is None or MOVE not in {act.name for act in family.acts}:
            continue
        many = [one for one in points.get(device.id, ()) if one.key.startswith(CAMERA)]
        offers += [(f"{device.id}/{one.key}", _of(device, one, words)) for one in many]
        if not many:
            offers.append((device.id, name_of(device, words)))
    return tuple(offers)


def _of(device: Device, point: Point, words: Words) -> str:
    return f"{name_of(device, words)} · {said(point, words)}"
