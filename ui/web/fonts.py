"""The one family our cards are written in."""

from __future__ import annotations

from PySide6.QtGui import QFont

FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei UI",
    "WenQuanYi Micro Hei",
    "sans-serif",
)


def face(px: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A font with Chinese glyphs, `px` high, drawn without hinting so that it scales evenly."""
    font = QFont(list(FAMILIES))
    font.setPixelSize(max(1, px))
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
