"""Where the keyboard begins in a page or a sheet, without Qt's focus proxy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QWidget


class FirstFocus(QFrame):
    """Hands the keyboard on to its first widget. With a proxy of Qt's own, Tab leaves out all
    that stands before that widget."""

    _first: QWidget | None = None

    def setFocusProxy(self, first: QWidget | None) -> None:
        self._first = first

    def focusProxy(self) -> QWidget | None:
        return self._first

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._first is not None and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._first.setFocus(event.reason())
