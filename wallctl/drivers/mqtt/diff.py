"""What has to be said to the broker. Pure."""

from __future__ import annotations

from wallctl.domain.devices.points import Value
from wallctl.ports.driver import Operation, State

Write = tuple[str, Value]
"""The message of an operation: the key of a point and the value it is to have."""


def diff(observed: State, desired: State) -> tuple[Operation, ...]:
    """One for each point that is not as desired."""
    return tuple(
        Operation((key,), f"{key}: {observed.get(key)} -> {value}", (key, value))
        for key, value in desired.items()
        if not _equal(observed.get(key), value)
    )


def _equal(a: Value | None, b: Value) -> bool:
    return isinstance(a, bool) == isinstance(b, bool) and a == b
