"""What to ask for so that the streams are as desired."""

from __future__ import annotations

from wallctl.drivers.gb28181.state import STREAM
from wallctl.ports.driver import Operation, State


def diff(observed: State, desired: State) -> tuple[Operation, ...]:
    """One operation a stream; `message` is (the camera's code, whether it is to flow)."""
    return tuple(
        Operation((key,), f"{key} -> {value}", (key.removeprefix(STREAM), value))
        for key, value in desired.items()
        if key.startswith(STREAM) and observed.get(key) != value
    )
