"""The editable canvas: what is being prepared, placed by mouse or by keyboard."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPixmap,
    QRegion,
)

from ui.common import glyphs
from ui.common.hub import Hub
from ui.common.pictures import Pictures
from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk import crops, patrol_badge, slots, tile_paint
from ui.desk.actions import Actions
from ui.desk.canvas_keys import CanvasKeys, Pushed
from ui.desk.crop_paint import paint_whole
from ui.desk.hand import Band, CropPull, Hand, Pull
from ui.desk.handles import cursor_of
from ui.desk.preview_looks import PreviewLooks
from ui.desk.preview_over import Cropping, Over, draw_over, region
from ui.desk.selection import Selection
from ui.desk.snap import Grip, Lines, Snapped, lines
from ui.desk.stage import Stage
from ui.desk.tools import Tools
from wallctl.domain.entities import Kind, Tile
from wallctl.domain.geometry import Crop, Rect, Size, bounding

_FRAME = 5


class PreviewCanvas(Stage):
    """One command for each drag, on release. The tile itself moves when the engine says so."""

    menu_wanted = Signal(QPointF)

    def __init__(
        self,
        hub: Hub,
        pictures: Pictures,
        selection: Selection,
        actions: Actions,
        tools: Tools,
        *,
        words: Words,
        scale: Scale,
    ) -> None:
        super().__init__(scale, _FRAME)
        self._hub, self._selection, self._actions = hub, selection, actions
        self._tools, self._words = tools, words
        self._tiles: tuple[Tile, ...] = ()
        self._looks = PreviewLooks(hub, pictures, words)
        self._hand = Hand(self, selection, tools)
        self._keys = CanvasKeys(self, selection, actions, tools)
        self._ghost: QPixmap | None = None
        self._asked: dict[str, Rect] = {}  # outlines the engine has not answered yet
        self._lit: Rect | None = None
        self._pushed: Pushed | None = None
        self._drawn = QRegion()  # where the moving part was drawn last
        self.snapping = True
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        hub.show_changed.connect(self._show_changed)
        hub.observed_changed.connect(self._observed_changed)
        hub.connection_changed.connect(self._relook_all)
        pictures.arrived.connect(self._picture_came)
        selection.wall_changed.connect(self._wall_changed)
        selection.target_changed.connect(self.moved_over)
        tools.cropping_changed.connect(self._cropping_changed)
        words.changed.connect(self._relook_all)

    # -- following the room -------------------------------------------------------------------

    @property
    def tiles(self) -> tuple[Tile, ...]:
        return self._tiles

    def tile(self, id: str) -> Tile | None:
        return next((t for t in self._tiles if t.id == id), None)

    def _wall_changed(self) -> None:
        self._looks.choose_wall(self._selection.wall)
        self._hand.cancel()
        self._asked.clear()
        self._show_changed(frozenset({Kind.TILE, Kind.WALL}))

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if not kinds & {Kind.TILE, Kind.WALL, Kind.SOURCE, Kind.OUTPUT}:
            return
        show, wall = self._hub.show, self._selection.wall
        if (known := show.walls.get(wall)) is not None:
            self.set_canvas(known.canvas)
        before, self._tiles = self._tiles, show.preview_tiles(wall)
        self._looks.remember(self._tiles)
        now = {t.id: t.rect for t in self._tiles}
        self._asked = {i: r for i, r in self._asked.items() if i in now and now[i] != r}
        self._hand.forget(frozenset(now))
        if any(t not in now for t in self._selection.tiles):
            self._selection.choose_tiles(t for t in self._selection.tiles if t in now)
        if kinds & {Kind.WALL, Kind.OUTPUT} or bool(before) != bool(self._tiles):
            self._relook_all()
        else:
            self._relook()
        self.moved_over()
        self.setAccessibleName(self._words("canvas.preview", n=len(self._tiles)))

    def _observed_changed(self) -> None:
        if self._looks.observe():
            self._relook_all()
        else:
            self._relook()

    def _picture_came(self, kind: str, id: str) -> None:
        if kind == "preview" and id == self._selection.wall:
            self._looks.cut_picture(self._canvas)
            self._relook()
        elif kind == "thumbnail" and any(t.source == id for t in self._tiles):
            self._relook()

    def _relook(self) -> None:
        """Draws again only the tiles that look different now."""
        changed = self._looks.renew(self._tiles)
        if changed:
            self.redraw_parts(changed)

    def _relook_all(self) -> None:
        self._looks.renew(self._tiles)
        self.redraw()

    # -- drawing ------------------------------------------------------------------------------

    def paint_ground(self, painter: QPainter) -> None:
        clip = painter.clipBoundingRect() if painter.hasClipping() else QRectF(self.rect())
        self.paint_cells(painter, tuple(o.rect for o in self._hub.show.outputs_of(self._wall())))
        text = font(self.scale.small)
        for tile, look in self._looks.now:
            box = self.to_view(tile.rect)
            if not box.adjusted(-1, -1, 1, 1).intersects(clip):
                continue
            tile_paint.paint(painter, box, look, text)
            said = patrol_badge.set_words(tile, self._words)
            patrol_badge.draw(painter, box, said, text, low=look.labelled)
            painter.setPen(QPen(QColor(DARK.window), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        if not self._tiles:
            painter.setPen(QColor(DARK.muted))
            painter.setFont(font(self.scale.body))
            painter.drawText(self.area(), Qt.AlignmentFlag.AlignCenter, self._words("canvas.empty"))
        if not self._hub.connected or self._looks.lost:
            veil = QColor(DARK.window)
            veil.setAlpha(130)
            painter.fillRect(self.area(), veil)
            painter.fillRect(self.area(), glyphs.hatch(DARK.stale, 70))
        self.paint_frame(painter, DARK.preview, 2)

    def paint_over(self, painter: QPainter) -> None:
        draw_over(self, painter, self._over())

    def moved_over(self) -> None:
        """What moves has moved: only where it was and where it is now is painted."""
        now = region(self, self._over())
        self.update(self._drawn + now)
        self._drawn = now

    def _over(self) -> Over:
        held = self._hand.held if self._hand.began else None
        pulled, outlines, ghost = None, (), None
        lifted: tuple[Rect, ...] = ()
        if isinstance(held, Pull):
            pulled, outlines = held.now, tuple(held.moves().values())
            ghost = self._ghost if held.grip is Grip.MOVE else None
            lifted = tuple(t.rect for t in held.tiles) if ghost is not None else ()
        elif self._pushed is not None and self._pushed.moves:
            outlines = tuple(self._pushed.moves.values())
            pulled = Snapped(bounding(outlines) or outlines[0], Lines())
        chosen = [t for id in reversed(self._selection.tiles) if (t := self.tile(id)) is not None]
        return Over(
            asked=tuple(self._asked.values()),
            lit=self._lit,
            cell=self._selection.cell,
            pulled=pulled,
            outlines=outlines,
            lifted=lifted,
            ghost=ghost,
            chosen=tuple(t.rect for t in chosen),
            held=len(chosen) == 1 and not chosen[0].locked,
            band=held.now if isinstance(held, Band) else None,
            crop=self._cropping(),
            focus=self.hasFocus(),
        )

    def _drawn_ghost(self, pull: Pull) -> QPixmap:
        """The held tiles as they look, to be carried along."""
        box, k = self.to_view(pull.around), self.devicePixelRatioF()
        ghost = QPixmap(max(1, round(box.width() * k)), max(1, round(box.height() * k)))
        ghost.setDevicePixelRatio(k)
        ghost.fill(Qt.GlobalColor.transparent)
        painter = QPainter(ghost)
        painter.translate(-box.topLeft())
        held = {t.id for t in pull.tiles}
        for tile, look in self._looks.now:
            if tile.id in held:
                tile_paint.paint(painter, self.to_view(tile.rect), look, font(self.scale.small))
        painter.end()
        return ghost

    # -- cropping -----------------------------------------------------------------------------

    def crop_stage(self, tile: Tile) -> Rect:
        """Where the whole picture lies while it is cropped."""
        return crops.stage(tile.rect, self._size_of(tile))

    def _size_of(self, tile: Tile) -> Size | None:
        feed = self._looks.feed(tile.source)
        return Size(feed.width, feed.height) if feed is not None and feed.width else None

    def _cropping(self) -> Cropping | None:
        tile = self.tile(self._selection.tile)
        if not self._tools.cropping or tile is None:
            return None
        held = self._hand.held
        crop = held.now if isinstance(held, CropPull) else tile.crop
        if self._pushed is not None and self._pushed.crop is not None:
            crop = self._pushed.crop
        stage, size = self.crop_stage(tile), self._size_of(tile)
        sides = (crop.left, crop.top, crop.right, crop.bottom)
        said = self._words("crop.said", kept=" · ".join(f"{round(100 * s)} %" for s in sides))
        cut, thumbnail = self._looks.cut(tile), self._looks.thumbnail(tile.source)
        return Cropping(
            stage,
            crops.frame(stage, crop),
            said,
            lambda painter, box: paint_whole(
                painter, box, tile, size=size, cut=cut, thumbnail=thumbnail
            ),
        )

    def _cropping_changed(self) -> None:
        self._pushed = None
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.moved_over()

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
            self.moved_over()
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
        point = event.position()
        if event.button() is Qt.MouseButton.LeftButton:
            self._hand.press(point, event.modifiers())
            return
        tile = self.tile_at(*self.to_canvas(point))
        if tile is None:
            self.choose_cell_at(point)
        elif tile.id not in self._selection.tiles:
            self._selection.choose_tile(tile.id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._hand.held is None:
            self.setCursor(cursor_of(self._hand.grip_under(event.position())))
            return
        before = self._hand.began
        if self._hand.move(event.position(), event.modifiers()):
            held = self._hand.held
            if not before and isinstance(held, Pull) and held.grip is Grip.MOVE:
                self._ghost = self._drawn_ghost(held)
            self.moved_over()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        match self._hand.release():
            case Pull() as pull:
                there = {t.id: t.rect for t in pull.tiles}
                self.ask_arrange({i: r for i, r in pull.moves().items() if r != there[i]})
            case CropPull(tile=tile, now=crop) if crop != tile.crop:
                self._actions.crop((tile.id,), crop)
        self._ghost = None
        self.moved_over()

    def choose_cell_at(self, point: QPointF) -> None:
        """The free cell at a place without a tile."""
        if self.area().contains(point):
            cell = slots.at(self._actions.cells(), *self.to_canvas(point))
            self._selection.choose_cell(cell if cell in self._actions.free_cells() else None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(QPointF(event.globalPos()))

    def ask_arrange(self, moves: Mapping[str, Rect]) -> None:
        """Asks for the moves and shows their dashed outlines until the engine has answered."""
        if not moves:
            return
        self._asked.update(moves)
        self._actions.arrange(moves, then=lambda _: self._answered(moves))
        self.moved_over()

    def push(self, pushed: Pushed | None) -> None:
        """Shows what the arrow keys are moving."""
        self._pushed = pushed
        self.moved_over()

    def open_menu(self) -> None:
        """The menu of what is chosen, from the keyboard."""
        chosen = self.tile(self._selection.tile)
        box = self.to_view(chosen.rect) if chosen is not None else self.area()
        self.menu_wanted.emit(self.mapToGlobal(box.center()))

    def asked(self, tile: Tile) -> Rect:
        """Where the tile is, or has been asked to go."""
        return self._asked.get(tile.id, tile.rect)

    def _answered(self, moves: Mapping[str, Rect]) -> None:
        for tile, rect in moves.items():
            if self._asked.get(tile) == rect:
                del self._asked[tile]
        self.moved_over()

    def lines(self, but: frozenset[str]) -> Lines:
        """What edges snap to: outputs and their seams, cells, the other tiles."""
        rects = [o.rect for o in self._hub.show.outputs_of(self._wall())]
        rects += self._actions.cells()
        rects += [t.rect for t in self._tiles if t.id not in but]
        return lines(self._canvas, rects)

    def _wall(self) -> str:
        return self._selection.wall

    # -- keys ---------------------------------------------------------------------------------

    def cancel(self) -> bool:
        """Lets go of a drag without moving anything; whether there was one."""
        self._ghost = None
        held = self._hand.cancel()
        self.moved_over()
        return held

    def ask_crop(self, tile: str, crop: Crop) -> None:
        self._actions.crop((tile,), crop)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self._keys.release(event):
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.moved_over()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._keys.flush()
        self.moved_over()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self._keys.step(forward) or super().focusNextPrevChild(forward)
