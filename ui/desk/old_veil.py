"""Figures that are old are hatched and say how old: while the engine is away nothing is news."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.common import glyphs
from ui.common.hub import Hub
from ui.common.labels import age_words
from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.common.words import Words

OLD_S = 10.0


class OldVeil(QWidget):
    """Lies over a widget whose figures come from the engine; nothing below is disabled."""

    def __init__(self, over: QWidget, words: Words, scale: Scale) -> None:
        super().__init__(over)
        self._scale, self._words = scale, words
        self._text = ""
        self.setProperty("floats", True)
        self.setFont(font(scale.small))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        over.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        return self._text

    def say(self, seconds: float) -> None:
        """Shows the age; below `OLD_S` there is no veil."""
        if seconds < OLD_S:
            self._text = ""
            self.hide()
            return
        said = self._words("stale.age", age=age_words(seconds, self._words))
        if said != self._text or not self.isVisible():
            self._text = said
            self.setAccessibleName(said)
            self._lay()
            self.show()
            self.raise_()
            self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._lay()
        return False

    def _lay(self) -> None:
        over = self.parentWidget()
        if over is not None:
            self.setGeometry(over.rect())

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), glyphs.hatch(DARK.stale, 44))
        metrics = painter.fontMetrics()
        pad = self._scale.mm(1.6)
        wide = min(metrics.horizontalAdvance(self._text) + 2 * pad, self.width())
        tall = metrics.height() + pad
        box = QRect(self.width() - wide, 0, wide, tall)
        painter.fillRect(box, QColor(DARK.raised))
        painter.setPen(QColor(DARK.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._text)


class OldVeils(QObject):
    """The veils of a window; they cost nothing while the engine is there."""

    def __init__(
        self,
        hub: Hub,
        over: Iterable[QWidget],
        words: Words,
        scale: Scale,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._hub = hub
        self.veils = tuple(OldVeil(one, words, scale) for one in over)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._look)
        hub.connection_changed.connect(self._look)
        words.changed.connect(self._look)

    def _look(self) -> None:
        away = not self._hub.connected
        if away != self._tick.isActive():
            (self._tick.start if away else self._tick.stop)()
        for veil in self.veils:
            veil.say(self._hub.lost_s() if away else 0.0)
