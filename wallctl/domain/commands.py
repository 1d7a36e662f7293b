"""Everything that can be asked of a room's show. `KINDS` maps the wire's names to the types.

A `None` field of an update leaves the value as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wallctl.domain.entities import (
    Banner,
    Carrier,
    Entity,
    Logo,
    Notice,
    Output,
    PlayerChoice,
    PlayOptions,
    Room,
    Source,
    SourceKind,
    Tile,
    Wall,
    WallClock,
)
from wallctl.domain.geometry import NO_CROP, Crop, Fit, Rect


class Result(StrEnum):
    DONE = "done"
    PART = "part"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who asks what, when: all that decide() may not find out by itself.

    `fresh` are unused ids in the order needed; `at` is seconds since the epoch.
    """

    id: str
    by: str
    at: float
    fresh: tuple[str, ...] = ()
    expect: int | None = None


@dataclass(frozen=True, slots=True)
class SourceAdd:
    source: Source


@dataclass(frozen=True, slots=True)
class SourceUpdate:
    id: str
    name: str | None = None
    name_en: str | None = None
    main: str | None = None
    sub: str | None = None
    kind: SourceKind | None = None
    department: str | None = None
    carrier: Carrier | None = None
    place: str | None = None
    player: PlayerChoice | None = None
    options: PlayOptions | None = None
    tags: tuple[str, ...] | None = None
    backup: str | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class SourceRemove:
    """Refused while a tile, program or scene uses the source, naming them."""

    id: str


@dataclass(frozen=True, slots=True)
class SourceImport:
    """Adds new and replaces known sources (by id) in one step."""

    sources: tuple[Source, ...]


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
class LayoutApply:
    """Replaces a wall's preview: by whole tiles, or by a template `CxR` / `1+5` / `1+7` / `2+8`.

    A template keeps the sources of the present tiles, in their order.
    """

    wall: str
    tiles: tuple[Tile, ...] | None = None
    template: str = ""


@dataclass(frozen=True, slots=True)
class SceneSave:
    """Saves the preview of the named walls (all walls if none is named) as a scene."""

    name: str
    id: str = ""
    name_en: str | None = None
    number: int | None = None
    category: str | None = None
    walls: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SceneUpdate:
    """Changes what a scene is called, its key and its lock; its layouts stay."""

    id: str
    name: str | None = None
    name_en: str | None = None
    number: int | None = None
    category: str | None = None
    note: str | None = None
    locked: bool | None = None


@dataclass(frozen=True, slots=True)
class SceneRecall:
    """Brings a scene to preview; `live` also takes it, on the walls it has a layout for."""

    id: str
    live: bool = False


@dataclass(frozen=True, slots=True)
class SceneRemove:
    id: str


@dataclass(frozen=True, slots=True)
class WallTake:
    """Puts preview on program. `fade_ms` None is the wall's own transition."""

    wall: str
    fade_ms: int | None = None


@dataclass(frozen=True, slots=True)
class WallRestore:
    """Re-applies the last confirmed program."""

    wall: str


@dataclass(frozen=True, slots=True)
class WallSafe:
    """Shows the safe picture, or ends it."""

    wall: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class WallFull:
    """Shows one program tile on the full wall; asked again, goes back to the layout before."""

    wall: str
    tile: str = ""


@dataclass(frozen=True, slots=True)
class WallUpdate:
    wall: str
    name: str | None = None
    labels: bool | None = None
    visit: bool | None = None
    background: str | None = None
    safe_picture: str | None = None
    fade_ms: int | None = None


@dataclass(frozen=True, slots=True)
class OverlaySet:
    """Changes the named parts of a wall's overlay layer; the others stay."""

    wall: str
    notice: Notice | None = None
    banner: Banner | None = None
    logo: Logo | None = None
    clock: WallClock | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """Takes back the asker's last undoable change, of one wall's preview if one is named."""

    wall: str = ""


@dataclass(frozen=True, slots=True)
class Redo:
    wall: str = ""


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


@dataclass(frozen=True, slots=True)
class ProgramConfirm:
    """The glass said done for the program of this serial. Internal."""

    wall: str
    serial: int


Command = (
    SourceAdd
    | SourceUpdate
    | SourceRemove
    | SourceImport
    | TileAdd
    | TileMove
    | TileUpdate
    | TileRemove
    | LayoutApply
    | SceneSave
    | SceneUpdate
    | SceneRecall
    | SceneRemove
    | WallTake
    | WallRestore
    | WallSafe
    | WallFull
    | WallUpdate
    | OverlaySet
    | Undo
    | Redo
    | SiteApply
    | SiteImport
    | ProgramConfirm
)


@dataclass(frozen=True, slots=True)
class SourceTest:
    """Opens a source (known by id, or a whole one not yet saved) and says what it gives."""

    id: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class WallIdentify:
    """Shows each output's number and name on the glass for some seconds."""

    wall: str
    seconds: float = 5.0


Action = SourceTest | WallIdentify
"""Momentary acts: audited, never undone, never replayed."""

KINDS: dict[str, type[Any]] = {
    "source.add": SourceAdd,
    "source.update": SourceUpdate,
    "source.remove": SourceRemove,
    "source.import": SourceImport,
    "source.test": SourceTest,
    "tile.add": TileAdd,
    "tile.move": TileMove,
    "tile.update": TileUpdate,
    "tile.remove": TileRemove,
    "layout.apply": LayoutApply,
    "scene.save": SceneSave,
    "scene.update": SceneUpdate,
    "scene.recall": SceneRecall,
    "scene.remove": SceneRemove,
    "wall.take": WallTake,
    "wall.restore": WallRestore,
    "wall.safe": WallSafe,
    "wall.full": WallFull,
    "wall.update": WallUpdate,
    "wall.identify": WallIdentify,
    "overlay.set": OverlaySet,
    "undo": Undo,
    "redo": Redo,
}
"""What the outside may ask."""

INTERNAL_KINDS: dict[str, type[Any]] = {
    "site.apply": SiteApply,
    "site.import": SiteImport,
    "program.confirm": ProgramConfirm,
}
NAME_OF: dict[type[Any], str] = {t: k for k, t in (KINDS | INTERNAL_KINDS).items()}


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a command's outcome: what was done to which target, how it ended and why."""

    what: str
    target: str
    state: str
    reason: str = ""
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a command. `message` is for logs; screens make words from code and fields."""

    result: Result
    revision: int
    code: str = ""
    message: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    steps: tuple[Step, ...] = ()
