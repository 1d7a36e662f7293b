"""A bank card on the screen: held to a real one, it tells how many pixels a millimetre has."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.common.scale import Scale
from ui.common.settings import PLAUSIBLE_PX_PER_MM
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.common.words import Words

CARD_MM = (85.60, 53.98)
"""ISO/IEC 7810 ID-1: bank cards, identity cards."""
STEP_PX = 1.0


class CardRuler(QWidget):
    """← and → change the width by a pixel, with Shift by ten. `changed` follows each."""

    changed = Signal()

    def __init__(self, words: Words, scale: Scale) -> None:
        super().__init__()
        self._words, self._scale = words, scale
        self._px = scale.px_per_mm
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words.changed.connect(self._say)
        self._say()

    @property
    def px_per_mm(self) -> float:
        return self._px

    def put(self, px_per_mm: float) -> None:
        low, high = PLAUSIBLE_PX_PER_MM
        self._px = min(max(px_per_mm, low), high)
        self._say()
        self.updateGeometry()
        self.update()

    def widen(self, px: float) -> None:
        """Makes the card so many pixels wider."""
        self.put(self._px + px / CARD_MM[0])
        self.changed.emit()

    def sizeHint(self) -> QSize:
        return QSize(round(CARD_MM[0] * self._px) + 4, round(CARD_MM[1] * self._px) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEP_PX * (10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Minus):
            self.widen(-step)
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.widen(step)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(1, 1, CARD_MM[0] * self._px, CARD_MM[1] * self._px)
        edge = DARK.focus if self.hasFocus() else DARK.edge
        p.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1))
        p.setBrush(QColor(DARK.raised))
        p.drawRoundedRect(card, 3.18 * self._px, 3.18 * self._px)
        p.setPen(QColor(DARK.body))
        p.setFont(font(self._scale.small))
        room = card.adjusted(self._scale.mm(3), 0, -self._scale.mm(3), 0)
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        p.drawText(room, flags, self._words("settings.card"))
        p.end()

    def _say(self) -> None:
        said = self._words("settings.card")
        self.setAccessibleName(f"{said} {self._px:.2f} px/mm")
