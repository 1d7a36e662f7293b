"""The room itself, and bringing the whole site to what is said elsewhere (internal)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wallctl.domain.entities import Entity, Output, Room, Wall


@dataclass(frozen=True, slots=True)
class RoomUpdate:
    """The room's names, as all screens show them."""

    name: str | None = None
    name_en: str | None = None


@dataclass(frozen=True, slots=True)
class SiteApply:
    """Brings rooms, walls and outputs to what the site file says. Internal."""

    room: Room
    walls: tuple[Wall, ...]
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class SiteImport:
    """Brings the whole show to what an archive holds. Internal; cannot be undone."""

    entities: tuple[Entity, ...]


SiteCommand = RoomUpdate | SiteApply | SiteImport

KINDS: dict[str, type[Any]] = {
    "room.update": RoomUpdate,
}

INTERNAL: dict[str, type[Any]] = {
    "site.apply": SiteApply,
    "site.import": SiteImport,
}
