"""A world in which nothing is done: a drill looks whether it could be."""

from __future__ import annotations

from collections.abc import Callable

from wallctl.domain.commands import Answer, DeviceSet, Result
from wallctl.domain.control.steps import ControlStep
from wallctl.domain.devices.observed import Availability, DeviceState
from wallctl.domain.devices.points import Value

_DONE = Answer(Result.DONE, 0, "drill")


class DrillWorld:
    """The values it was told to set count as set, so that what waits for them goes on."""

    def __init__(self, look: Callable[[str], DeviceState | None]) -> None:
        self._look = look
        self._set: dict[tuple[str, str], Value] = {}

    async def set(self, what: DeviceSet, by: str, seconds: float) -> Answer:
        state = self._look(what.device)
        if state is None or state.availability is not Availability.ONLINE:
            return Answer(Result.FAILED, 0, "device_lost")
        if state.point(what.key) is None:
            return Answer(Result.FAILED, 0, "no_point")
        self._set[what.device, what.key] = what.value
        return _DONE

    async def act(self, step: ControlStep, by: str) -> Answer:
        state = self._look(step.device)
        if state is None or state.availability is not Availability.ONLINE:
            return Answer(Result.FAILED, 0, "device_lost")
        return _DONE

    async def scene(self, scene: str, by: str) -> Answer:
        return _DONE

    async def safe(self, wall: str, on: bool, by: str) -> Answer:
        return _DONE

    async def mute(self, bus: str, on: bool, by: str) -> Answer:
        return _DONE

    def value(self, device: str, key: str) -> Value | None:
        if (device, key) in self._set:
            return self._set[device, key]
        state = self._look(device)
        point = state.state(key) if state is not None else None
        return point.value if point is not None else None
