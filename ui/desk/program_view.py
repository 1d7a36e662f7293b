"""The echo: what the wall really shows, read back from it. Nothing can be edited here."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter

from ui.common import glyphs
from ui.common.hub import Hub
from ui.common.labels import age_words, name_of, reason_words
from ui.common.pictures import Pictures, Shot
from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk import behind_looks, patrol_badge, tile_paint
from ui.desk.behind_looks import DeviceTile
from ui.desk.preview_over import Over, draw_over
from ui.desk.selection import Selection
from ui.desk.stage import Stage
from ui.desk.tile_paint import Look
from wallctl.domain.commands import Turn
from wallctl.domain.entities import Kind, Output, Tile
from wallctl.domain.geometry import Rect, bounding
from wallctl.domain.observed import PatrolState, Picture, TileReport

_FRAME = 5
OLD_AFTER_S = 4.0
"""The echo comes each second: after three that are missing it is old."""


_KEPT = 8
_KINDS = frozenset(
    {Kind.PROGRAM, Kind.WALL, Kind.SOURCE, Kind.OUTPUT, Kind.OVERLAY}
    | {Kind.BEHIND, Kind.DEVICE, Kind.DESIRED}
)
_TURNS = {Qt.Key.Key_Left: Turn.PREVIOUS, Qt.Key.Key_Right: Turn.NEXT}


class ProgramView(Stage):
    """The newest echo picture, hatched once it is old. Its labels are the wall's own: the desk adds
    marks only to tiles that the glass says are not live, and a badge to those that patrol, so that
    little of what is real is hidden. `turn_wanted`: the next or the one before of a patrol."""

    turn_wanted = Signal(Turn)

    def __init__(
        self,
        hub: Hub,
        pictures: Pictures,
        selection: Selection,
        words: Words,
        scale: Scale,
    ) -> None:
        super().__init__(scale, _FRAME)
        self._hub, self._pictures, self._selection, self._words = hub, pictures, selection, words
        self._looks: tuple[tuple[Tile, Look], ...] = ()
        self._taken: dict[int, tuple[Tile, ...]] = {}  # by serial: a picture names its own
        self._by_devices: tuple[DeviceTile, ...] = ()
        self._old = False
        self._lost: tuple[Rect, ...] = ()
        self._badges: tuple[tuple[Tile, PatrolState, str], ...] = ()
        self._watch = QTimer(self, interval=500)
        self._watch.timeout.connect(self._check_age)
        self._watch.start()
        hub.show_changed.connect(self._show_changed)
        hub.observed_changed.connect(self._relook)
        hub.connection_changed.connect(self._relook)
        pictures.arrived.connect(self._picture_came)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        selection.wall_changed.connect(self._wall_changed)
        selection.live_changed.connect(self._chosen_changed)
        words.changed.connect(self._language_changed)

    # -- what the header says -----------------------------------------------------------------

    def shot(self) -> Shot | None:
        return self._pictures.get("program", self._selection.wall)

    def is_old(self) -> bool:
        """Whether nothing of it may be taken for what the wall shows now."""
        shot = self.shot()
        if shot is None or shot.age_s() > OLD_AFTER_S or not self._hub.connected:
            return True
        nodes = {o.node for o in self._outputs()}
        return bool(nodes) and nodes == set(self.nodes_lost())

    def _outputs(self) -> tuple[Output, ...]:
        return self._hub.show.outputs_of(self._selection.wall)

    def _dark(self) -> tuple[Rect, ...]:
        """The outputs of lost nodes: their part of the echo is nobody's word."""
        lost = set(self.nodes_lost())
        return tuple(o.rect for o in self._outputs() if o.node in lost)

    def nodes_lost(self) -> tuple[str, ...]:
        """The lost nodes that this wall is on."""
        mine = {o.node for o in self._outputs()}
        return tuple(n for n in self._hub.observed.lost_nodes if n in mine)

    def reports(self) -> dict[str, TileReport]:
        """What the glass says of each tile; with several nodes the worst of them. A lost node's
        last word is no report."""
        told: dict[str, TileReport] = {}
        lost = self._hub.observed.lost_nodes
        for wall in self._hub.observed.walls:
            if wall.wall == self._selection.wall and wall.node not in lost:
                for tile in wall.tiles:
                    known = told.get(tile.tile)
                    if known is None or known.picture is Picture.LIVE:
                        told[tile.tile] = tile
        return told

    def _serials(self) -> set[int]:
        """What the wall's nodes say is on the glass."""
        wall, lost = self._selection.wall, self._hub.observed.lost_nodes
        return {w.serial for w in self._hub.observed.walls if w.wall == wall and w.node not in lost}

    # -- following ----------------------------------------------------------------------------

    def _wall_changed(self) -> None:
        self._taken.clear()
        self._show_changed(frozenset({Kind.WALL}))

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & _KINDS:
            if self._selection.live and self._chosen() is None:
                self._selection.choose_live("")
            wall = self._hub.show.walls.get(self._selection.wall)
            if wall is not None:
                self.set_canvas(wall.canvas)
            self._relook()
            self.redraw()

    def _picture_came(self, kind: str, id: str) -> None:
        if kind == "program" and id == self._selection.wall:
            self._relook()
            self.redraw()

    def _language_changed(self) -> None:
        self._relook()
        self.redraw()  # words are drawn into the picture

    def _check_age(self) -> None:
        badges = self._patrol_badges()
        if badges != self._badges:
            self._badges = badges
            self.update()
        old, lost = self.is_old(), self._dark()
        if (old, lost) != (self._old, self._lost):
            self._old, self._lost = old, lost
            self.redraw()

    def _relook(self) -> None:
        self._check_age()
        told = self.reports()
        program = self._hub.show.program(self._selection.wall)
        self._taken[program.serial] = program.tiles
        while len(self._taken) > _KEPT:
            del self._taken[next(iter(self._taken))]
        shot = self.shot()
        on_it = self._taken.get(shot.head.serial, ()) if shot else ()
        if shot is not None and told and shot.head.serial not in self._serials():
            on_it = ()  # what is reported is not what this picture shows
        by_devices = behind_looks.device_tiles(self._hub, self._words, self._selection.wall)
        theirs = {one.tile.id for one in by_devices}
        looks = tuple((t, self._look(t, told.get(t.id))) for t in on_it if t.id not in theirs)
        if (looks, by_devices) != (self._looks, self._by_devices):
            self._looks, self._by_devices = looks, by_devices
            self.redraw()

    def by_devices(self) -> tuple[DeviceTile, ...]:
        """What devices behind the wall show of its program, with how that is known."""
        return self._by_devices

    def _look(self, tile: Tile, report: TileReport | None) -> Look:
        words = self._words
        if report is None:
            state = words("echo.no_report")
        elif report.picture is Picture.LIVE:
            state = ""
        elif report.picture is Picture.STALE:
            state = words("picture.stale", age=age_words(report.age_ms / 1000, words))
        elif report.reason:
            state = reason_words(report.reason, words)
        else:
            state = words(f"picture.{report.picture.value}")
        return Look("", state, picture=report.picture if report else None)

    def _patrol_badges(self) -> tuple[tuple[Tile, PatrolState, str], ...]:
        """Each patrol of the wall with its words; none while the echo says nothing of now."""
        states = {p.tile: p for p in self._hub.observed.patrols if p.wall == self._selection.wall}
        if not states or self.is_old():
            return ()
        told, now = self.reports(), self._hub.now()
        found = []
        for tile in self.tiles():
            state, report = states.get(tile.id), told.get(tile.id)
            if state is not None:
                source = report.source if report is not None else ""
                said = patrol_badge.state_words(tile, state, source, self._words, now)
                found.append((tile, state, said))
        return tuple(found)

    # -- choosing -----------------------------------------------------------------------------

    def tiles(self) -> tuple[Tile, ...]:
        return self._hub.show.program(self._selection.wall).tiles

    def _chosen(self) -> Tile | None:
        return next((t for t in self.tiles() if t.id == self._selection.live), None)

    def _chosen_changed(self) -> None:
        self.update()
        chosen = self._chosen()
        name = ""
        if chosen is not None:
            source = self._hub.show.sources.get(chosen.source)
            name = chosen.title or name_of(source, self._words, chosen.source)
        self.setAccessibleName(f"{self._words('program.title')} {name}".strip())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press chooses the tile under it, for what can be done on the wall; nothing moves."""
        if self.area().contains(event.position()):
            x, y = self.to_canvas(event.position())
            under = [
                t
                for t in self.tiles()
                if t.rect.x <= x < t.rect.right and t.rect.y <= y < t.rect.bottom
            ]
            self._selection.choose_live(under[-1].id if under else "")

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the tiles of the wall."""
        order = sorted(self.tiles(), key=lambda t: (t.rect.y, t.rect.x))
        ids = [t.id for t in order]
        at = ids.index(self._selection.live) if self._selection.live in ids else None
        if at is None:
            at = 0 if forward else len(ids) - 1
        else:
            at += 1 if forward else -1
        if 0 <= at < len(ids):
            self._selection.choose_live(ids[at])
            return True
        self._selection.choose_live("")
        return super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._selection.live:
            self._selection.choose_live("")
        elif event.key() in _TURNS and self._badges:
            if not event.isAutoRepeat():
                self.turn_wanted.emit(_TURNS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # -- drawing ------------------------------------------------------------------------------

    def paint_over(self, painter: QPainter) -> None:
        chosen = self._chosen()
        over = Over(chosen=(chosen.rect,) if chosen else (), focus=self.hasFocus())
        text = font(self.scale.small)
        for tile, state, said in self._badges:
            box, stopped = self.to_view(tile.rect), bool(state.stopped)
            patrol_badge.draw(painter, box, said, text, stopped=stopped)
        draw_over(self, painter, over)

    def paint_ground(self, painter: QPainter) -> None:
        area, shot = self.area(), self.shot()
        if shot is None:
            self.paint_cells(painter, tuple(o.rect for o in self._outputs()))
        else:
            painter.drawImage(area, shot.image, QRectF(shot.image.rect()))
        if self.is_old():
            self._veil(painter, area)
            self._paint_by_devices(painter)
            self._say_old(painter, area)
        else:
            wall = self._hub.show.walls.get(self._selection.wall)
            if wall is None or not (wall.safe or wall.testcard):
                text = font(self.scale.small)
                for tile, look in self._looks:
                    tile_paint.mark(painter, self.to_view(tile.rect), look, text)
            for rect in self._lost:
                self._veil(painter, self.to_view(rect))
            self._paint_by_devices(painter)
            if (lost := bounding(self._lost)) is not None:
                self._say_old(painter, self.to_view(lost))
        self.paint_frame(painter, DARK.program, 4)

    def _paint_by_devices(self, painter: QPainter) -> None:
        for one in self._by_devices:
            behind_looks.paint(painter, self.to_view(one.tile.rect), one, font(self.scale.small))

    def _veil(self, painter: QPainter, box: QRectF) -> None:
        veil = QColor(DARK.window)
        veil.setAlpha(150)
        painter.fillRect(box, veil)
        painter.fillRect(box, glyphs.hatch(DARK.stale, 90))

    def old_words(self) -> str:
        """Why the echo is not to be taken for the wall as it is; "" while it is."""
        if self.nodes_lost():
            return self._words("echo.node_lost")
        if self.is_old():
            return self._words("echo.none" if self.shot() is None else "echo.old")
        return ""

    def _say_old(self, painter: QPainter, box: QRectF) -> None:
        said = self.old_words()
        painter.setFont(font(self.scale.body, bold=True))
        metrics = painter.fontMetrics()
        back = QRectF(0, 0, metrics.horizontalAdvance(said) + 32, metrics.height() + 14)
        back.moveCenter(box.center())
        painter.fillRect(back, QColor(DARK.strip))
        painter.setPen(QColor(DARK.text))
        painter.drawText(back, Qt.AlignmentFlag.AlignCenter, said)
