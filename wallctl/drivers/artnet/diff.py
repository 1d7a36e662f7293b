"""What is to be sent: all that is wanted in one frame, so that no light blinks on the way. Pure."""

from __future__ import annotations

from wallctl.ports.driver import Operation, State


def diff(observed: State, desired: State) -> tuple[Operation, ...]:
    wanted = {key: value for key, value in desired.items() if observed.get(key) != value}
    if not wanted:
        return ()
    why = ", ".join(f"{key} -> {value}" for key, value in wanted.items())
    return (Operation(tuple(wanted), why, wanted),)
