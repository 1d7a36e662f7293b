"""What the operator has in hand: the wall, a source of the list, tiles or a cell of preview, and a
tile of the program."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from wallctl.domain.geometry import Rect


class Selection(QObject):
    """`tiles` are all that are chosen, `tile` the one chosen last: what others are aligned and
    sized to, and what single fields speak of."""

    wall_changed = Signal()
    source_changed = Signal()
    target_changed = Signal()
    live_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wall = ""
        self._source = ""
        self._tiles: tuple[str, ...] = ()
        self._kept: tuple[str, ...] = ()
        self._cell: Rect | None = None
        self._live = ""

    @property
    def wall(self) -> str:
        return self._wall

    @property
    def source(self) -> str:
        return self._source

    @property
    def tile(self) -> str:
        return self._tiles[-1] if self._tiles else ""

    @property
    def tiles(self) -> tuple[str, ...]:
        return self._tiles

    @property
    def cell(self) -> Rect | None:
        return self._cell

    @property
    def live(self) -> str:
        """The tile that is chosen in the program's echo."""
        return self._live

    def choose_wall(self, wall: str) -> None:
        if wall != self._wall:
            self._wall = wall
            self._tiles, self._kept, self._cell, self._live = (), (), None, ""
            self.wall_changed.emit()
            self.target_changed.emit()
            self.live_changed.emit()

    def choose_source(self, source: str) -> None:
        if source != self._source:
            self._source = source
            self.source_changed.emit()

    def choose_tile(self, tile: str) -> None:
        self.choose_tiles((tile,) if tile else ())

    def choose_tiles(self, tiles: Iterable[str]) -> None:
        self._choose(tuple(dict.fromkeys(tiles)), ())

    def toggle_tile(self, tile: str) -> None:
        """Adds it to those that are chosen, or takes it out."""
        if tile in self._tiles:
            self._choose(tuple(t for t in self._tiles if t != tile), ())
        else:
            self._choose((*self._tiles, tile), ())

    def keep(self) -> None:
        """The tile chosen last stays chosen while the keyboard goes on to others, or no longer."""
        tile = self.tile
        if tile in self._kept:
            self._kept = tuple(t for t in self._kept if t != tile)
        elif tile:
            self._kept = (*self._kept, tile)

    def walk_to(self, tile: str) -> None:
        """The keyboard goes to another tile; what is kept stays chosen."""
        self._choose((*(t for t in self._kept if t != tile), tile), self._kept)

    def choose_cell(self, cell: Rect | None) -> None:
        if cell != self._cell or self._tiles:
            self._tiles, self._kept, self._cell = (), (), cell
            self.target_changed.emit()

    def choose_live(self, tile: str) -> None:
        if tile != self._live:
            self._live = tile
            self.live_changed.emit()

    def _choose(self, tiles: tuple[str, ...], kept: tuple[str, ...]) -> None:
        self._kept = kept
        if tiles != self._tiles or self._cell is not None:
            self._tiles, self._cell = tiles, None
            self.target_changed.emit()
