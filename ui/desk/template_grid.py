"""Any grid from 1 x 1 to 8 x 8 by one press: as many cells as lie left of and above it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.common.scale import Scale
from ui.common.tokens import DARK
from ui.common.words import Words
from wallctl.domain.templates import MAX_COLUMNS

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class TemplateGrid(QWidget):
    """`looked` carries the grid's name while it is pointed at, empty when it is left; `chosen`
    comes on release over the same cell, or with Enter."""

    looked = Signal(str)
    chosen = Signal(str)

    def __init__(self, words: Words, scale: Scale) -> None:
        super().__init__()
        self._words, self._scale = words, scale
        self._at: tuple[int, int] | None = None
        self._pressed: tuple[int, int] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words.changed.connect(self._say)
        self._say()

    @property
    def name(self) -> str:
        """The grid pointed at, as the domain calls it; empty for none."""
        return f"{self._at[0]}x{self._at[1]}" if self._at is not None else ""

    def sizeHint(self) -> QSize:
        return QSize(self._scale.mm(62), MAX_COLUMNS * self._scale.mm(5))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._scale.mm(40), MAX_COLUMNS * self._scale.mm(5))

    def cell(self, column: int, row: int) -> QRectF:
        """Where a cell is drawn; both count from 1."""
        wide, high = self.width() / MAX_COLUMNS, self.height() / MAX_COLUMNS
        return QRectF((column - 1) * wide, (row - 1) * high, wide, high).adjusted(1, 1, -1, -1)

    def _say(self) -> None:
        at = self._words("templates.grid")
        self.setAccessibleName(f"{at} {self.name}".strip())

    def _under(self, point: QPointF) -> tuple[int, int] | None:
        column = int(point.x() * MAX_COLUMNS / max(1, self.width())) + 1
        row = int(point.y() * MAX_COLUMNS / max(1, self.height())) + 1
        inside = self.rect().contains(point.toPoint())
        return (min(column, MAX_COLUMNS), min(row, MAX_COLUMNS)) if inside else None

    def _look(self, at: tuple[int, int] | None) -> None:
        if at != self._at:
            self._at = at
            self._say()
            self.looked.emit(self.name)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = self._under(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._look(self._under(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is not None and pressed == self._under(event.position()):
            self._look(pressed)
            self.chosen.emit(self.name)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self._look(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            column, row = self._at or (0, 0)
            if self._at is None:
                self._look((1, 1))
                return
            column = max(1, min(MAX_COLUMNS, column + step[0]))
            self._look((column, max(1, min(MAX_COLUMNS, row + step[1]))))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            if not event.isAutoRepeat():
                self.chosen.emit(self.name)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._look(None)
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        column, row = self._at or (0, 0)
        for r in range(1, MAX_COLUMNS + 1):
            for c in range(1, MAX_COLUMNS + 1):
                inside = c <= column and r <= row
                painter.setPen(QPen(QColor(DARK.select if inside else DARK.edge), 1))
                painter.setBrush(QColor(DARK.select_fill if inside else DARK.input))
                painter.drawRect(self.cell(c, r).adjusted(0.5, 0.5, -0.5, -0.5))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(DARK.focus), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
