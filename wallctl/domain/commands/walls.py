"""What can be asked about walls, their program and their overlay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wallctl.domain.entities import Banner, Logo, Notice, WallClock


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
class ProgramConfirm:
    """The glass said done for the program of this serial. Internal."""

    wall: str
    serial: int


@dataclass(frozen=True, slots=True)
class WallIdentify:
    """Shows each output's number and name on the glass for some seconds."""

    wall: str
    seconds: float = 5.0


WallCommand = (
    WallTake | WallRestore | WallSafe | WallFull | WallUpdate | OverlaySet | ProgramConfirm
)
WallAction = WallIdentify

KINDS: dict[str, type[Any]] = {
    "wall.take": WallTake,
    "wall.restore": WallRestore,
    "wall.safe": WallSafe,
    "wall.full": WallFull,
    "wall.update": WallUpdate,
    "overlay.set": OverlaySet,
    "wall.identify": WallIdentify,
}

INTERNAL: dict[str, type[Any]] = {
    "program.confirm": ProgramConfirm,
}
