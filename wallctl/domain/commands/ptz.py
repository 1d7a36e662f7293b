"""What can be asked of a camera that moves (云台). Momentary acts: never undone, never replayed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PtzMove:
    """Moves a source's camera at these speeds, each -1..1 of its fastest: right, up and closer
    are positive. It stops by itself half a second after the last of them."""

    source: str
    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0


@dataclass(frozen=True, slots=True)
class PtzStop:
    """Stops it at once, whoever moves it."""

    source: str


@dataclass(frozen=True, slots=True)
class PtzRecall:
    """Sends it to one of its presets (预置位), by the camera's own number."""

    source: str
    preset: int


@dataclass(frozen=True, slots=True)
class PtzStore:
    """Keeps where it looks now as one of its presets. An empty name leaves the name as it is."""

    source: str
    preset: int
    name: str = ""


PtzAction = PtzMove | PtzStop | PtzRecall | PtzStore

KINDS: dict[str, type[Any]] = {
    "ptz.move": PtzMove,
    "ptz.stop": PtzStop,
    "ptz.recall": PtzRecall,
    "ptz.store": PtzStore,
}
