"""The editable canvas: what is being prepared, placed by mouse or by keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)

from ui.common import glyphs
from ui.common.feeds import best_feeds, is_fresh
from ui.common.hub import Hub
from ui.common.labels import clock_words, name_of, picture_words
from ui.common.pictures import Pictures
from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK, SNAP_PX
from ui.common.words import Words
from ui.desk import slots, tile_paint
from ui.desk.actions import Actions
from ui.desk.canvas_keys import CanvasKeys
from ui.desk.cuts import Cuts
from ui.desk.handles import cursor_of, grip_at
from ui.desk.preview_over import Over, draw_over
from ui.desk.selection import Selection
from ui.desk.snap import Field, Grip, Lines, Snapped, lines, moved, resized
from ui.desk.stage import Stage
from ui.desk.tile_paint import Look
from wallctl.domain.entities import Kind, Tile
from wallctl.domain.geometry import Rect
from wallctl.domain.observed import FeedFigures

_DRAG_PX = 4
_FRAME = 5


@dataclass(slots=True)
class Pull:
    """A tile in the hand: where it was taken, what is held, where its outline is now."""

    tile: Tile
    grip: Grip
    from_x: int
    from_y: int
    pressed: QPointF
    to: Lines
    now: Snapped
    began: bool = False


class PreviewCanvas(Stage):
    """One command for each drag, on release. The tile itself moves when the engine says so."""

    menu_wanted = Signal(QPointF)

    def __init__(
        self,
        hub: Hub,
        pictures: Pictures,
        selection: Selection,
        actions: Actions,
        *,
        words: Words,
        scale: Scale,
    ) -> None:
        super().__init__(scale, _FRAME)
        self._hub, self._pictures, self._selection = hub, pictures, selection
        self._actions, self._words = actions, words
        self._tiles: tuple[Tile, ...] = ()
        self._feeds: dict[str, FeedFigures] = {}
        self._looks: tuple[tuple[Tile, Look], ...] = ()
        self._cuts = Cuts()
        self._pull: Pull | None = None
        self._lost = False
        self._asked: dict[str, Rect] = {}  # outlines the engine has not answered yet
        self._lit: Rect | None = None
        self._pushed: Rect | None = None
        self.snapping = True
        self._keys = CanvasKeys(self, selection, actions)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        hub.show_changed.connect(self._show_changed)
        hub.observed_changed.connect(self._observed_changed)
        hub.connection_changed.connect(lambda: self._relook(force=True))
        pictures.arrived.connect(self._picture_came)
        selection.wall_changed.connect(self._wall_changed)
        selection.target_changed.connect(self.update)
        words.changed.connect(self._relook)

    # -- following the room -------------------------------------------------------------------

    @property
    def tiles(self) -> tuple[Tile, ...]:
        return self._tiles

    def tile(self, id: str) -> Tile | None:
        return next((t for t in self._tiles if t.id == id), None)

    def _wall_changed(self) -> None:
        self._cuts.clear()
        self._pull = None
        self._asked.clear()
        self._show_changed(frozenset({Kind.TILE, Kind.WALL}))

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if not kinds & {Kind.TILE, Kind.WALL, Kind.SOURCE, Kind.OUTPUT}:
            return
        show, wall = self._hub.show, self._selection.wall
        if (known := show.walls.get(wall)) is not None:
            self.set_canvas(known.canvas)
        self._tiles = show.preview_tiles(wall)
        self._cuts.remember(show.revision, self._tiles)
        now = {t.id: t.rect for t in self._tiles}
        self._asked = {i: r for i, r in self._asked.items() if i in now and now[i] != r}
        if self._pull is not None and self._pull.tile.id not in now:
            self._pull = None
        if self._selection.tile and self._selection.tile not in now:
            self._selection.choose_cell(None)
        self._relook(force=True)
        said = self._words("canvas.preview", n=len(self._tiles))
        self.setAccessibleName(said)

    def _observed_changed(self) -> None:
        self._feeds = dict(best_feeds(self._hub.observed.feeds))
        lost, self._lost = self._lost, self._node_lost()
        self._relook(force=lost is not self._lost)

    def _picture_came(self, kind: str, id: str) -> None:
        if kind == "preview" and id == self._selection.wall:
            shot = self._pictures.get(kind, id)
            if shot is not None:
                self._cuts.put(shot.image, shot.head.serial, self._canvas)
                self._relook(force=True)
        elif kind == "thumbnail" and any(t.source == id for t in self._tiles):
            self._relook(force=True)

    def _relook(self, force: bool = False) -> None:
        looks = tuple((t, self._look(t)) for t in self._tiles)
        if force or looks != self._looks:
            self._looks = looks
            self.redraw()

    def _look(self, tile: Tile) -> Look:
        feed = self._feeds.get(tile.source)
        source = self._hub.show.sources.get(tile.source)
        cut = self._cuts.of(tile)
        image, part = (cut.image, cut.part) if cut else (None, None)
        if image is None and (shot := self._pictures.get("thumbnail", tile.source)):
            image = shot.image
        lost = feed is None and self._node_lost()  # said once, over all
        fresh = self._hub.connected and is_fresh(feed)
        return Look(
            name=tile.title or name_of(source, self._words, tile.source),
            state="" if lost else picture_words(feed, self._words, self._hub.now()),
            time=clock_words(self._hub.now() - feed.frame_age_ms / 1000) if fresh and feed else "",
            picture=feed.picture if feed else None,
            image=image,
            part=part,
            locked=tile.locked,
            labelled=cut is not None and self._labels(),
        )

    def _node_lost(self) -> bool:
        """Whether nobody is left who could renew these pictures."""
        mine = {o.node for o in self._hub.show.outputs_of(self._wall())}
        return bool(mine) and mine <= set(self._hub.observed.lost_nodes)

    def _labels(self) -> bool:
        wall = self._hub.show.walls.get(self._wall())
        return wall is not None and wall.labels

    # -- drawing ------------------------------------------------------------------------------

    def paint_ground(self, painter: QPainter) -> None:
        self.paint_cells(painter, tuple(o.rect for o in self._hub.show.outputs_of(self._wall())))
        text = font(self.scale.small)
        for tile, look in self._looks:
            box = self.to_view(tile.rect)
            tile_paint.paint(painter, box, look, text)
            painter.setPen(QPen(QColor(DARK.window), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        if not self._tiles:
            painter.setPen(QColor(DARK.muted))
            painter.setFont(font(self.scale.body))
            painter.drawText(self.area(), Qt.AlignmentFlag.AlignCenter, self._words("canvas.empty"))
        if not self._hub.connected or self._node_lost():
            veil = QColor(DARK.window)
            veil.setAlpha(130)
            painter.fillRect(self.area(), veil)
            painter.fillRect(self.area(), glyphs.hatch(DARK.stale, 70))
        self.paint_frame(painter, DARK.preview, 2)

    def paint_over(self, painter: QPainter) -> None:
        pull = self._pull
        chosen = self.tile(self._selection.tile)
        pulled = pull.now if pull is not None and pull.began else None
        if pulled is None and self._pushed is not None:
            pulled = Snapped(self._pushed, Lines())
        draw_over(
            self,
            painter,
            Over(
                asked=tuple(self._asked.values()),
                lit=self._lit,
                cell=self._selection.cell,
                pulled=pulled,
                chosen=chosen.rect if chosen else None,
                held=chosen is not None and not chosen.locked,
            ),
        )

    # -- a source over it ---------------------------------------------------------------------

    @property
    def lit(self) -> Rect | None:
        """What a source in the hand would fill."""
        return self._lit

    def light(self, point: QPointF | None) -> tuple[Rect, str] | None:
        """Lights what a source dropped here would fill: (rectangle, tile id or "")."""
        target = self._under(point) if point is not None else None
        lit = target[0] if target else None
        if lit != self._lit:
            self._lit = lit
            self.update()
        return target

    def _under(self, point: QPointF) -> tuple[Rect, str] | None:
        if not self.area().contains(point):
            return None
        x, y = self.to_canvas(point)
        tile = self.tile_at(x, y)
        if tile is not None:
            return (tile.rect, tile.id) if not tile.locked else None
        cell = slots.at(self._actions.cells(), x, y)
        return (cell, "") if cell else None

    def tile_at(self, x: int, y: int) -> Tile | None:
        """The topmost tile at a canvas point."""
        for tile in reversed(self._tiles):
            r = tile.rect
            if r.x <= x < r.right and r.y <= y < r.bottom:
                return tile
        return None

    # -- mouse --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            self._choose_at(event.position())
            return
        point = event.position()
        chosen = self.tile(self._selection.tile)
        grip = None
        if chosen is not None and not chosen.locked:
            grip = grip_at(self.to_view(chosen.rect), point)
        if grip is None:
            self._choose_at(point)
            chosen, grip = self.tile(self._selection.tile), Grip.MOVE
        if chosen is None or chosen.locked:
            return
        x, y = self.to_canvas(point)
        self._pull = Pull(
            chosen, grip, x, y, point, self._lines(chosen.id), Snapped(chosen.rect, Lines())
        )

    def _choose_at(self, point: QPointF) -> None:
        x, y = self.to_canvas(point)
        tile = self.tile_at(x, y)
        if tile is not None:
            self._selection.choose_tile(tile.id)
        elif self.area().contains(point):
            free = self._actions.free_cells()
            cell = slots.at(self._actions.cells(), x, y)
            self._selection.choose_cell(cell if cell in free else None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pull = self._pull
        if pull is None:
            chosen = self.tile(self._selection.tile)
            held = chosen is not None and not chosen.locked
            grip = grip_at(self.to_view(chosen.rect), event.position()) if held and chosen else None
            self.setCursor(cursor_of(grip))
            return
        if not pull.began:
            away = event.position() - pull.pressed
            if away.manhattanLength() < _DRAG_PX:
                return
            pull.began = True
        x, y = self.to_canvas(event.position())
        free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier) or not self.snapping
        reach = 0 if free else round(SNAP_PX / self.ratio())
        dx, dy = x - pull.from_x, y - pull.from_y
        on = Field(self._canvas, pull.to, reach)
        if pull.grip is Grip.MOVE:
            pull.now = moved(pull.tile.rect, dx, dy, on)
        else:
            pull.now = resized(pull.tile.rect, pull.grip, dx, dy, on)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pull, self._pull = self._pull, None
        if pull is not None and pull.began and pull.now.rect != pull.tile.rect:
            self.ask_move(pull.tile.id, pull.now.rect)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.tile(self._selection.tile) is not None:
            self.menu_wanted.emit(QPointF(event.globalPos()))

    def ask_move(self, tile: str, rect: Rect) -> None:
        """Asks for the move and shows its dashed outline until the engine has answered."""
        self._asked[tile] = rect
        self._actions.move(tile, rect, then=lambda _: self._answered(tile, rect))
        self.update()

    def push(self, rect: Rect | None) -> None:
        """Shows the outline of a tile that the arrow keys are moving."""
        self._pushed = rect
        self.update()

    def open_menu(self) -> None:
        """The chosen tile's menu, from the keyboard."""
        chosen = self.tile(self._selection.tile)
        if chosen is not None:
            at = self.mapToGlobal(self.to_view(chosen.rect).center())
            self.menu_wanted.emit(at)

    def asked(self, tile: Tile) -> Rect:
        """Where the tile is, or has been asked to go."""
        return self._asked.get(tile.id, tile.rect)

    def _answered(self, tile: str, rect: Rect) -> None:
        if self._asked.get(tile) == rect:
            del self._asked[tile]
            self.update()

    def _lines(self, but: str) -> Lines:
        rects = [o.rect for o in self._hub.show.outputs_of(self._wall())]
        rects += self._actions.cells()
        rects += [t.rect for t in self._tiles if t.id != but]
        return lines(self._canvas, rects)

    def _wall(self) -> str:
        return self._selection.wall

    # -- keys ---------------------------------------------------------------------------------

    def cancel(self) -> bool:
        """Lets go of a drag without moving anything; whether there was one."""
        pull, self._pull = self._pull, None
        if pull is not None:
            self.update()
        return pull is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self._keys.release(event):
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._keys.flush()
        self.update()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self._keys.step(forward) or super().focusNextPrevChild(forward)
