"""Small worded badges: 上屏×2, 预监, 画面停滞 8 秒. Frames carry the meaning beside the colour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui.common import glyphs
from ui.common.glyphs import Glyph
from ui.common.tokens import DARK


class Tone(StrEnum):
    PROGRAM = "program"
    PREVIEW = "preview"
    STALE = "stale"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Chip:
    text: str
    tone: Tone


def width(chip: Chip, text: QFont) -> float:
    metrics = QFontMetricsF(text)
    mark = metrics.ascent() + 3 if chip.tone is Tone.STALE else 0
    return metrics.horizontalAdvance(chip.text) + mark + 10


def height(text: QFont) -> float:
    return QFontMetricsF(text).height()


def draw(painter: QPainter, room: QRectF, chip: Chip, text: QFont) -> float:
    """Draws the chip at the left of the room, no wider than it; returns the chip's width."""
    left, middle, most = room.left(), room.center().y(), room.width()
    metrics = QFontMetricsF(text)
    wide = min(width(chip, text), most)
    tall = height(text)
    box = QRectF(left, middle - tall / 2, wide, tall)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    fill, edge, ink, style = _LOOKS[chip.tone]
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(edge), 1.2, style))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    inner = box.adjusted(5, 0, -4, 0)
    if chip.tone is Tone.STALE:
        side = metrics.ascent() - 2
        glyphs.draw(
            painter, Glyph.STALE, QRectF(inner.left(), middle - side / 2, side, side), DARK.stale
        )
        inner.setLeft(inner.left() + side + 4)
    painter.setFont(text)
    painter.setPen(QColor(ink))
    said = metrics.elidedText(chip.text, Qt.TextElideMode.ElideRight, inner.width() + 1)
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, said)
    painter.restore()
    return wide


_SOLID, _DASH = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine
_LOOKS = {
    Tone.PROGRAM: (DARK.program_fill, DARK.program_fill, DARK.focus, _SOLID),
    Tone.PREVIEW: ("", DARK.preview, DARK.preview, _SOLID),
    Tone.STALE: ("", DARK.stale, DARK.body, _DASH),
    Tone.QUIET: ("", DARK.edge, DARK.body, _SOLID),
}
