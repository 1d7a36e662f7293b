"""Nothing of a telephone is set: calls are momentary acts."""

from __future__ import annotations

from wallctl.ports.driver import Operation, State


def diff(observed: State, desired: State) -> tuple[Operation, ...]:
    return ()
