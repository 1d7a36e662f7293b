"""Cameras that move: what drivers of ONVIF, VISCA and the like give the room."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from wallctl.domain.entities import Source
from wallctl.domain.observed import PtzState


@dataclass(frozen=True, slots=True)
class Velocity:
    """Speeds, each -1..1 of the camera's fastest: right, up and closer are positive."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0

    def __bool__(self) -> bool:
        return self != Velocity()


class Ptz(Protocol):
    """Acts raise Unreachable, TimedOut, AuthFailed or Rejected. None is ever sent again by
    itself, but for a stop. Whoever implements it need not stop a camera on its own: the room
    does so half a second after the last move."""

    def watch(self, sources: Sequence[Source]) -> None:
        """The sources whose ability the room wants to know from now on: those that are placed
        on a wall. Replaces what was watched before; does not wait."""
        ...

    def states(self) -> AsyncIterator[tuple[PtzState, ...]]:
        """Of the watched sources those that have a moving camera, whole, at each change. A
        source that is not among them has none. One consumer."""
        ...

    async def move(self, source: Source, velocity: Velocity) -> None:
        """Moves at this velocity until told otherwise."""
        ...

    async def stop(self, source: Source) -> None: ...

    async def recall(self, source: Source, preset: int) -> None: ...

    async def store(self, source: Source, preset: int, name: str) -> None:
        """Keeps where it looks now. An empty name leaves the preset's name as it is."""
        ...
