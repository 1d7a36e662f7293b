"""What the operator has in hand: the wall, a source of the list, a tile or a cell of preview."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from wallctl.domain.geometry import Rect


class Selection(QObject):
    wall_changed = Signal()
    source_changed = Signal()
    target_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wall = ""
        self._source = ""
        self._tile = ""
        self._cell: Rect | None = None

    @property
    def wall(self) -> str:
        return self._wall

    @property
    def source(self) -> str:
        return self._source

    @property
    def tile(self) -> str:
        return self._tile

    @property
    def cell(self) -> Rect | None:
        return self._cell

    def choose_wall(self, wall: str) -> None:
        if wall != self._wall:
            self._wall = wall
            self._tile, self._cell = "", None
            self.wall_changed.emit()
            self.target_changed.emit()

    def choose_source(self, source: str) -> None:
        if source != self._source:
            self._source = source
            self.source_changed.emit()

    def choose_tile(self, tile: str) -> None:
        if tile != self._tile or self._cell is not None:
            self._tile, self._cell = tile, None
            self.target_changed.emit()

    def choose_cell(self, cell: Rect | None) -> None:
        if cell != self._cell or self._tile:
            self._tile, self._cell = "", cell
            self.target_changed.emit()
