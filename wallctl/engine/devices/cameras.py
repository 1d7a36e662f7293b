"""Cameras of sources, moved by the devices that the sources name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from itertools import count

from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.observed import Availability, DeviceState
from wallctl.domain.devices.points import Capability, Value
from wallctl.domain.devices.ptz import (
    CAMERA,
    MOVE,
    RECALL,
    STOP,
    STORE,
    camera_at,
    preset_text,
    velocity_text,
)
from wallctl.domain.entities import Source
from wallctl.domain.errors import AuthFailed, Rejected, TimedOut, Unreachable
from wallctl.domain.observed import PtzPreset, PtzState, Reason
from wallctl.domain.show import Show
from wallctl.engine.devices.actor import Actor
from wallctl.engine.devices.park import Devices
from wallctl.ports.driver import Act, State
from wallctl.ports.ptz import Velocity

_WHY = {AuthFailed.code: Reason.AUTH, TimedOut.code: Reason.SILENT}


class DeviceCameras:
    """The port `Ptz` over the actors of devices.

    A camera whose device was lost before it took the stop of a move may still be moving: it is
    told to stop as soon as the device is back.
    """

    def __init__(self, *, devices: Devices, show: Callable[[], Show]) -> None:
        self._devices, self._show = devices, show
        self._watched: tuple[Source, ...] = ()
        self._news = asyncio.Event()
        self._numbers = count(1)
        self._unstopped: dict[tuple[str, str], int] = {}  # by device and key: its last move
        self._online: set[str] = set()

    # -- what cameras there are ---------------------------------------------------------------

    def watch(self, sources: Sequence[Source]) -> None:
        self._watched = tuple(source for source in sources if source.camera)
        self._news.set()

    async def states(self) -> AsyncIterator[tuple[PtzState, ...]]:
        last: tuple[PtzState, ...] | None = None
        while True:
            self._news.clear()
            found = (self._state(source) for source in self._watched)
            now = tuple(one for one in found if one is not None)
            if now != last:
                last = now
                yield now
            await self._news.wait()

    def device_told(self, id: str, state: DeviceState | None) -> None:
        """A device said something anew, or is gone."""
        self._news.set()
        if state is None:
            self._unstopped = {at: n for at, n in self._unstopped.items() if at[0] != id}
        if state is None or state.availability is not Availability.ONLINE:
            self._online.discard(id)
        elif id not in self._online:
            self._online.add(id)
            actor = self._devices.actor(id)
            for device, key in tuple(self._unstopped):
                if device == id and actor is not None:
                    self._ask_to_stop(actor, device, key)

    def _state(self, source: Source) -> PtzState | None:
        id, key = camera_at(source.camera)
        device = self._show().all(Device).get(id)
        family = self._devices.families.get(device.driver) if device is not None else None
        if family is None or MOVE not in {act.name for act in family.card.acts}:
            return None
        seen = self._devices.state(id)
        if seen is None or seen.availability is not Availability.ONLINE:
            why = _WHY.get(seen.reason, Reason.UNREACHABLE) if seen else Reason.UNREACHABLE
            return PtzState(source.id, available=False, reason=why)
        if not key:
            return PtzState(source.id, presets=_presets(seen))
        if seen.point(key) is None:
            return PtzState(source.id, available=False, reason=Reason.NOT_FOUND)
        one = seen.state(key)
        if key.startswith(CAMERA) and (one is None or one.value != "online"):
            return PtzState(source.id, available=False, reason=Reason.UNREACHABLE)
        return PtzState(source.id)

    # -- acts ---------------------------------------------------------------------------------

    async def move(self, source: Source, velocity: Velocity) -> None:
        actor, device, key = self._reached(source)
        value = velocity_text(velocity.pan, velocity.tilt, velocity.zoom)
        answer = actor.act(Act(MOVE, key, value))
        if not answer.done():
            self._unstopped[device, key] = next(self._numbers)
        await answer

    async def stop(self, source: Source) -> None:
        await self._ask_to_stop(*self._reached(source))

    async def recall(self, source: Source, preset: int) -> None:
        await self._once(source, RECALL, preset)

    async def store(self, source: Source, preset: int, name: str) -> None:
        await self._once(source, STORE, preset_text(preset, name))

    async def _once(self, source: Source, name: str, value: Value) -> None:
        actor, _, key = self._reached(source)
        await actor.act(Act(name, key, value))

    def _reached(self, source: Source) -> tuple[Actor, str, str]:
        if not source.camera:
            raise Rejected(source=source.id)
        device, key = camera_at(source.camera)
        actor = self._devices.actor(device)
        if actor is None:
            raise Unreachable(device=device)
        return actor, device, key

    def _ask_to_stop(self, actor: Actor, device: str, key: str) -> asyncio.Future[State | str]:
        answer = actor.act(Act(STOP, key))
        move = self._unstopped.get((device, key), 0)
        answer.add_done_callback(partial(self._stopped, device, key, move))
        return answer

    def _stopped(
        self, device: str, key: str, move: int, answer: asyncio.Future[State | str]
    ) -> None:
        taken = not answer.cancelled() and answer.exception() is None
        if taken and self._unstopped.get((device, key)) == move:
            del self._unstopped[device, key]


def _presets(state: DeviceState) -> tuple[PtzPreset, ...]:
    """Those the device lists; none where it cannot say."""
    return tuple(
        PtzPreset(int(choice.value), choice.text.zh)
        for point in state.points
        if point.capability is Capability.PRESET
        for choice in point.choices
        if choice.value.isdecimal()
    )
