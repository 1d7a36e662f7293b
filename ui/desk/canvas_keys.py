"""The preview canvas by keyboard: everything the mouse can do there."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ui.desk import slots
from ui.desk.actions import Actions
from ui.desk.selection import Selection
from ui.desk.snap import Field, Grip, moved, resized
from wallctl.domain.commands import Layer
from wallctl.domain.entities import Tile
from wallctl.domain.geometry import Rect, Size

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_FINE, _COARSE = 1, 10


class Canvas(Protocol):
    """What the keys need of the canvas."""

    @property
    def canvas(self) -> Size: ...
    @property
    def tiles(self) -> tuple[Tile, ...]: ...
    def tile(self, id: str) -> Tile | None: ...
    def asked(self, tile: Tile) -> Rect: ...
    def ask_move(self, tile: str, rect: Rect) -> None: ...
    def push(self, rect: Rect | None) -> None: ...
    def cancel(self) -> bool: ...
    def open_menu(self) -> None: ...
    def update(self) -> None: ...


class CanvasKeys:
    """Arrows 1 px, Shift 10, Ctrl to the next cell, Alt sizes; one command as the key is let go."""

    def __init__(self, canvas: Canvas, selection: Selection, actions: Actions) -> None:
        self._canvas, self._selection, self._actions = canvas, selection, actions
        self._pushed: tuple[str, Rect] | None = None

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key was the canvas's."""
        key = Qt.Key(event.key())
        tile = self._canvas.tile(self._selection.tile)
        if key in _ARROWS:
            return self._arrow(*_ARROWS[key], event.modifiers(), tile)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return False
            self._actions.place_here()
            return True
        if key is Qt.Key.Key_Escape:
            if not self._canvas.cancel():
                self._pushed = None
                self._selection.choose_cell(None)
            self._canvas.update()
            return True
        if tile is None or event.isAutoRepeat():
            return False
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier
        ):
            self._actions.remove(tile.id)
        elif key is Qt.Key.Key_PageUp:
            self._actions.layer(tile.id, Layer.TOP if _shift(event) else Layer.UP)
        elif key is Qt.Key.Key_PageDown:
            self._actions.layer(tile.id, Layer.BOTTOM if _shift(event) else Layer.DOWN)
        elif key is Qt.Key.Key_Menu:
            self._canvas.open_menu()
        else:
            return False
        return True

    def release(self, event: QKeyEvent) -> bool:
        if event.isAutoRepeat() or Qt.Key(event.key()) not in _ARROWS:
            return False
        self.flush()
        return True

    def flush(self) -> None:
        """Sends what the arrows have pushed so far, as one move."""
        pushed, self._pushed = self._pushed, None
        if pushed is not None:
            self._canvas.push(None)
            tile = self._canvas.tile(pushed[0])
            if tile is not None and tile.rect != pushed[1]:
                self._canvas.ask_move(*pushed)

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
            self._selection.choose_tile(stop.id)
        else:
            self._selection.choose_cell(stop)
        return True

    def _arrow(self, dx: int, dy: int, modifiers: Qt.KeyboardModifier, tile: Tile | None) -> bool:
        cells = self._actions.cells()
        if tile is None:
            here = self._selection.cell
            free = self._actions.free_cells()
            there = slots.beside(free, here, dx, dy) if here else next(iter(free), None)
            if there is not None:
                self._selection.choose_cell(there)
            return True
        if tile.locked:
            return True
        pushed = self._pushed
        rect = pushed[1] if pushed and pushed[0] == tile.id else self._canvas.asked(tile)
        canvas = Field(self._canvas.canvas)
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            cell = slots.beside(cells, rect, dx, dy)
            if cell is None:
                return True
            goes = moved(rect, cell.x - rect.x, cell.y - rect.y, canvas).rect
        else:
            far = _COARSE if modifiers & Qt.KeyboardModifier.ShiftModifier else _FINE
            if modifiers & Qt.KeyboardModifier.AltModifier:
                grip = Grip.RIGHT | Grip.BOTTOM
                goes = resized(rect, grip, dx * _COARSE, dy * _COARSE, canvas).rect
            else:
                goes = moved(rect, dx * far, dy * far, canvas).rect
        self._pushed = (tile.id, goes)
        self._canvas.push(goes)
        return True


def _shift(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
