"""A bus's meter: the peak, the highest of the last seconds, and whether it clipped."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.common.words import Words

LOW_DB = -60.0
LOUD_DB = -9.0
HOLD_MS = 2_000


class Meter(QWidget):
    """Level from LOW_DB to 0 dBFS. What is not measured has no bar at all, but a dashed frame:
    that is no silence. `cleared` asks to let the clip mark go."""

    cleared = Signal()
    fell = Signal()

    def __init__(self, words: Words, scale: Scale) -> None:
        super().__init__()
        self._words = words
        self._peak: float | None = None
        self._held = LOW_DB
        self._clipped = False
        self.setFont(font(scale.small))
        self.setMinimumSize(scale.mm(18), scale.mm(3.2))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tall = scale.mm(4.6)
        self._fall = QTimer(self, singleShot=True, interval=HOLD_MS)
        self._fall.timeout.connect(self._let_go)

    @property
    def held(self) -> float | None:
        """The highest peak of the last seconds, dBFS; None where nothing is measured."""
        return None if self._peak is None else self._held

    @property
    def clipped(self) -> bool:
        return self._clipped

    def sizeHint(self) -> QSize:
        return QSize(200, self._tall)

    def put(self, peak: float | None, *, clipped: bool) -> bool:
        """Shows a level; None: nothing is measured. True where anything changed."""
        before = (self._peak, self._held, self._clipped)
        self._peak, self._clipped = peak, clipped
        if peak is None:
            self._held = LOW_DB
        elif peak >= self._held or not self._fall.isActive():
            self._held = peak
            self._fall.start()
        if before == (self._peak, self._held, self._clipped):
            return False
        self.update()
        return True

    def _let_go(self) -> None:
        self._held = self._peak if self._peak is not None else LOW_DB
        self.update()
        self.fell.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._clipped and self.rect().contains(event.position().toPoint()):
            self.cleared.emit()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        tall = min(self.height(), self._tall)
        box = QRectF(0, (self.height() - tall) / 2, self.width(), tall)
        painter.fillRect(box, QColor(DARK.tile))
        if self._peak is None:
            painter.setPen(QPen(QColor(DARK.stale), 1, Qt.PenStyle.DashLine))
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
            return
        wide = box.width() * _part(self._peak)
        loud = box.width() * _part(LOUD_DB)
        painter.fillRect(QRectF(box.left(), box.top(), min(wide, loud), tall), QColor(DARK.glyph))
        painter.fillRect(QRectF(box.left(), box.top(), min(wide, loud), tall), QColor(DARK.edge))
        if wide > loud:
            painter.fillRect(QRectF(loud, box.top(), wide - loud, tall), QColor(DARK.pending))
        if self._held > LOW_DB:
            at = box.left() + box.width() * _part(self._held)
            painter.fillRect(
                QRectF(min(at, box.right() - 2), box.top(), 2, tall), QColor(DARK.text)
            )
        if self._clipped:
            said = self._words("audio.clip")
            room = painter.fontMetrics().horizontalAdvance(said) + 8
            mark = QRectF(box.right() - room, 0, room, self.height())
            painter.fillRect(mark, QColor(DARK.pending))
            painter.setPen(QColor(DARK.window))
            painter.drawText(mark, int(Qt.AlignmentFlag.AlignCenter), said)


def _part(level: float) -> float:
    return max(0.0, min(1.0, (level - LOW_DB) / -LOW_DB))
