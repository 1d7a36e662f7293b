"""The draw plan: everything one node needs to show its outputs, also without the engine."""

from __future__ import annotations

from dataclasses import dataclass

from wallctl.domain.audio import Sounding
from wallctl.domain.entities import Medium, Output, Overlay, PlayerChoice, PlayOptions, Tile
from wallctl.domain.geometry import Size


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """How a node opens a source. Addresses here hold passwords: never log, never repr."""

    source: str
    name: str
    medium: Medium
    main: str
    sub: str = ""
    name_en: str = ""
    place: str = ""
    player: PlayerChoice = PlayerChoice.AUTO
    options: PlayOptions = PlayOptions()
    stale_s: float = 2.0
    backup: str = ""

    def __repr__(self) -> str:
        return f"FeedSpec({self.source!r}, {self.medium.value})"


@dataclass(frozen=True, slots=True)
class WallPlan:
    """One wall as this node shows it. `serial` changes with each take; tiles lowest first.

    `ahead`: tiles whose turn in a patrol comes next, as they will be: opened, never drawn.
    """

    wall: str
    canvas: Size
    outputs: tuple[Output, ...]
    serial: int
    program: tuple[Tile, ...]
    preview: tuple[Tile, ...]
    preview_revision: int = 0
    fade_ms: int = 0
    labels: bool = True
    visit: bool = False
    safe: bool = False
    testcard: bool = False
    background: str = ""
    safe_picture: str = ""
    overlay: Overlay = Overlay("")
    name: str = ""
    ahead: tuple[Tile, ...] = ()


@dataclass(frozen=True, slots=True)
class NodePlan:
    """All walls of one node and the feeds they need (program, preview, ahead, their backups).

    `left`: feeds that lately left them, the newest last. They may be kept open for a while; a
    source that is removed is in neither. `sounds`: what this node lets sound, and where.
    """

    node: str
    revision: int
    walls: tuple[WallPlan, ...]
    feeds: tuple[FeedSpec, ...]
    left: tuple[FeedSpec, ...] = ()
    sounds: tuple[Sounding, ...] = ()
