"""What is to be said so that a device becomes as desired. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from wallctl.domain.devices.points import Value
from wallctl.ports.driver import Operation, State


@dataclass(frozen=True, slots=True)
class Set:
    key: str
    value: Value


def diff(observed: State, desired: State) -> tuple[Operation, ...]:
    """One command for each point, power first: what else there is may need it."""
    wanted = sorted(desired.items(), key=lambda one: one[0] != "power")
    return tuple(
        Operation((key,), f"{key}: {observed.get(key)} -> {value}", Set(key, value))
        for key, value in wanted
        if not _same(observed.get(key), value)
    )


def _same(seen: Value | None, value: Value) -> bool:
    return isinstance(seen, bool) is isinstance(value, bool) and seen == value
