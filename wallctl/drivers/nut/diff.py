"""What to say so that the UPS becomes as desired."""

from __future__ import annotations

from wallctl.domain.devices.points import Value
from wallctl.drivers.nut.state import VARIABLES
from wallctl.ports.driver import Operation, State


def diff(observed: State, desired: State) -> tuple[Operation, ...]:
    """One operation a key; `message` is (command, argument) without the name of the UPS."""
    return tuple(
        Operation((key,), f"{key} -> {value}", message)
        for key, value in desired.items()
        if observed.get(key) != value and (message := _message(key, value)) is not None
    )


def _message(key: str, value: Value) -> tuple[str, ...] | None:
    if key in VARIABLES:
        return "SET", VARIABLES[key], f"{value:g}" if not isinstance(value, str) else value
    if key.startswith("outlet."):
        return "INSTCMD", f"{key}.load.{'on' if value else 'off'}"
    return None
