"""A field for one whole number, with its name inside."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QIntValidator, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from ui.common.scale import Scale
from ui.common.tokens import DARK

_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


class Figure(QLineEdit):
    """`settled` once a new value stands: on Enter, by a step, or when the field is left."""

    settled = Signal(int)

    def __init__(self, scale: Scale, prefix: str, least: int, most: int) -> None:
        super().__init__()
        self._scale, self._prefix, self._least, self._most = scale, prefix, least, most
        self._value = 0
        self.setValidator(QIntValidator(least, most, self))
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
        if value != self._value or not self.isModified():
            self._value = value
            self.setText(str(value))
            self.setModified(False)

    def clear_value(self) -> None:
        self._value = 0
        self.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._set(self._typed() + step)
        elif event.key() == Qt.Key.Key_Escape:
            self.setText(str(self._value))
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(DARK.muted if self.isEnabled() else DARK.disabled))
        box = QRect(self._scale.mm(1.6), 0, self.width(), self.height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), self._prefix)

    def _make_room(self) -> None:
        wide = self.fontMetrics().horizontalAdvance(self._prefix)
        self.setTextMargins(wide + self._scale.mm(1), 0, 0, 0)

    def _typed(self) -> int:
        try:
            return int(self.text())
        except ValueError:
            return self._value

    def _settle(self) -> None:
        self._set(self._typed())

    def _set(self, value: int) -> None:
        value = max(self._least, min(value, self._most))
        self.setText(str(value))
        self.setModified(False)
        if value != self._value:
            self._value = value
            self.settled.emit(value)
