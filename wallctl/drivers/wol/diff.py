"""Nothing is ever to be set. Pure."""

from __future__ import annotations

from wallctl.ports.driver import Operation, State


def diff(observed: State, desired: State) -> tuple[Operation, ...]:
    return ()
