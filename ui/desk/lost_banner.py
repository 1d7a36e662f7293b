"""The full-width band while the engine is away. It goes by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.common import glyphs
from ui.common.hub import Hub
from ui.common.labels import age_words
from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.common.words import Words

PATIENCE_S = 1.5
"""A connection that is back sooner is not worth a banner."""


class LostBanner(QWidget):
    def __init__(self, hub: Hub, words: Words, scale: Scale) -> None:
        super().__init__()
        self._hub, self._words = hub, words
        self._text = ""
        self._ever = False
        self.setFixedHeight(scale.mm(11))
        self.setFont(font(scale.body, bold=True))
        self.hide()
        self._tick = QTimer(self, interval=500)
        self._tick.timeout.connect(self._look)
        self._tick.start()
        hub.connection_changed.connect(self._look)
        words.changed.connect(self._look)

    @property
    def text(self) -> str:
        return self._text

    def _look(self) -> None:
        if self._hub.connected or self._hub.refused == "sign_in":
            self._ever = True
            self._tick.stop()
            self.hide()
            return
        if not self._tick.isActive():
            self._tick.start()
        lost = self._hub.lost_s()
        if lost < PATIENCE_S:
            return
        key = "lost.engine" if self._ever else "lost.never"
        said = self._words(key, age=age_words(lost, self._words))
        if said != self._text or not self.isVisible():
            self._text = said
            self.setAccessibleName(said)
            self.show()
            self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(DARK.raised))
        painter.fillRect(self.rect(), glyphs.hatch(DARK.fault, 50, 22))
        painter.fillRect(0, 0, self.width(), 3, QColor(DARK.fault))
        painter.fillRect(0, self.height() - 3, self.width(), 3, QColor(DARK.fault))
        said = f"▲ {self._text}"
        metrics = self.fontMetrics()
        wide = metrics.horizontalAdvance(said) + 40
        box = self.rect()
        painter.fillRect((box.width() - wide) // 2, 3, wide, box.height() - 6, QColor(DARK.raised))
        painter.setPen(QColor(DARK.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, said)
