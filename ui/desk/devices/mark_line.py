"""A glyph and its words, in one line that gives way."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.common import glyphs
from ui.common.glyphs import Glyph
from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK


class MarkLine(QWidget):
    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self._scale = scale
        self._mark, self._colour, self.text, self._old = Glyph.NONE, DARK.text, "", False
        self.setFont(font(scale.body))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, mark: Glyph, colour: str, text: str, *, old: bool = False) -> None:
        if (mark, colour, text, old) == (self._mark, self._colour, self.text, self._old):
            return
        self._mark, self._colour, self.text, self._old = mark, colour, text, old
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._scale.mm(60), self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._scale.mm(20), self.fontMetrics().height())

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        side = round(self._scale.body * 0.8)
        glyphs.draw(
            painter, self._mark, QRectF(1, (self.height() - side) / 2, side, side), self._colour
        )
        room = self.rect().adjusted(side + self._scale.mm(1.4), 0, 0, 0)
        painter.setPen(QColor(DARK.text))
        said = self.fontMetrics().elidedText(self.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, said)
        if self._old:
            painter.fillRect(self.rect(), glyphs.hatch(DARK.stale, 44))
