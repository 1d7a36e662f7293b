"""What moves on the preview canvas: selection, outlines, guides, the lit target."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.common.theme import font
from ui.common.tokens import DARK
from ui.desk.handles import spots
from ui.desk.snap import Lines, Snapped
from ui.desk.stage import Stage
from wallctl.domain.geometry import Rect


@dataclass(frozen=True, slots=True)
class Over:
    """All rectangles in canvas px. `asked` wait for the engine; `lit` is under a dragged source;
    `pulled` is the outline in the hand; `held` says whether the chosen tile has handles."""

    asked: tuple[Rect, ...] = ()
    lit: Rect | None = None
    cell: Rect | None = None
    pulled: Snapped | None = None
    chosen: Rect | None = None
    held: bool = False


def draw_over(stage: Stage, painter: QPainter, over: Over) -> None:
    for rect in over.asked:
        _outline(stage, painter, rect, DARK.pending, Qt.PenStyle.DashLine)
    if over.lit is not None:
        _tint(stage, painter, over.lit, 80)
        _outline(stage, painter, over.lit, DARK.select)
    if over.cell is not None:
        _tint(stage, painter, over.cell, 36)
        _outline(stage, painter, over.cell, DARK.select, Qt.PenStyle.DashLine)
    if over.pulled is not None:
        _guides(stage, painter, over.pulled.at)
        _tint(stage, painter, over.pulled.rect, 60)
        _outline(stage, painter, over.pulled.rect, DARK.select)
        _size_words(stage, painter, over.pulled.rect)
    elif over.chosen is not None:
        _outline(stage, painter, over.chosen, DARK.select)
        if over.held:
            for at in spots(stage.to_view(over.chosen)).values():
                painter.setPen(QPen(QColor(DARK.window), 1))
                painter.setBrush(QColor(DARK.focus))
                painter.drawRect(at)
    if stage.hasFocus():
        painter.setBrush(Qt.BrushStyle.NoBrush)
        area = stage.area()
        painter.setPen(QPen(QColor(DARK.window), 1))
        painter.drawRect(area.adjusted(1.5, 1.5, -1.5, -1.5))
        painter.setPen(QPen(QColor(DARK.focus), 2))
        painter.drawRect(area.adjusted(3, 3, -3, -3))


def _tint(stage: Stage, painter: QPainter, rect: Rect, alpha: int) -> None:
    tint = QColor(DARK.select)
    tint.setAlpha(alpha)
    painter.fillRect(stage.to_view(rect), tint)


def _outline(
    stage: Stage,
    painter: QPainter,
    rect: Rect,
    colour: str,
    style: Qt.PenStyle = Qt.PenStyle.SolidLine,
) -> None:
    box = stage.to_view(rect)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(DARK.window), 4))
    painter.drawRect(box)
    painter.setPen(QPen(QColor(colour), 2, style))
    painter.drawRect(box)


def _guides(stage: Stage, painter: QPainter, at: Lines) -> None:
    area, k = stage.area(), stage.ratio()
    painter.setPen(QPen(QColor(DARK.select), 1, Qt.PenStyle.DashLine))
    for x in at.xs:
        across = area.left() + x * k
        painter.drawLine(QPointF(across, area.top()), QPointF(across, area.bottom()))
    for y in at.ys:
        down = area.top() + y * k
        painter.drawLine(QPointF(area.left(), down), QPointF(area.right(), down))


def _size_words(stage: Stage, painter: QPainter, rect: Rect) -> None:
    said = f"{rect.x}, {rect.y}   {rect.w} × {rect.h}"
    painter.setFont(font(stage.scale.small))
    metrics = painter.fontMetrics()
    back = QRectF(0, 0, metrics.horizontalAdvance(said) + 12, metrics.height() + 4)
    back.moveCenter(stage.to_view(rect).center())
    painter.fillRect(back, QColor(DARK.strip))
    painter.setPen(QColor(DARK.text))
    painter.drawText(back, Qt.AlignmentFlag.AlignCenter, said)
