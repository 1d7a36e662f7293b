"""What the mouse holds on the preview canvas: tiles, a side, a crop, or a rubber band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt

from ui.common.tokens import SNAP_PX
from ui.desk import crops
from ui.desk.handles import grip_at
from ui.desk.selection import Selection
from ui.desk.snap import Field, Grip, Lines, Snapped, moved, resized
from ui.desk.tools import Tools
from wallctl.domain.entities import Tile
from wallctl.domain.geometry import Crop, Rect, Size, bounding

DRAG_PX = 4
_MANY = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Board(Protocol):
    """What the hand needs of the canvas."""

    @property
    def canvas(self) -> Size: ...
    @property
    def tiles(self) -> tuple[Tile, ...]: ...
    @property
    def snapping(self) -> bool: ...
    def tile(self, id: str) -> Tile | None: ...
    def tile_at(self, x: int, y: int) -> Tile | None: ...
    def area(self) -> QRectF: ...
    def ratio(self) -> float: ...
    def to_view(self, rect: Rect) -> QRectF: ...
    def to_canvas(self, point: QPointF) -> tuple[int, int]: ...
    def lines(self, but: frozenset[str]) -> Lines: ...
    def crop_stage(self, tile: Tile) -> Rect: ...
    def choose_cell_at(self, point: QPointF) -> None: ...


@dataclass(slots=True)
class Pull:
    """Tiles in the hand: where they were taken, what is held, where they would go."""

    tiles: tuple[Tile, ...]
    grip: Grip
    around: Rect
    to: Lines
    now: Snapped

    def moves(self) -> dict[str, Rect]:
        if len(self.tiles) == 1:
            return {self.tiles[0].id: self.now.rect}
        dx, dy = self.now.rect.x - self.around.x, self.now.rect.y - self.around.y
        return {t.id: t.rect.moved(dx, dy) for t in self.tiles}


@dataclass(slots=True)
class CropPull:
    tile: Tile
    grip: Grip
    stage: Rect
    now: Crop


@dataclass(slots=True)
class Band:
    """Chooses what it touches. `base` was chosen before, `under` is the tile it began on."""

    base: tuple[str, ...]
    under: str
    now: Rect


Held = Pull | CropPull | Band


class Hand:
    def __init__(self, board: Board, selection: Selection, tools: Tools) -> None:
        self._board, self._selection, self._tools = board, selection, tools
        self._from = QPointF()
        self._at = (0, 0)
        self._only = ""  # chosen alone when the button comes up without a drag
        self.held: Held | None = None
        self.began = False

    def press(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self._from, self._at, self.began = point, self._board.to_canvas(point), False
        self._only = ""
        many = bool(modifiers & _MANY)
        self.held = (
            self._taken_crop(point) or (None if many else self._taken_side(point))
        ) or self._taken_tiles(many)

    def grip_under(self, point: QPointF) -> Grip | None:
        """The handle under the point."""
        tile = self._single()
        if tile is None:
            return None
        if self._tools.cropping:
            frame = crops.frame(self._board.crop_stage(tile), tile.crop)
            return grip_at(self._board.to_view(frame), point)
        return grip_at(self._board.to_view(tile.rect), point)

    def _single(self) -> Tile | None:
        """The one tile that is chosen, where it can be changed."""
        tile = self._board.tile(self._selection.tile)
        alone = len(self._selection.tiles) == 1
        return tile if alone and tile is not None and not tile.locked else None

    def _taken_crop(self, point: QPointF) -> CropPull | None:
        tile = self._single()
        if not self._tools.cropping or tile is None:
            return None
        stage = self._board.crop_stage(tile)
        grip = self.grip_under(point)
        if grip is None:
            if not self._board.to_view(stage).contains(point):
                self._tools.end_crop()
                return None
            grip = Grip.MOVE
        return CropPull(tile, grip, stage, tile.crop)

    def _taken_side(self, point: QPointF) -> Pull | None:
        tile, grip = self._single(), self.grip_under(point)
        if tile is None or grip is None:
            return None
        lines = self._board.lines(frozenset({tile.id}))
        return Pull((tile,), grip, tile.rect, lines, Snapped(tile.rect, Lines()))

    def _taken_tiles(self, many: bool) -> Held | None:
        selection = self._selection
        tile = self._board.tile_at(*self._at)
        if many or tile is None:
            if not self._board.area().contains(self._from):
                return None
            base = selection.tiles if many else ()
            return Band(base, tile.id if tile else "", Rect(*self._at, 0, 0))
        if tile.id not in selection.tiles:
            selection.choose_tile(tile.id)
        elif len(selection.tiles) > 1:
            self._only = tile.id
        tiles = self._tools.free_tiles()
        around = bounding([t.rect for t in tiles])
        if tile.locked or around is None:
            return None
        lines = self._board.lines(frozenset(t.id for t in tiles))
        return Pull(tiles, Grip.MOVE, around, lines, Snapped(around, Lines()))

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether anything is being dragged."""
        if self.held is None:
            return False
        if not self.began:
            if (point - self._from).manhattanLength() < DRAG_PX:
                return False
            self.began = True
        x, y = self._board.to_canvas(point)
        dx, dy = x - self._at[0], y - self._at[1]
        match self.held:
            case Pull() as pull:
                free = bool(modifiers & Qt.KeyboardModifier.AltModifier) or not self._board.snapping
                reach = 0 if free else round(SNAP_PX / self._board.ratio())
                on = Field(self._board.canvas, pull.to, reach)
                if pull.grip is Grip.MOVE:
                    pull.now = moved(pull.around, dx, dy, on)
                else:
                    pull.now = resized(pull.around, pull.grip, dx, dy, on)
            case CropPull() as pull:
                stage = pull.stage
                pull.now = crops.pulled(pull.tile.crop, pull.grip, dx / stage.w, dy / stage.h)
            case Band() as band:
                band.now = Rect(min(x, x - dx), min(y, y - dy), abs(dx), abs(dy))
                touched = [
                    t.id for t in self._board.tiles if not t.locked and _touch(t.rect, band.now)
                ]
                self._selection.choose_tiles((*band.base, *touched))
        return True

    def release(self) -> Held | None:
        """What was dragged, if anything was; without a drag it was a click."""
        held, self.held = self.held, None
        if self.began:
            return held
        if isinstance(held, Band):
            if held.under:
                self._selection.toggle_tile(held.under)
            elif not held.base:
                self._board.choose_cell_at(self._from)
        elif self._only:
            self._selection.choose_tile(self._only)
        return None

    def cancel(self) -> bool:
        """Lets go; nothing is moved. Whether anything was held."""
        held, self.held = self.held, None
        if isinstance(held, Band) and self.began:
            self._selection.choose_tiles(held.base)
        return held is not None

    def forget(self, there: frozenset[str]) -> None:
        """Tiles that are gone cannot be held."""
        match self.held:
            case Pull(tiles=tiles) if any(t.id not in there for t in tiles):
                self.held = None
            case CropPull(tile=tile) if tile.id not in there:
                self.held = None


def _touch(one: Rect, band: Rect) -> bool:
    return one.x < band.right and band.x < one.right and one.y < band.bottom and band.y < one.bottom
