"""The response and the warning a room works under: two things, never one badge."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.common.hub import Hub
from ui.common.scale import Scale
from ui.common.tokens import DARK
from wallctl.domain.entities import Kind, Situation

LAW = {
    "red": (DARK.law_red, DARK.law_light),
    "orange": (DARK.law_orange, DARK.law_dark),
    "yellow": (DARK.law_yellow, DARK.law_dark),
    "blue": (DARK.law_blue, DARK.law_light),
}
"""Fill and ink of the law's four warning levels."""


class WarningBadge(QLabel):
    """The words of the warning on the colour of its level."""

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self._pad = scale.mm(2)
        self._level = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)

    def put(self, words: str, level: str) -> None:
        self._level = level
        self.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words) and level in LAW)
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        wide = metrics.horizontalAdvance(self.text()) + 2 * self._pad
        return QSize(wide, metrics.height() + self._pad // 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _: QPaintEvent) -> None:
        fill, ink = LAW.get(self._level, (DARK.raised, DARK.text))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(fill))
        painter.setPen(QColor(fill))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(QColor(ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class SituationBadges(QWidget):
    """Takes no room where the room works under nothing."""

    def __init__(self, hub: Hub, scale: Scale) -> None:
        super().__init__()
        self._hub = hub
        self.warning = WarningBadge(scale)
        self.response = QLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.mm(3))
        layout.addWidget(self.warning)
        layout.addWidget(self.response)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        hub.show_changed.connect(self._changed)
        self._refresh()

    def _changed(self, kinds: frozenset[Kind]) -> None:
        if Kind.SITUATION in kinds:
            self._refresh()

    def _refresh(self) -> None:
        found = self._hub.show.all(Situation).values()
        one = next(iter(found), Situation(""))
        self.warning.put(one.warning, one.warning_level)
        self.response.setText(one.response)
        self.response.setVisible(bool(one.response))
        self.setVisible(bool(one.warning or one.response))
