"""The echo: what the wall really shows, read back from it. Nothing can be edited here."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter

from ui.common import glyphs
from ui.common.feeds import FRESH_MS
from ui.common.hub import Hub
from ui.common.labels import age_words, clock_words, name_of, reason_words
from ui.common.pictures import Pictures, Shot
from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk import tile_paint
from ui.desk.selection import Selection
from ui.desk.stage import Stage
from ui.desk.tile_paint import Look
from wallctl.domain.entities import Kind, Tile
from wallctl.domain.observed import Picture, TileReport

_FRAME = 5
OLD_AFTER_S = 4.0
"""The echo comes each second: after three that are missing it is old."""


_KEPT = 8


class ProgramView(Stage):
    """The newest echo picture with the tiles' names, hatched once it is old."""

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
        self._old = False
        self._watch = QTimer(self, interval=500)
        self._watch.timeout.connect(self._check_age)
        self._watch.start()
        hub.show_changed.connect(self._show_changed)
        hub.observed_changed.connect(self._relook)
        hub.connection_changed.connect(self._relook)
        pictures.arrived.connect(self._picture_came)
        selection.wall_changed.connect(self._wall_changed)
        words.changed.connect(self._relook)

    # -- what the header says -----------------------------------------------------------------

    def shot(self) -> Shot | None:
        return self._pictures.get("program", self._selection.wall)

    def is_old(self) -> bool:
        shot = self.shot()
        return shot is None or shot.age_s() > OLD_AFTER_S or not self._hub.connected

    def nodes_lost(self) -> tuple[str, ...]:
        """The lost nodes that this wall is on."""
        mine = {o.node for o in self._hub.show.outputs_of(self._selection.wall)}
        return tuple(n for n in self._hub.observed.lost_nodes if n in mine)

    def reports(self) -> dict[str, TileReport]:
        """What the glass says of each tile; with several nodes the worst of them."""
        told: dict[str, TileReport] = {}
        for wall in self._hub.observed.walls:
            if wall.wall == self._selection.wall:
                for tile in wall.tiles:
                    known = told.get(tile.tile)
                    if known is None or known.picture is Picture.LIVE:
                        told[tile.tile] = tile
        return told

    # -- following ----------------------------------------------------------------------------

    def _wall_changed(self) -> None:
        self._taken.clear()
        self._show_changed(frozenset({Kind.WALL}))

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.PROGRAM, Kind.WALL, Kind.SOURCE, Kind.OUTPUT}:
            wall = self._hub.show.walls.get(self._selection.wall)
            if wall is not None:
                self.set_canvas(wall.canvas)
            self._relook()
            self.redraw()

    def _picture_came(self, kind: str, id: str) -> None:
        if kind == "program" and id == self._selection.wall:
            self._old = False
            self._relook()
            self.redraw()

    def _check_age(self) -> None:
        old = self.is_old()
        if old != self._old:
            self._old = old
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
        looks = tuple((t, self._look(t, told.get(t.id))) for t in on_it)
        if looks != self._looks:
            self._looks = looks
            self.redraw()

    def _look(self, tile: Tile, report: TileReport | None) -> Look:
        source = self._hub.show.sources.get(tile.source)
        state, at = "", ""
        if report is None:
            state = self._words("echo.no_report")
        elif report.picture is Picture.LIVE:
            if report.age_ms < FRESH_MS:
                at = clock_words(self._hub.now() - report.age_ms / 1000)
        elif report.picture is Picture.STALE:
            state = self._words("picture.stale", age=age_words(report.age_ms / 1000, self._words))
        elif report.reason:
            state = reason_words(report.reason, self._words)
        else:
            state = self._words(f"picture.{report.picture.value}")
        name = tile.title or name_of(source, self._words, tile.source)
        wall = self._hub.show.walls.get(self._selection.wall)
        return Look(
            name,
            state,
            at,
            report.picture if report else None,
            labelled=wall is not None and wall.labels,
        )

    # -- drawing ------------------------------------------------------------------------------

    def paint_ground(self, painter: QPainter) -> None:
        area, shot = self.area(), self.shot()
        if shot is None:
            self.paint_cells(
                painter, tuple(o.rect for o in self._hub.show.outputs_of(self._selection.wall))
            )
        else:
            painter.drawImage(area, shot.image, QRectF(shot.image.rect()))
        wall = self._hub.show.walls.get(self._selection.wall)
        if shot is not None and not (wall is not None and wall.safe):
            text = font(self.scale.small)
            for tile, look in self._looks:
                tile_paint.strip(painter, self.to_view(tile.rect), look, text)
        if self.is_old():
            veil = QColor(DARK.window)
            veil.setAlpha(150)
            painter.fillRect(area, veil)
            painter.fillRect(area, glyphs.hatch(DARK.stale, 90))
            self._say_old(painter, shot)
        self.paint_frame(painter, DARK.program, 4)

    def _say_old(self, painter: QPainter, shot: Shot | None) -> None:
        if self.nodes_lost():
            said = self._words("echo.node_lost")
        else:
            said = self._words("echo.none" if shot is None else "echo.old")
        painter.setFont(font(self.scale.body, bold=True))
        metrics = painter.fontMetrics()
        back = QRectF(0, 0, metrics.horizontalAdvance(said) + 32, metrics.height() + 14)
        back.moveCenter(self.area().center())
        painter.fillRect(back, QColor(DARK.strip))
        painter.setPen(QColor(DARK.text))
        painter.drawText(back, Qt.AlignmentFlag.AlignCenter, said)
