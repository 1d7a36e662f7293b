"""Everything that can be done with the chosen tiles: one table for toolbar, keys and menus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from ui.common.hub import Hub
from ui.desk.actions import Actions
from ui.desk.arrange import Align, Spread, aligned, same_size, spread
from ui.desk.selection import Selection
from wallctl.domain.commands import Layer
from wallctl.domain.entities import Tile
from wallctl.domain.geometry import NO_CROP, Fit, Rect, whole


@dataclass(frozen=True, slots=True)
class Tool:
    """`name` is that of its key function, `word` the key of its words. It needs at least `least`
    tiles; `free` says that a locked one is left alone by it."""

    name: str
    word: str
    act: Callable[[], None]
    least: int = 1
    free: bool = True


class Tools(QObject):
    """Acts on the selection. Locked tiles stay as they are: they can only be chosen, copied and
    unlocked. `cropping` is a mode: the chosen tile's edges cut its picture."""

    cropping_changed = Signal()

    def __init__(self, hub: Hub, selection: Selection, actions: Actions) -> None:
        super().__init__()
        self._hub, self._selection, self._actions = hub, selection, actions
        self._cropping = False
        self._before_whole: dict[str, Rect] = {}
        self.heights = (
            Tool("front", "tile.top", partial(self._layer, Layer.TOP)),
            Tool("raise", "tile.up", partial(self._layer, Layer.UP)),
            Tool("lower", "tile.down", partial(self._layer, Layer.DOWN)),
            Tool("back", "tile.bottom", partial(self._layer, Layer.BOTTOM)),
        )
        self.shapes = (
            Tool("whole", "tile.whole_wall", self.whole),
            Tool("crop", "tile.crop_mode", self.toggle_crop),
            Tool("no_crop", "tile.no_crop", self._no_crop),
            *(Tool(f"fit_{f.value}", f"fit.{f.value}", partial(self.fit, f)) for f in Fit),
        )
        self.rest = (
            Tool("duplicate", "tile.duplicate", self.duplicate, free=False),
            Tool("lock", "tile.lock", self.lock, free=False),
            Tool("remove", "tile.remove", self.remove),
        )
        self.alignments = (
            *(Tool(f"align_{a.value}", f"align.{a.value}", partial(self._align, a)) for a in Align),
            *(
                Tool(f"spread_{s.value}", f"spread.{s.value}", partial(self._spread, s), 3)
                for s in Spread
            ),
            Tool("same_size", "align.same_size", self._same_size, 2),
        )
        selection.target_changed.connect(self._target_changed)
        selection.wall_changed.connect(self._before_whole.clear)

    # -- what is chosen -----------------------------------------------------------------------

    def tiles(self) -> tuple[Tile, ...]:
        """Those that are chosen, in the order in which they were."""
        known = (self._hub.show.get(Tile, id) for id in self._selection.tiles)
        return tuple(t for t in known if t is not None)

    def free_tiles(self) -> tuple[Tile, ...]:
        return tuple(t for t in self.tiles() if not t.locked)

    def can(self, tool: Tool) -> bool:
        return len(self.free_tiles() if tool.free else self.tiles()) >= tool.least

    def all(self) -> tuple[Tool, ...]:
        return (*self.heights, *self.shapes, *self.alignments, *self.rest)

    def acts(self) -> dict[str, Callable[[], None]]:
        """By the name of the key function; what cannot be done now says why."""
        acts: dict[str, Callable[[], None]] = {
            tool.name: partial(self.do, tool) for tool in self.all()
        }
        acts["select_all"] = self.select_all
        return acts

    def do(self, tool: Tool) -> None:
        if self.can(tool):
            tool.act()
        elif len(self.tiles()) >= tool.least:
            self._actions.hinted.emit("hint.locked_tiles")
        else:
            hints = {1: "hint.one_tile", 2: "hint.two_tiles", 3: "hint.three_tiles"}
            self._actions.hinted.emit(hints[tool.least])

    def select_all(self) -> None:
        """All that are not locked."""
        tiles = self._hub.show.preview_tiles(self._selection.wall)
        self._selection.choose_tiles(t.id for t in tiles if not t.locked)

    # -- acts ---------------------------------------------------------------------------------

    @property
    def cropping(self) -> bool:
        return self._cropping

    def toggle_crop(self) -> None:
        """The mode is for one tile at a time: the one chosen last."""
        if self._cropping:
            self.end_crop()
            return
        tile = self._hub.show.get(Tile, self._selection.tile)
        if tile is not None and not tile.locked:
            self._selection.choose_tile(tile.id)
            self._cropping = True
            self.cropping_changed.emit()

    def end_crop(self) -> None:
        if self._cropping:
            self._cropping = False
            self.cropping_changed.emit()

    def whole(self) -> None:
        """Over the whole canvas of preview, and back to where it was."""
        wall = self._hub.show.walls.get(self._selection.wall)
        tile = next(iter(reversed(self.free_tiles())), None)
        if wall is None or tile is None:
            return
        if tile.rect != whole(wall.canvas):
            self._before_whole[tile.id] = tile.rect
            self._actions.move(tile.id, whole(wall.canvas))
            return
        cells = self._actions.free_cells() or self._actions.cells()
        back = self._before_whole.pop(tile.id, cells[0] if cells else None)
        if back is not None:
            self._actions.move(tile.id, back)

    def fit(self, fit: Fit) -> None:
        self._actions.fit(_ids(self.free_tiles()), fit)

    def duplicate(self) -> None:
        self._actions.duplicate(self.tiles())

    def lock(self) -> None:
        """Locks all; where all are locked it unlocks them."""
        tiles, free = self.tiles(), self.free_tiles()
        self._actions.lock(_ids(free or tiles), bool(free))

    def remove(self) -> None:
        self._actions.remove(_ids(self.free_tiles()))

    def _layer(self, layer: Layer) -> None:
        self._actions.layer(_ids(self.free_tiles()), layer)

    def _no_crop(self) -> None:
        self._actions.crop(_ids(self.free_tiles()), NO_CROP)

    def _align(self, how: Align) -> None:
        wall = self._hub.show.walls[self._selection.wall]
        tiles = self.free_tiles()
        self._arrange(tiles, aligned([t.rect for t in tiles], how, wall.canvas))

    def _spread(self, how: Spread) -> None:
        tiles = self.free_tiles()
        self._arrange(tiles, spread([t.rect for t in tiles], how))

    def _same_size(self) -> None:
        wall = self._hub.show.walls[self._selection.wall]
        tiles = self.free_tiles()
        rects = [t.rect for t in tiles]
        self._arrange(tiles, same_size(rects, rects[-1], wall.canvas))

    def _arrange(self, tiles: Sequence[Tile], rects: Sequence[Rect]) -> None:
        moves = {t.id: r for t, r in zip(tiles, rects, strict=True) if r != t.rect}
        self._actions.arrange(moves)

    def _target_changed(self) -> None:
        tile = self._hub.show.get(Tile, self._selection.tile)
        if tile is None or tile.locked or len(self._selection.tiles) != 1:
            self.end_crop()


def _ids(tiles: Sequence[Tile]) -> tuple[str, ...]:
    return tuple(t.id for t in tiles)
