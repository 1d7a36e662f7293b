"""What is to be said to a display. Pure. What it takes only while it is on waits for that."""

from __future__ import annotations

from wallctl.domain.devices.points import Value
from wallctl.drivers.samsung_mdc.protocol import command
from wallctl.drivers.samsung_mdc.state import NEEDS_ON
from wallctl.ports.driver import Operation, State


def diff(observed: State, desired: State) -> tuple[Operation, ...]:
    wanted = {key: value for key, value in desired.items() if observed.get(key) != value}
    power = wanted.pop("power", None)
    soon = power == "on"
    later = [
        _operation(observed, key, wanted[key])
        for key in NEEDS_ON
        if key in wanted and (soon or observed.get("power") == "on")
    ]
    if power is None:
        return tuple(later)
    switch = _operation(observed, "power", power)
    return (switch, *later) if soon else (*later, switch)


def _operation(observed: State, key: str, value: Value) -> Operation:
    return Operation((key,), f"{key}: {observed.get(key)} -> {value}", command(key, value))
