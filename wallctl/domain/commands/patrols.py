"""What can be asked about patrols: sources shown in turn in one tile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class PatrolSet:
    """Gives a preview tile a patrol, `dwell_s` for each source; no sources takes it away."""

    tile: str
    sources: tuple[str, ...]
    dwell_s: float = 10.0


@dataclass(frozen=True, slots=True)
class PatrolStop:
    """Stops a program tile's patrol on `source`; without one on the source whose turn it is."""

    wall: str
    tile: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class PatrolResume:
    """Lets a stopped patrol go on from the source that it stands on."""

    wall: str
    tile: str


class Turn(StrEnum):
    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class PatrolShow:
    """Shows one source of a program tile's patrol and stops the patrol on it: the named one, or
    the one after or before the one whose turn it is."""

    wall: str
    tile: str
    source: str = ""
    turn: Turn | None = None


PatrolCommand = PatrolSet | PatrolStop | PatrolResume | PatrolShow

KINDS: dict[str, type[Any]] = {
    "patrol.set": PatrolSet,
    "patrol.stop": PatrolStop,
    "patrol.resume": PatrolResume,
    "patrol.show": PatrolShow,
}
