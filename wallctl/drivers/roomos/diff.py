"""What is to be said to a terminal. Pure. It is woken before anything else, put to sleep last."""

from __future__ import annotations

from wallctl.domain.devices.points import Value
from wallctl.drivers.roomos.state import MICROPHONES, MUTE, POWER, VOLUME
from wallctl.ports.driver import Operation, State

_ORDER = (VOLUME, MUTE, MICROPHONES)


def diff(observed: State, desired: State) -> tuple[Operation, ...]:
    wanted = [key for key in _ORDER if key in desired and observed.get(key) != desired[key]]
    if POWER in desired and observed.get(POWER) != desired[POWER]:
        wanted.insert(0 if desired[POWER] == "on" else len(wanted), POWER)
    return tuple(
        Operation((key,), f"{key}: {observed.get(key)} -> {desired[key]}", said(key, desired[key]))
        for key in wanted
    )


def said(key: str, value: Value) -> tuple[str, dict[str, object]]:
    """The command and its parameters. Raises KeyError for what cannot be set."""
    if key == VOLUME:
        return "xCommand/Audio/Volume/Set", {"Level": round(float(value))}
    on = value in (True, "on")
    return {
        POWER: f"xCommand/Standby/{'Deactivate' if on else 'Activate'}",
        MUTE: f"xCommand/Audio/Volume/{'Mute' if on else 'Unmute'}",
        MICROPHONES: f"xCommand/Audio/Microphones/{'Mute' if on else 'Unmute'}",
    }[key], {}
