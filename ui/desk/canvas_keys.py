"""The preview canvas by keyboard: everything the mouse can do there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ui.desk import crops, slots
from ui.desk.actions import Actions
from ui.desk.selection import Selection
from ui.desk.snap import Field, Grip, moved, resized
from ui.desk.tools import Tools
from wallctl.domain.entities import Tile
from wallctl.domain.geometry import Crop, Rect, Size, bounding

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_FINE, _COARSE = 1, 10
_FINE_PART, _COARSE_PART = 0.01, 0.05


@dataclass(frozen=True, slots=True)
class Pushed:
    """What the arrows have moved so far and the engine does not know yet."""

    moves: Mapping[str, Rect] = field(default_factory=dict)
    crop: Crop | None = None


class Canvas(Protocol):
    """What the keys need of the canvas."""

    @property
    def canvas(self) -> Size: ...
    @property
    def tiles(self) -> tuple[Tile, ...]: ...
    def tile(self, id: str) -> Tile | None: ...
    def asked(self, tile: Tile) -> Rect: ...
    def ask_arrange(self, moves: Mapping[str, Rect]) -> None: ...
    def ask_crop(self, tile: str, crop: Crop) -> None: ...
    def push(self, pushed: Pushed | None) -> None: ...
    def cancel(self) -> bool: ...
    def open_menu(self) -> None: ...


class CanvasKeys:
    """Arrows 1 px, Shift 10, Ctrl to the next cell, Alt sizes; one command as the key is let go.
    While cropping the arrows move the kept part, Alt cuts."""

    def __init__(
        self, canvas: Canvas, selection: Selection, actions: Actions, tools: Tools
    ) -> None:
        self._canvas, self._selection = canvas, selection
        self._actions, self._tools = actions, tools
        self._pushed: Pushed | None = None
        front, raised, lowered, back = (partial(tools.do, tool) for tool in tools.heights)
        remove = partial(tools.do, tools.rest[-1])
        self._acts = {
            Qt.Key.Key_Delete: (remove, remove),
            Qt.Key.Key_Backspace: (remove, remove),
            Qt.Key.Key_PageUp: (raised, front),  # alone, with Shift
            Qt.Key.Key_PageDown: (lowered, back),
            Qt.Key.Key_Insert: (self._keep, self._keep),
        }

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key was the canvas's."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if key in _ARROWS:
            return self._arrow(*_ARROWS[key], modifiers)
        if event.isAutoRepeat():
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not ctrl:
            if self._tools.cropping:
                self._tools.end_crop()
            else:
                self._actions.place_here()
        elif key is Qt.Key.Key_Escape:
            self._escape()
        elif key is Qt.Key.Key_Menu or (key is Qt.Key.Key_F10 and shift):
            self._canvas.open_menu()
        elif key in self._acts and not ctrl and self._selection.tiles:
            self._acts[key][shift]()
        else:
            return False
        return True

    def release(self, event: QKeyEvent) -> bool:
        if event.isAutoRepeat() or Qt.Key(event.key()) not in _ARROWS:
            return False
        self.flush()
        return True

    def flush(self) -> None:
        """Sends what the arrows have pushed so far, as one command."""
        pushed, self._pushed = self._pushed, None
        if pushed is None:
            return
        self._canvas.push(None)
        if pushed.crop is not None:
            tile = self._canvas.tile(self._selection.tile)
            if tile is not None and tile.crop != pushed.crop:
                self._canvas.ask_crop(tile.id, pushed.crop)
            return
        there = {t.id: t.rect for t in self._canvas.tiles}
        if all(id in there for id in pushed.moves):
            self._canvas.ask_arrange({i: r for i, r in pushed.moves.items() if there[i] != r})

    def step(self, forward: bool) -> bool:
        """Tab: the next tile, then the next free cell; False when there is none left."""
        tiles = sorted(self._canvas.tiles, key=lambda t: (t.rect.y, t.rect.x))
        stops: list[Tile | Rect] = [*tiles, *self._actions.free_cells()]
        here: Tile | Rect | None = self._canvas.tile(self._selection.tile) or self._selection.cell
        at = stops.index(here) if here in stops else (-1 if forward else len(stops))
        at += 1 if forward else -1
        if not 0 <= at < len(stops):
            self._selection.choose_cell(None)
            return False
        stop = stops[at]
        if isinstance(stop, Tile):
            self._selection.walk_to(stop.id)
        else:
            self._selection.choose_cell(stop)
        return True

    def _keep(self) -> None:
        self._selection.keep()

    def _escape(self) -> None:
        """First what is in the hand, then the mode, then the choice."""
        pushed, self._pushed = self._pushed, None
        self._canvas.push(None)
        if self._canvas.cancel() or pushed is not None:
            return
        if self._tools.cropping:
            self._tools.end_crop()
        else:
            self._selection.choose_cell(None)

    def _arrow(self, dx: int, dy: int, modifiers: Qt.KeyboardModifier) -> bool:
        if not self._selection.tiles:
            here = self._selection.cell
            free = self._actions.free_cells()
            there = slots.beside(free, here, dx, dy) if here else next(iter(free), None)
            if there is not None:
                self._selection.choose_cell(there)
            return True
        pushed = self._pushed or Pushed()
        if self._tools.cropping:
            crop = self._cropped(pushed.crop, dx, dy, modifiers)
            self._pushed = Pushed(crop=crop) if crop is not None else None
        else:
            moves = self._moved(pushed.moves, dx, dy, modifiers)
            self._pushed = Pushed(moves) if moves else self._pushed
        self._canvas.push(self._pushed)
        return True

    def _cropped(
        self, pushed: Crop | None, dx: int, dy: int, modifiers: Qt.KeyboardModifier
    ) -> Crop | None:
        tile = self._canvas.tile(self._selection.tile)
        if tile is None:
            return None
        coarse = modifiers & Qt.KeyboardModifier.ShiftModifier
        part = _COARSE_PART if coarse else _FINE_PART
        alt = modifiers & Qt.KeyboardModifier.AltModifier
        grip = Grip.RIGHT | Grip.BOTTOM if alt else Grip.MOVE
        return crops.pulled(pushed or tile.crop, grip, dx * part, dy * part)

    def _moved(
        self, pushed: Mapping[str, Rect], dx: int, dy: int, modifiers: Qt.KeyboardModifier
    ) -> Mapping[str, Rect]:
        tiles = self._tools.free_tiles()
        if not tiles:
            return {}
        rects = {t.id: pushed.get(t.id) or self._canvas.asked(t) for t in tiles}
        canvas = Field(self._canvas.canvas)
        around = bounding(rects.values())
        if around is None:
            return {}
        alone = len(rects) == 1
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            cell = slots.beside(self._actions.cells(), around, dx, dy)
            if cell is None:
                return pushed
            goes = moved(around, cell.x - around.x, cell.y - around.y, canvas).rect
        elif modifiers & Qt.KeyboardModifier.AltModifier:
            if not alone:
                return pushed
            grip = Grip.RIGHT | Grip.BOTTOM
            goes = resized(around, grip, dx * _COARSE, dy * _COARSE, canvas).rect
        else:
            far = _COARSE if modifiers & Qt.KeyboardModifier.ShiftModifier else _FINE
            goes = moved(around, dx * far, dy * far, canvas).rect
        if alone:
            return dict.fromkeys(rects, goes)
        return {i: r.moved(goes.x - around.x, goes.y - around.y) for i, r in rects.items()}
