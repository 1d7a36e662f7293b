"""A button for what must not happen by accident: held for 1.5 s, with its consequence on it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter

from ui.common.command_button import CommandButton, State
from ui.common.scale import Scale
from ui.common.tokens import DARK, LONG_HOLD_MS
from ui.common.words import Words

_FRAME_MS = 33


class HoldButton(CommandButton):
    """Fires once it was held long enough; let go before, or slid off, it does nothing."""

    def __init__(
        self,
        words: Words,
        scale: Scale,
        label: str | Callable[[], str],
        *,
        hold_ms: int = LONG_HOLD_MS,
    ) -> None:
        super().__init__(words, scale, label, live=True)
        self.clicked.disconnect(self.press)
        self._hold = QTimer(
            self, singleShot=True, interval=hold_ms, timerType=Qt.TimerType.PreciseTimer
        )
        self._hold.timeout.connect(self._held)
        self._frames = QTimer(self, interval=_FRAME_MS)
        self._frames.timeout.connect(self.update)

    @property
    def holding(self) -> bool:
        return self._hold.isActive()

    def begin(self) -> None:
        """The press; also called for its key."""
        if self.state in (State.IDLE, State.CONFIRMED, State.SENT, State.PART, State.FAILED):
            self._hold.start()
            self._frames.start()
        elif self.state is State.PENDING:
            self.press()

    def cancel(self) -> None:
        """Let go too early, or slid off."""
        if self._hold.isActive():
            self._hold.stop()
            self._frames.stop()
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self.isDown():
            self.begin()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not self.rect().contains(event.position().toPoint()):
            self.cancel()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.cancel()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.cancel()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.cancel()

    def paint_under(self, painter: QPainter, box: QRectF) -> None:
        if self._hold.isActive():
            part = 1.0 - self._hold.remainingTime() / self._hold.interval()
            done = QRectF(box.left(), box.bottom() - 5, box.width() * part, 5)
            painter.fillRect(done, QColor(DARK.pending))

    def _held(self) -> None:
        self._frames.stop()
        self.press()
        self.update()
