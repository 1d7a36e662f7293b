"""What can be asked about the tiles of a preview."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wallctl.domain.entities import Tile
from wallctl.domain.geometry import NO_CROP, Crop, Fit, Rect


@dataclass(frozen=True, slots=True)
class TileAdd:
    """Puts a source on a wall's preview. Without `id` a fresh one; without `z` on top."""

    wall: str
    source: str
    rect: Rect
    id: str = ""
    z: int | None = None
    fit: Fit = Fit.CONTAIN
    crop: Crop = NO_CROP
    border: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class TileMove:
    id: str
    rect: Rect


class Layer(StrEnum):
    TOP = "top"
    BOTTOM = "bottom"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class TileUpdate:
    id: str
    source: str | None = None
    layer: Layer | None = None
    crop: Crop | None = None
    fit: Fit | None = None
    border: int | None = None
    border_color: str | None = None
    title: str | None = None
    locked: bool | None = None


@dataclass(frozen=True, slots=True)
class TileRemove:
    id: str


@dataclass(frozen=True, slots=True)
class TileArrange:
    """Moves and sizes several tiles of one wall at once: one command, one step of undo."""

    wall: str
    moves: tuple[TileMove, ...]


@dataclass(frozen=True, slots=True)
class TileUpdateMany:
    """Changes several tiles of one wall alike. With `layer` they keep their order among
    themselves."""

    ids: tuple[str, ...]
    layer: Layer | None = None
    fit: Fit | None = None
    crop: Crop | None = None
    locked: bool | None = None


@dataclass(frozen=True, slots=True)
class TileRemoveMany:
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TileDuplicate:
    """Each named tile once more, at the rectangle given, above all others; copies are unlocked."""

    copies: tuple[TileMove, ...]


@dataclass(frozen=True, slots=True)
class LayoutApply:
    """Replaces a wall's preview: by whole tiles, or by a template: `CxR`, `1+5`, `1+7`, `2+8` or
    the id of one's own.

    A template keeps the sources of the present tiles, in their order.
    """

    wall: str
    tiles: tuple[Tile, ...] | None = None
    template: str = ""


TileCommand = (
    TileAdd
    | TileMove
    | TileUpdate
    | TileRemove
    | TileArrange
    | TileUpdateMany
    | TileRemoveMany
    | TileDuplicate
    | LayoutApply
)

KINDS: dict[str, type[Any]] = {
    "tile.add": TileAdd,
    "tile.move": TileMove,
    "tile.update": TileUpdate,
    "tile.remove": TileRemove,
    "tile.arrange": TileArrange,
    "tile.update_many": TileUpdateMany,
    "tile.remove_many": TileRemoveMany,
    "tile.duplicate": TileDuplicate,
    "layout.apply": LayoutApply,
}
