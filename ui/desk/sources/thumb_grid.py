"""A grid of thumbnails: which source, how it does, where it is used. Drawn whole, by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from ui.common import glyphs
from ui.common.feeds import best_feeds, still_s
from ui.common.labels import name_of, picture_words
from ui.common.shortening import in_two, shared_starts
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.desk import chips
from ui.desk.chips import Chip, Tone
from ui.desk.kit import Kit
from wallctl.domain.entities import Source
from wallctl.domain.observed import FeedFigures, Picture
from wallctl.domain.tally import Tally, tally

_GOOD = (Picture.LIVE, Picture.WARM)
_OLD = (Picture.STALE, Picture.HELD)


class ThumbGrid(QWidget):
    """`placed` by a double click or Enter; `moved` when other sources may be in sight."""

    placed = Signal(str)
    chosen = Signal(str)
    moved = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._columns = 3
        self._lines = 1  # of a name
        self._sources: Sequence[Source] = ()
        self._shared: Mapping[str, int] = {}
        self._at = 0
        self._feeds: Mapping[str, FeedFigures] = {}
        self._tally: Mapping[str, Tally] = {}
        self._looks: dict[str, tuple[object, ...]] = {}
        self._name, self._small = font(kit.scale.body), font(kit.scale.small)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        kit.pictures.arrived.connect(self._arrived)
        kit.hub.observed_changed.connect(self._observed)
        kit.hub.show_changed.connect(lambda _: self._recount())
        kit.words.changed.connect(self.update)
        self._observed()
        self._recount()

    # -- what it shows ------------------------------------------------------------------------

    def set_columns(self, columns: int) -> None:
        if columns != self._columns:
            self._columns = columns
            self.moved.emit()
            self.update()

    def make_room(self, sources: Sequence[Source]) -> None:
        """For the names of all that may be shown: two lines each where one is not enough."""
        metrics, room = QFontMetricsF(self._name), self._name_room()
        wide = (metrics.horizontalAdvance(name_of(s, self._kit.words)) > room for s in sources)
        lines = 2 if any(wide) else 1
        if lines != self._lines:
            self._lines = lines
            self.update()

    def said(self, source: Source) -> tuple[str, ...]:
        """The lines of its name."""
        return in_two(
            name_of(source, self._kit.words),
            self._shared.get(source.id, 0),
            QFontMetricsF(self._name),
            self._name_room(),
        )

    def capacity(self) -> int:
        """How many fit at once."""
        _, height = self._cell()
        return self._columns * max(1, int((self.height() + self._gap()) // (height + self._gap())))

    def show_sources(self, sources: Sequence[Source]) -> None:
        """The sources of one page."""
        was = self.current()
        self._sources = tuple(sources)
        self._shared = shared_starts({s.id: name_of(s, self._kit.words) for s in sources})
        ids = [s.id for s in self._sources]
        self._at = ids.index(was) if was in ids else min(self._at, max(0, len(ids) - 1))
        self._looks = {s.id: self._look(s) for s in self._sources}
        self.update()

    def current(self) -> str:
        """The chosen source; empty for none."""
        return self._sources[self._at].id if 0 <= self._at < len(self._sources) else ""

    def wants(self) -> dict[str, int]:
        """The thumbnails it needs: source -> width, px."""
        if not self.isVisible():
            return {}
        width = round(self._cell()[0] * self.devicePixelRatioF())
        return {s.id: max(64, -(-width // 32) * 32) for s in self._sources}

    # -- where things are ---------------------------------------------------------------------

    def _gap(self) -> float:
        return float(self._kit.scale.mm(1.4))

    def _strip(self) -> float:
        name, small = QFontMetricsF(self._name), QFontMetricsF(self._small)
        return self._lines * name.height() + small.height() + self._kit.scale.mm(1.2)

    def _cell(self) -> tuple[float, float]:
        gap = self._gap()
        width = max(40.0, (self.width() - gap * (self._columns - 1)) / self._columns)
        return width, width * 9 / 16 + self._strip()

    def _name_room(self) -> float:
        return self._cell()[0] - 2 * self._kit.scale.mm(1.2)

    def box(self, n: int) -> QRectF:
        width, height = self._cell()
        gap = self._gap()
        column, row = n % self._columns, n // self._columns
        return QRectF(column * (width + gap), row * (height + gap), width, height)

    # -- following ----------------------------------------------------------------------------

    def _look(self, source: Source) -> tuple[object, ...]:
        feed = self._feeds.get(source.id)
        state = picture_words(feed, self._kit.words, self._kit.hub.now()) if feed else ""
        return state, feed.picture if feed else None, self._tally.get(source.id)

    def _observed(self) -> None:
        self._feeds = best_feeds(self._kit.hub.observed.feeds)
        self._redraw_changed()

    def _recount(self) -> None:
        self._tally = tally(self._kit.hub.show)
        self._redraw_changed()

    def _redraw_changed(self) -> None:
        for n, source in enumerate(self._sources):
            look = self._look(source)
            if look != self._looks.get(source.id):
                self._looks[source.id] = look
                self.update(self.box(n).toAlignedRect())

    def _arrived(self, kind: str, id: str) -> None:
        if kind == "thumbnail" and self.isVisible():
            for n, source in enumerate(self._sources):
                if source.id == id:
                    self.update(self.box(n).toAlignedRect())

    # -- drawing ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for n, source in enumerate(self._sources):
            box = self.box(n)
            if box.intersects(QRectF(event.rect())):
                self._paint_cell(painter, box, source, n == self._at)

    def _paint_cell(self, painter: QPainter, box: QRectF, source: Source, chosen: bool) -> None:
        scale = self._kit.scale
        painter.fillRect(box, QColor(DARK.select_fill if chosen else DARK.strip))
        picture = QRectF(box.left(), box.top(), box.width(), box.height() - self._strip())
        self._paint_picture(painter, picture, source)
        left = box.left() + scale.mm(1.2)
        room = box.width() - 2 * scale.mm(1.2)
        name, small = QFontMetricsF(self._name), QFontMetricsF(self._small)
        line = QRectF(left, picture.bottom() + scale.mm(0.4), room, name.height())
        painter.setFont(self._name)
        painter.setPen(QColor(DARK.text))
        for said in self.said(source):
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)
            line.translate(0, line.height())
        line.moveTop(picture.bottom() + scale.mm(0.4) + (self._lines - 1) * line.height())
        marks = QRectF(left, line.bottom(), room, small.height())
        for chip in self._chips(source):
            if marks.width() < small.averageCharWidth() * 6:
                break
            marks.setLeft(marks.left() + chips.draw(painter, marks, chip, self._small) + 4)
        if chosen:
            pen = QColor(DARK.focus if self.hasFocus() else DARK.select)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(pen, 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))

    def _chips(self, source: Source) -> list[Chip]:
        words, used = self._kit.words, self._tally.get(source.id, Tally())
        feed = self._feeds.get(source.id)
        said = []
        if used.program:
            said.append(Chip(words("tally.program", n=used.program), Tone.PROGRAM))
        if used.preview:
            said.append(Chip(words("tally.preview"), Tone.PREVIEW))
        if feed is not None and feed.picture not in _GOOD:
            tone = Tone.STALE if feed.picture in _OLD else Tone.QUIET
            said.append(Chip(picture_words(feed, words, self._kit.hub.now()), tone))
        return said

    def _paint_picture(self, painter: QPainter, box: QRectF, source: Source) -> None:
        painter.fillRect(box, QColor(DARK.tile))
        shot = self._kit.pictures.get("thumbnail", source.id)
        if shot is None:
            painter.setFont(self._small)
            painter.setPen(QColor(DARK.muted))
            word = self._kit.words(f"medium.{source.medium.value}")
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)
            return
        image = shot.image
        k = min(box.width() / max(1, image.width()), box.height() / max(1, image.height()))
        w, h = image.width() * k, image.height() * k
        target = QRectF(box.center().x() - w / 2, box.center().y() - h / 2, w, h)
        painter.drawImage(target, image)
        feed = self._feeds.get(source.id)
        still = feed is None and shot.age_s() < still_s(source.medium)
        if not still and (feed is None or feed.picture not in _GOOD):
            painter.fillRect(target, QColor(20, 23, 28, 120))
            painter.fillRect(target, glyphs.hatch(DARK.stale, step=10))

    # -- hand and keys ------------------------------------------------------------------------

    def _number_at(self, event: QMouseEvent) -> int:
        at = event.position()
        return next((n for n in range(len(self._sources)) if self.box(n).contains(at)), -1)

    def _go(self, n: int) -> None:
        if 0 <= n < len(self._sources):
            self._at = n
            self.chosen.emit(self.current())
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._go(self._number_at(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        n = self._number_at(event)
        if n >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self._go(n)
            self.placed.emit(self.current())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in steps:
            self._go(self._at + steps[Qt.Key(event.key())])
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.current() and not event.isAutoRepeat():
                self.placed.emit(self.current())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.moved.emit()
