"""What is to be said to a camera. Pure. What it takes only while it is on waits for that."""

from __future__ import annotations

from wallctl.domain.devices.points import Value
from wallctl.drivers.visca import protocol
from wallctl.drivers.visca.protocol import Message
from wallctl.drivers.visca.state import AUTO_FOCUS, NEEDS_ON, POWER, ZOOM
from wallctl.ports.driver import Operation, State


def diff(observed: State, desired: State) -> tuple[Operation, ...]:
    wanted = {key: value for key, value in desired.items() if observed.get(key) != value}
    power = wanted.pop(POWER, None)
    soon = power == "on"
    later = [
        _operation(observed, key, wanted[key])
        for key in NEEDS_ON
        if key in wanted and (soon or observed.get(POWER) == "on")
    ]
    if power is None:
        return tuple(later)
    switch = _operation(observed, POWER, power)
    return (switch, *later) if soon else (*later, switch)


def message(key: str, value: Value) -> Message:
    """Raises KeyError for what cannot be set."""
    if key == ZOOM:
        return protocol.zoom(round(float(value)))
    return {POWER: protocol.power, AUTO_FOCUS: protocol.auto_focus}[key](value in (True, "on"))


def _operation(observed: State, key: str, value: Value) -> Operation:
    return Operation((key,), f"{key}: {observed.get(key)} -> {value}", message(key, value))
