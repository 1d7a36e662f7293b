"""A field for one whole number, with its name inside. The number may be typed as a sum."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRegularExpression, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegularExpressionValidator,
)
from PySide6.QtWidgets import QLineEdit

from ui.common import sums
from ui.common.scale import Scale
from ui.common.tokens import DARK

_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}

_SUM = QRegularExpression(r"[0-9+\-*/×÷().＋－＊／（） ]*")


class Figure(QLineEdit):
    """`settled` once a new value stands: on Enter, by a step, or when the field is left. What is no
    number is kept and marked, `mistaken` says so; leaving the field then brings the value back."""

    settled = Signal(int)
    mistaken = Signal()

    def __init__(self, scale: Scale, prefix: str, least: int, most: int) -> None:
        super().__init__()
        self._scale, self._prefix, self._least, self._most = scale, prefix, least, most
        self._value = 0
        self._bad = False
        self._blank = True
        self.setMaxLength(sums.LONGEST)
        self.setValidator(QRegularExpressionValidator(_SUM, self))
        self.textEdited.connect(lambda _: self._mark(False))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.editingFinished.connect(self._settle)
        self._make_room()

    @property
    def value(self) -> int:
        return self._value

    def set_prefix(self, prefix: str) -> None:
        if prefix != self._prefix:
            self._prefix = prefix
            self._make_room()
            self.update()

    def put(self, value: int) -> None:
        """Shows a value that came from elsewhere; what is being typed is replaced too."""
        if value != self._value or self._blank or not self.isModified():
            self._value, self._blank = value, False
            self.setText(str(value))
            self.setModified(False)
            self._mark(False)

    def clear_value(self) -> None:
        """It stands for no value, or for several that differ."""
        if self._blank and self.isModified():
            return
        self._value, self._blank = 0, True
        self._mark(False)
        self.setText("")
        self.setModified(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._set(self._typed() + step)
        elif event.key() == Qt.Key.Key_Escape:
            self._take_back()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._bad:
            self._take_back()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        if self._bad:
            painter.setPen(QPen(QColor(DARK.pending), 2, Qt.PenStyle.DashLine))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.setPen(QColor(DARK.muted if self.isEnabled() else DARK.disabled))
        box = QRect(self._scale.mm(1.6), 0, self.width(), self.height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), self._prefix)

    def _make_room(self) -> None:
        wide = self.fontMetrics().horizontalAdvance(self._prefix)
        self.setTextMargins(wide + self._scale.mm(1), 0, 0, 0)

    @property
    def bad(self) -> bool:
        """Whether what was typed is no number."""
        return self._bad

    def _take_back(self) -> None:
        self.setText("" if self._blank else str(self._value))
        self.setModified(False)
        self._mark(False)

    def _mark(self, bad: bool) -> None:
        if bad != self._bad:
            self._bad = bad
            self.update()

    def _typed(self) -> int:
        typed = sums.result(self.text())
        return self._value if typed is None else typed

    def _settle(self) -> None:
        if not self.text().strip():
            return  # it stands for several values, or for none
        if sums.result(self.text()) is None:
            self._mark(True)
            self.mistaken.emit()
            return
        self._set(self._typed())

    def _set(self, value: int) -> None:
        value = max(self._least, min(value, self._most))
        self.setText(str(value))
        self.setModified(False)
        if value != self._value or self._blank:
            self._value, self._blank = value, False
            self.settled.emit(value)
