"""A held button for the keyboard too, whose consequence may take two lines."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QSizePolicy

from ui.common import glyphs
from ui.common.glyphs import Glyph
from ui.common.hold_button import HoldButton
from ui.common.scale import Scale
from ui.common.words import Words

_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class HoldKeyButton(HoldButton):
    """Held with the mouse, Space or Enter. Leaving it, or letting go, does nothing."""

    def __init__(self, words: Words, scale: Scale, label: str | Callable[[], str]) -> None:
        super().__init__(words, scale, label)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _KEYS:
            if not event.isAutoRepeat():
                self.begin()
            return
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _KEYS:
            if not event.isAutoRepeat():
                self.cancel()
            return
        event.ignore()

    def sizeHint(self) -> QSize:
        return QSize(self._wide(marked=True) + 2 * self._scale.mm(2.2), self._scale.row)

    def minimumSizeHint(self) -> QSize:
        wide = min(self._scale.mm(30), self.sizeHint().width())
        return QSize(wide, self.heightForWidth(max(wide, self.width())))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = max(1, width - 2 * self._pad() - self._mark_room())
        box = self.fontMetrics().boundingRect(QRect(0, 0, room, 10_000), _WRAP, self.text())
        return max(self._scale.row, box.height() + 2 * self._scale.mm(1))

    def _mark_room(self) -> int:
        """Width kept for the glyph of a state, px."""
        return round(self._scale.body * 0.82) + self._scale.mm(0.9)

    def paint_words(self, painter: QPainter, box: QRectF, ink: str) -> None:
        mark, side = self.mark(), round(self._scale.body * 0.82)
        left = box.left() + self._pad()
        if mark is not Glyph.NONE:
            square = QRectF(left, box.center().y() - side / 2, side, side)
            glyphs.draw(painter, mark, square.adjusted(1, 1, -1, -1), self.mark_colour())
        left += self._mark_room()
        painter.setPen(QColor(ink))
        painter.setFont(self.font())
        said = self._words("button.dropped") if self._drop_shown else self.text()
        room = QRectF(left, box.top(), box.right() - left - self._pad() + 2, box.height())
        painter.drawText(room, _WRAP, said)
