"""What can be asked about walls, their program and their overlay."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wallctl.domain.devices.entities import OutputBehind
from wallctl.domain.entities import Banner, Logo, Notice, WallClock
from wallctl.domain.geometry import Rect, Size


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
    name_en: str | None = None
    labels: bool | None = None
    visit: bool | None = None
    background: str | None = None
    safe_picture: str | None = None
    fade_ms: int | None = None


@dataclass(frozen=True, slots=True)
class WallBehind:
    """Says what really stands behind a wall: displays on a matrix, or a splicing processor that
    opens the windows (see `domain.devices.entities.Behind`). All of it: what is not named is
    not there any more. The devices of a wall with a program are set to it at once."""

    wall: str
    outputs: tuple[OutputBehind, ...] = ()
    processor: str = ""
    own: str = ""
    windows: int = 0


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
class OutputPlace:
    """Where one output of a wall goes: a rectangle of the canvas on a screen of a node.

    `id` empty gets one from the wall's. `window` scales it into a window of the screen.
    """

    node: str
    screen: str
    rect: Rect
    id: str = ""
    rotation: int = 0
    window: Rect | None = None
    name: str = ""
    content: bool = False


@dataclass(frozen=True, slots=True)
class WallAdd:
    """A new wall. Without a canvas it is as large as its outputs need, else 1920x1080."""

    name: str
    id: str = ""
    name_en: str = ""
    canvas: Size | None = None
    outputs: tuple[OutputPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class WallRemove:
    """Takes a wall away with its outputs, preview, program and overlay; scenes keep its layouts."""

    wall: str


@dataclass(frozen=True, slots=True)
class WallArrange:
    """All outputs of a wall anew. Without a canvas it is as large as its outputs need."""

    wall: str
    outputs: tuple[OutputPlace, ...]
    canvas: Size | None = None


class Unit(StrEnum):
    PX = "px"
    MM = "mm"


@dataclass(frozen=True, slots=True)
class WallBezels:
    """Canvas pixels hidden behind the frames between neighbours, across and down.

    In mm it is what lies between two pictures, both frames together; `pitch` is then the mm of
    one pixel.
    """

    wall: str
    across: float
    down: float
    unit: Unit = Unit.PX
    pitch: float = 0.0


@dataclass(frozen=True, slots=True)
class WallTestcard:
    """Covers the wall with the test card, or ends it. The program waits under it."""

    wall: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class WallIdentify:
    """Shows each output's number and name on the glass for some seconds.

    With a node and no wall, each screen of that node shows its number, also where no output is
    on it yet.
    """

    wall: str = ""
    seconds: float = 5.0
    node: str = ""


WallCommand = (
    WallTake
    | WallRestore
    | WallSafe
    | WallFull
    | WallUpdate
    | WallAdd
    | WallRemove
    | WallArrange
    | WallBezels
    | WallBehind
    | WallTestcard
    | OverlaySet
    | ProgramConfirm
)
WallAction = WallIdentify

KINDS: dict[str, type[Any]] = {
    "wall.take": WallTake,
    "wall.restore": WallRestore,
    "wall.safe": WallSafe,
    "wall.full": WallFull,
    "wall.update": WallUpdate,
    "wall.add": WallAdd,
    "wall.remove": WallRemove,
    "wall.arrange": WallArrange,
    "wall.bezels": WallBezels,
    "wall.behind": WallBehind,
    "wall.testcard": WallTestcard,
    "overlay.set": OverlaySet,
    "wall.identify": WallIdentify,
}

INTERNAL: dict[str, type[Any]] = {
    "program.confirm": ProgramConfirm,
}
