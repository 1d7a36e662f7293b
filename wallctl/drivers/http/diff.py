"""What to ask for so that the device becomes as desired."""

from __future__ import annotations

from wallctl.ports.driver import Operation, State


def diff(observed: State, desired: State) -> tuple[Operation, ...]:
    """One operation a key; `message` is (key, value): the profile knows the request."""
    return tuple(
        Operation((key,), f"{key} -> {value}", (key, value))
        for key, value in desired.items()
        if observed.get(key) != value
    )
