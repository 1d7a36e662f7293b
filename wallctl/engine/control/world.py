"""What a run does things to: the devices and walls of the room."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from wallctl.domain.audio import Bus
from wallctl.domain.commands import (
    Action,
    Answer,
    AudioMute,
    Command,
    DeviceAct,
    DeviceSet,
    DeviceSetMany,
    DeviceWish,
    Result,
    SceneRecall,
    WallSafe,
)
from wallctl.domain.control.steps import ControlStep
from wallctl.domain.devices.points import Value
from wallctl.engine.control.wishing import Wisher
from wallctl.engine.devices.park import Devices

Ask = Callable[[Command | Action, str], Awaitable[Answer]]
"""Asks the room in the name of somebody."""

Over = Callable[[str], Awaitable[Answer]]
"""Waits for the end of a run; how it went."""


class RoomWorld:
    def __init__(self, ask: Ask, devices: Devices, over: Over) -> None:
        self._ask, self._devices, self._over = ask, devices, over
        self._wisher = Wisher(self._wish)

    async def set(self, what: DeviceSet, by: str, seconds: float) -> Answer:
        written = await self._wisher.wish(what, by)
        if written.result is not Result.DONE:
            return written
        return await self._devices.answer(what, seconds or self._patience(what))

    async def act(self, step: ControlStep, by: str) -> Answer:
        return await self._ask(DeviceAct(step.device, step.act, step.key, step.value, True), by)

    async def scene(self, scene: str, by: str) -> Answer:
        """Its picture and its steps: where these take longer, until they are over."""
        answer = await self._ask(SceneRecall(scene, live=True), by)
        run = dict(answer.fields).get("run", "")
        return await self._over(run) if run and answer.code == "running" else answer

    async def safe(self, wall: str, on: bool, by: str) -> Answer:
        return await self._ask(WallSafe(wall, on), by)

    async def mute(self, bus: str, on: bool, by: str) -> Answer:
        return await self._ask(AudioMute((Bus(bus),), on), by)

    def value(self, device: str, key: str) -> Value | None:
        state = self._devices.state(device)
        point = state.state(key) if state is not None else None
        return point.value if point is not None and not point.stale else None

    async def _wish(self, what: DeviceSetMany, by: str) -> Answer:
        return await self._ask(DeviceWish(what.sets), by)

    def _patience(self, what: DeviceSet) -> float:
        """As long as the point may take until it has failed."""
        actor = self._devices.actor(what.device)
        point = actor.point(what.key) if actor is not None else None
        return 3 * point.settle_s + 2 if point is not None else 2.0
