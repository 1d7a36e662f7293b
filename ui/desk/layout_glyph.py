"""A layout drawn small, from its rectangles: for scene cards."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.common.tokens import DARK
from wallctl.domain.entities import Tile
from wallctl.domain.geometry import Size


def draw_layout(painter: QPainter, box: QRectF, canvas: Size, tiles: Iterable[Tile]) -> None:
    """Draws the canvas and its tiles into the box, as large as fits, at its left."""
    k = min(box.width() / canvas.w, box.height() / canvas.h)
    field = QRectF(box.left(), box.top(), canvas.w * k, canvas.h * k)
    field.moveTop(box.top() + (box.height() - field.height()) / 2)
    field.moveLeft(box.left() + (box.width() - field.width()) / 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(QPen(QColor(DARK.edge), 1))
    painter.setBrush(QColor(DARK.tile))
    painter.drawRect(field)
    painter.setPen(QPen(QColor(DARK.tile), 1))
    for tile in sorted(tiles, key=lambda t: t.z):
        r = tile.rect
        at = QRectF(field.left() + r.x * k, field.top() + r.y * k, r.w * k, r.h * k)
        painter.setBrush(QColor(DARK.glyph))
        painter.drawRect(at.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.setPen(QPen(QColor(DARK.edge), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(field)
    painter.restore()
