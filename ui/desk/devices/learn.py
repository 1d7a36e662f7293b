"""取当前状态: what devices are just now, as what a scene would want of them."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject, Signal

from ui.common.hub import Hub
from wallctl.domain.commands import DeviceSet
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.observed import Availability, DeviceState
from wallctl.domain.devices.points import Point, Policy, Value, checked
from wallctl.domain.errors import Invalid


def learned(
    device: Device, state: DeviceState | None, dangerous: Collection[str] = ()
) -> tuple[DeviceSet, ...]:
    """The present values of all that can be set and read. What is dangerous only where its key is
    among `dangerous`: then confirmed. Nothing of a device that is not there, and no old value."""
    if state is None or state.availability is not Availability.ONLINE:
        return ()
    policies = dict(device.policies)
    found = []
    for point in state.points:
        seen = state.state(point.key)
        if not point.settable or not point.readable or seen is None or seen.stale:
            continue
        if policies.get(point.key, point.policy) is Policy.OBSERVE:
            continue
        if point.dangerous and point.key not in dangerous:
            continue
        value = _wanted(point, seen.value)
        if value is not None:
            found.append(DeviceSet(device.id, point.key, value, confirm=point.dangerous))
    return tuple(found)


def _wanted(point: Point, value: Value | None) -> Value | None:
    """The value as one can want it: of what is warming up, that it is on."""
    if isinstance(value, str):
        value = next((goal for goal, steps in point.via if value in steps), value)
    if value is None:
        return None
    try:
        return checked(point, value)
    except Invalid:
        return None


class Basket(QObject):
    """What was learned last, for whoever edits the steps of a scene. One for a hub."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sets: tuple[DeviceSet, ...] = ()

    @classmethod
    def of(cls, hub: Hub) -> Basket:
        found = hub.findChild(cls)
        return found if isinstance(found, Basket) else cls(hub)

    def put(self, sets: tuple[DeviceSet, ...]) -> None:
        self.sets = sets
        self.changed.emit()

    def take(self) -> tuple[DeviceSet, ...]:
        """What is in it; it is empty then."""
        sets, self.sets = self.sets, ()
        if sets:
            self.changed.emit()
        return sets
