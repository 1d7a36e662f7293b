"""Small parts that every panel is put together from."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QSizePolicy, QWidget

from ui.common.words import Words


class Said(QLabel):
    """A label that says the words of a key in the language of the screen."""

    def __init__(
        self, words: Words, key: str, role: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words, self._key = words, key
        self.setProperty("role", role)
        words.changed.connect(self._say)
        self._say()

    def _say(self) -> None:
        self.setText(self._words(self._key))


class Elided(QLabel):
    """One line that gives way: shortened with …, whole in its tool tip."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        if text != self.text():
            self.setText(text)
            self.setToolTip(text)
            self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setFont(self.font())
        mode = Qt.TextElideMode.ElideRight
        said = self.fontMetrics().elidedText(self.text(), mode, self.width())
        painter.drawText(self.rect(), int(self.alignment()), said)


def line(parent: QWidget | None = None) -> QFrame:
    """A hairline between two parts."""
    made = QFrame(parent)
    made.setProperty("role", "line")
    made.setFixedHeight(1)
    return made


def tight(layout: QLayout, margins: int = 0, spacing: int = 0) -> None:
    layout.setContentsMargins(margins, margins, margins, margins)
    layout.setSpacing(spacing)
