"""What is to be said to a camera. Pure."""

from __future__ import annotations

from wallctl.drivers.onvif.state import ZOOM
from wallctl.ports.driver import Operation, State


def diff(observed: State, desired: State) -> tuple[Operation, ...]:
    if ZOOM not in desired or desired[ZOOM] == observed.get(ZOOM):
        return ()
    wanted = float(desired[ZOOM])
    why = f"{ZOOM}: {observed.get(ZOOM)} -> {wanted:g}"
    return (Operation((ZOOM,), why, max(0.0, min(1.0, wanted / 100))),)
