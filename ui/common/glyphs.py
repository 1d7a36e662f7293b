"""State glyphs drawn as paths, so that no font has to have them, and the stale hatch."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap, QPolygonF


class Glyph(StrEnum):
    NONE = ""
    CHECK = "check"
    CROSS = "cross"
    PENDING = "pending"
    SENT = "sent"
    PART = "part"
    LOCK = "lock"
    STALE = "stale"
    OFFLINE = "offline"
    FAULT = "fault"
    WARN = "warn"
    STOP = "stop"
    DOT = "dot"


def draw(painter: QPainter, glyph: Glyph, box: QRectF, colour: str) -> None:
    """Draws the glyph into the square box."""
    if glyph is Glyph.NONE:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 16, box.height() / 16)
    pen = QPen(QColor(colour), 2.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    _SHAPES[glyph](painter, QColor(colour))
    painter.restore()


def _line(painter: QPainter, *points: tuple[float, float]) -> None:
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))


def _solid(painter: QPainter, colour: QColor, *points: tuple[float, float]) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))


def _check(painter: QPainter, _: QColor) -> None:
    _line(painter, (2.5, 8.5), (6.5, 12.5), (13.5, 4))


def _cross(painter: QPainter, _: QColor) -> None:
    _line(painter, (3.5, 3.5), (12.5, 12.5))
    _line(painter, (12.5, 3.5), (3.5, 12.5))


def _pending(painter: QPainter, _: QColor) -> None:
    painter.drawEllipse(QRectF(2.5, 2.5, 11, 11))
    _line(painter, (8, 5), (8, 8.2), (10.4, 9.6))


def _sent(painter: QPainter, _: QColor) -> None:
    _line(painter, (2, 8), (13.5, 8))
    _line(painter, (9.5, 4), (13.5, 8), (9.5, 12))


def _part(painter: QPainter, colour: QColor) -> None:
    painter.drawEllipse(QRectF(2.5, 2.5, 11, 11))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPie(QRectF(2.5, 2.5, 11, 11), 90 * 16, -180 * 16)


def _lock(painter: QPainter, colour: QColor) -> None:
    painter.drawArc(QRectF(4.8, 2, 6.4, 8), 0, 180 * 16)
    _line(painter, (4.8, 6), (4.8, 8))
    _line(painter, (11.2, 6), (11.2, 8))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(3, 7.4, 10, 7), 1.2, 1.2)


def _stale(painter: QPainter, colour: QColor) -> None:
    painter.setPen(QPen(colour, 1.3))
    painter.drawRect(QRectF(2, 2, 12, 12))
    for x0, y0, x1, y1 in (
        (2, 6, 6, 2),
        (2, 10, 10, 2),
        (2, 14, 14, 2),
        (6, 14, 14, 6),
        (10, 14, 14, 10),
    ):
        painter.drawLine(QPointF(x0, y0), QPointF(x1, y1))


def _offline(painter: QPainter, _: QColor) -> None:
    painter.drawEllipse(QRectF(2.5, 2.5, 11, 11))
    _line(painter, (4.2, 11.8), (11.8, 4.2))


def _fault(painter: QPainter, colour: QColor) -> None:
    _solid(painter, colour, (8, 1.5), (15.2, 14.5), (0.8, 14.5))


def _warn(painter: QPainter, colour: QColor) -> None:
    _solid(painter, colour, (8, 1), (15, 8), (8, 15), (1, 8))


def _stop(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(3, 3, 10, 10), 1, 1)


def _dot(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(4, 4, 8, 8))


_SHAPES = {
    Glyph.CHECK: _check,
    Glyph.CROSS: _cross,
    Glyph.PENDING: _pending,
    Glyph.SENT: _sent,
    Glyph.PART: _part,
    Glyph.LOCK: _lock,
    Glyph.STALE: _stale,
    Glyph.OFFLINE: _offline,
    Glyph.FAULT: _fault,
    Glyph.WARN: _warn,
    Glyph.STOP: _stop,
    Glyph.DOT: _dot,
}


def hatch(colour: str, alpha: int = 110, step: int = 14) -> QBrush:
    """Diagonal stripes for what is old; the same on every screen."""
    tile = QPixmap(step, step)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    ink = QColor(colour)
    ink.setAlpha(alpha)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, step / 3.2))
    for shift in (-step, 0, step):
        painter.drawLine(shift - 2, step + 2, shift + step + 2, -2)
    painter.end()
    return QBrush(tile)
