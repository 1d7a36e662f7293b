"""Text as pictures, shaped once and kept: no text is ever shaped at frame rate."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from ui.wall.theme import FONT

_KEEP_BYTES = 24 * 1024 * 1024
_KEEP_WIDTHS = 2048
_LONGEST = 16_000  # px: a picture of a text is never wider


@dataclass(frozen=True, slots=True)
class Ink:
    """How a text looks: height of the font in px, colour as 0xAARRGGBB, bold, soft shadow."""

    px: int
    rgba: int
    bold: bool = False
    shadow: bool = False


def ink(px: float, colour: QColor, *, bold: bool = False, shadow: bool = False) -> Ink:
    return Ink(max(6, round(px)), colour.rgba(), bold, shadow)


class TextPictures:
    """Pictures of texts, newest used kept up to a bound of memory."""

    def __init__(self, family: str = FONT) -> None:
        self._family = family
        self._kept: OrderedDict[tuple[str, Ink, int], QImage] = OrderedDict()
        self._bytes = 0
        self._widths: dict[tuple[str, Ink], int] = {}

    def picture(self, text: str, look: Ink, widest: int = _LONGEST) -> QImage:
        """The text on nothing, one line, cut with … where it is wider than `widest` px."""
        key = (text, look, widest)
        if (found := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return found
        made = self._draw(text, look, max(1, min(widest, _LONGEST)))
        self._kept[key] = made
        self._bytes += made.sizeInBytes()
        while self._bytes > _KEEP_BYTES and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1].sizeInBytes()
        return made

    def width(self, text: str, look: Ink) -> int:
        """Px the text needs."""
        known = self._widths.get((text, look))
        if known is None:
            if len(self._widths) >= _KEEP_WIDTHS:
                self._widths.clear()
            known = int(QFontMetricsF(self.font(look)).horizontalAdvance(text)) + 3
            self._widths[(text, look)] = known
        return known

    def font(self, look: Ink) -> QFont:
        font = QFont(self._family)
        font.setPixelSize(look.px)
        font.setWeight(QFont.Weight.Bold if look.bold else QFont.Weight.Normal)
        # No hinting differences between the screens of a wall: positions are whole px anyway.
        font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
        return font

    def warm(self) -> None:
        """Loads the fonts now: tens of ms that no take shall pay for."""
        for bold in (False, True):
            self._draw("画面停在 0123456789:·…", Ink(20, 0xFFFFFFFF, bold), _LONGEST)

    def _draw(self, text: str, look: Ink, widest: int) -> QImage:
        font = self.font(look)
        measure = QFontMetricsF(font)
        shown = text
        if measure.horizontalAdvance(text) + 2 > widest:
            shown = measure.elidedText(text, Qt.TextElideMode.ElideRight, widest - 2)
        w = min(widest, int(measure.horizontalAdvance(shown)) + 3)
        h = int(measure.height()) + 2
        image = QImage(max(1, w), max(1, h), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        p = QPainter(image)
        p.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        p.setFont(font)
        base = QPointF(1, 1 + measure.ascent())
        if look.shadow:
            p.setPen(QColor(0, 0, 0, 190))
            away = max(1.0, look.px / 18)
            p.drawText(base + QPointF(away, away), shown)
        p.setPen(QColor.fromRgba(look.rgba))
        p.drawText(base, shown)
        p.end()
        return image
