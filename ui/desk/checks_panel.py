"""What to know before TAKE, and after one what is not live and why."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.common import glyphs
from ui.common.feeds import best_feeds
from ui.common.glyphs import Glyph
from ui.common.hub import Hub
from ui.common.labels import age_words, name_of
from ui.common.parts import Elided
from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk.answers import not_done, step_words
from ui.desk.checks import Check, checks
from ui.desk.selection import Selection
from wallctl.domain.commands import Answer, Result
from wallctl.domain.devices.entities import Device
from wallctl.domain.entities import Kind

_SECONDS = frozenset({"stale", "slate"})
_PAGE = "page:"
_KINDS = frozenset(
    {Kind.TILE, Kind.SOURCE, Kind.WALL, Kind.OUTPUT, Kind.PROGRAM, Kind.OVERLAY}
    | {Kind.BEHIND, Kind.DEVICE}
)


class Line(QWidget):
    """One warning; a press, or Enter, leads to where it is put right."""

    pressed = Signal()

    def __init__(self, scale: Scale, text: str, glyph: Glyph, colour: str, link: str = "") -> None:
        super().__init__()
        self._scale, self._text, self._glyph, self._colour = scale, text, glyph, colour
        self._link = link
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if link:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def text(self) -> str:
        return self._text

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        box = self.fontMetrics().boundingRect(
            0, 0, max(40, self._room(width)), 1000, int(Qt.TextFlag.TextWordWrap), self._text
        )
        return box.height() + self._scale.mm(2.4)

    def sizeHint(self) -> QSize:
        return QSize(self._scale.mm(40), self.heightForWidth(self._scale.mm(70)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._scale.mm(30), self.fontMetrics().height() + self._scale.mm(2.4))

    def _room(self, width: int) -> int:
        link = self.fontMetrics().horizontalAdvance(self._link) + 12 if self._link else 0
        return width - self._scale.body - self._scale.mm(4) - link

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._link and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if acts and self._link and not event.isAutoRepeat():
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        mm = self._scale.mm
        painter.fillRect(box, QColor(DARK.pending_fill))
        painter.fillRect(QRectF(0, 0, mm(0.8), box.height()), QColor(self._colour))
        side = self._scale.small
        glyphs.draw(
            painter,
            self._glyph,
            QRectF(mm(1.8), box.center().y() - side / 2, side, side),
            self._colour,
        )
        painter.setFont(self.font())
        painter.setPen(QColor(DARK.text))
        left = mm(2.6) + side
        room = QRectF(left, 0, self._room(self.width()), box.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, int(flags), self._text)
        if self._link:
            painter.setPen(QColor(DARK.select))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(box.adjusted(0, 0, -mm(1.4), 0), right, self._link)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(DARK.focus), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))


class BudgetBar(QWidget):
    """How much of the node's decoder budget the wall uses now, as the node reports it."""

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self._scale, self._said, self._part = scale, ("", ""), 0.0
        self.setFont(font(scale.small))
        self.setFixedHeight(self.fontMetrics().height() + scale.mm(2.6))
        self.hide()

    def put(self, word: str, figure: str, part: float) -> None:
        if (word, figure) != self._said:
            self._said, self._part = (word, figure), min(1.0, part)
            self.setAccessibleName(f"{word} {figure}")
            self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        high = self.fontMetrics().height()
        text = QRectF(0, 0, self.width(), high)
        painter.setPen(QColor(DARK.muted))
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft, self._said[0])
        painter.drawText(text, Qt.AlignmentFlag.AlignRight, self._said[1])
        bar = QRectF(0, high + self._scale.mm(0.6), self.width(), self._scale.mm(1.2))
        painter.fillRect(bar, QColor(DARK.input))
        bar.setWidth(bar.width() * self._part)
        painter.fillRect(bar, QColor(DARK.edge))


class ChecksPanel(QWidget):
    """`place_wanted` carries the name of the page where a warning is put right."""

    counted = Signal(int)
    place_wanted = Signal(str)

    def __init__(
        self,
        hub: Hub,
        selection: Selection,
        words: Words,
        scale: Scale,
    ) -> None:
        super().__init__()
        self._hub, self._selection, self._words, self._scale = hub, selection, words, scale
        self._answer: Answer | None = None
        self._said: object = None
        self._found: tuple[Check, ...] = ()
        self._next = 0
        self._title = Elided()
        self._inner = QWidget()
        self._lines = QVBoxLayout(self._inner)
        self._lines.setContentsMargins(0, 0, scale.mm(0.6), 0)
        self._lines.setSpacing(scale.mm(0.8))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._inner)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setMinimumHeight(scale.mm(9))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.mm(1.2))
        layout.addWidget(self._title)
        layout.addWidget(self._scroll, 1)
        self._budget = BudgetBar(scale)
        layout.addWidget(self._budget)
        hub.show_changed.connect(self._show_changed)
        hub.observed_changed.connect(self._refresh)
        selection.wall_changed.connect(self._wall_changed)
        words.changed.connect(self._refresh)
        self._refresh()

    def show_answer(self, answer: Answer | None) -> None:
        """Lists the tiles that are not live; forgotten at the next change of preview."""
        whole = answer is None or answer.result in (Result.DONE, Result.REFUSED)
        self._answer = None if whole else answer
        self._refresh()

    def said(self) -> list[str]:
        """The lines, as read."""
        lines = (self._lines.itemAt(i).widget() for i in range(self._lines.count()))
        return [one.text for one in lines if isinstance(one, Line)]

    def go_next(self) -> bool:
        """To where the next warning is put right; False where there is none."""
        if not self._found:
            return False
        check = self._found[self._next % len(self._found)]
        self._next += 1
        self._go(check.tile or f"{_PAGE}{check.place}")
        return True

    def _go(self, to: str) -> None:
        if to.startswith(_PAGE):
            self.place_wanted.emit(to.removeprefix(_PAGE))
        else:
            self._selection.choose_tile(to)

    def _wall_changed(self) -> None:
        self._answer = None
        self._refresh()

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if Kind.TILE in kinds:
            self._answer = None
        if kinds & _KINDS:
            self._refresh()

    def _refresh(self) -> None:
        observed = self._hub.observed
        found = checks(
            self._hub.show,
            self._selection.wall,
            best_feeds(observed.feeds),
            observed.nodes,
            observed.lost_nodes,
            devices=observed.devices,
        )
        if [(c.code, c.tile) for c in found] != [(c.code, c.tile) for c in self._found]:
            self._next = 0
        self._found = found
        self.counted.emit(len(found))
        self._tell_budget()
        after = self._after()
        said = after or [
            (self._check_words(c), Glyph.WARN, DARK.pending, c.tile or f"{_PAGE}{c.place}")
            for c in found
        ]
        title = "checks.after" if after else "checks.title" if said else "checks.clear"
        self._title.say(self._words(title))
        if said == self._said:
            return
        self._said = said
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for text, glyph, colour, tile in said:
            link = self._words("checks.go") if tile and not after else ""
            one = Line(self._scale, text, glyph, colour, link)
            one.setFont(font(self._scale.small))
            one.pressed.connect(lambda t=tile: self._go(t))
            self._lines.addWidget(one)
        self._lines.addStretch(1)

    def _tell_budget(self) -> None:
        """The node of this wall that has least left."""
        mine = {o.node for o in self._hub.show.outputs_of(self._selection.wall)}
        nodes = [n.budget for n in self._hub.observed.nodes if n.node in mine and n.budget.mpx_s]
        self._budget.setVisible(bool(nodes))
        if nodes:
            worst = max(nodes, key=lambda b: b.used_mpx_s / b.mpx_s)
            used, most = f"{worst.used_mpx_s:.0f}", f"{worst.mpx_s:.0f}"
            word = self._words("checks.budget")
            if worst.shedding:
                word = f"{word} · {self._words('checks.shedding')}"
            figure = self._words("checks.budget_of", used=used, all=most)
            self._budget.put(word, figure, worst.used_mpx_s / worst.mpx_s)

    def _after(self) -> list[tuple[str, Glyph, str, str]]:
        if self._answer is None:
            return []
        tiles = {t.id: t for t in self._hub.show.program(self._selection.wall).tiles}
        said = []
        for step in not_done(self._answer):
            which, why = step_words(step, self._hub.show, self._words, tiles)
            text = f"{which} · {why}" if why else which
            said.append((text, Glyph.CROSS, DARK.fault, step.target))
        return said

    def _check_words(self, check: Check) -> str:
        words, show = self._words, self._hub.show
        known = show.sources.get(check.source) or show.all(Device).get(check.source)
        name = name_of(known, words, check.source)
        age = ""
        if check.code in _SECONDS and check.since:
            age = age_words(max(1.0, self._hub.now() - check.since), words)
        key = f"check.{check.code}_age" if age else f"check.{check.code}"
        share = f"{check.number:.0f} / {check.of:.0f}"
        return words(key, name=name, age=age, n=f"{check.number:.0f}", share=share)
