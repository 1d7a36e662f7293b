"""What moves on the preview canvas: selection, outlines, guides, the lit target, the crop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QRegion

from ui.common.theme import font
from ui.common.tokens import DARK
from ui.desk.handles import HANDLE_PX, spots
from ui.desk.snap import Lines, Snapped
from ui.desk.stage import Stage
from wallctl.domain.geometry import Rect, bounding

_EDGE_PX = HANDLE_PX + 2
_FOCUS_PX = 5
_PIECES = 6


@dataclass(frozen=True, slots=True)
class Cropping:
    """A crop at work: the whole picture on its stage, the kept frame in it. `paint` draws the
    picture into the box of the stage, widget px."""

    stage: Rect
    frame: Rect
    said: str
    paint: Callable[[QPainter, QRectF], None]


@dataclass(frozen=True, slots=True)
class Over:
    """All rectangles in canvas px. `asked` wait for the engine; `lit` is under a dragged source;
    `pulled` is the outline in the hand with `outlines` of its tiles and their `ghost`, `lifted`
    where they still are; `chosen` are the chosen tiles, the last one first; `held` says whether
    it has handles."""

    asked: tuple[Rect, ...] = ()
    lit: Rect | None = None
    cell: Rect | None = None
    pulled: Snapped | None = None
    outlines: tuple[Rect, ...] = ()
    lifted: tuple[Rect, ...] = ()
    ghost: QPixmap | None = None
    chosen: tuple[Rect, ...] = ()
    held: bool = False
    band: Rect | None = None
    crop: Cropping | None = None
    focus: bool = False


def region(stage: Stage, over: Over) -> QRegion:
    """The part of the widget that it is drawn on."""
    found = QRegion()
    for box in _boxes(stage, over):
        found += box.toAlignedRect()
    return found


def _few(rects: tuple[Rect, ...]) -> tuple[Rect, ...]:
    """A region of many pieces costs more than painting what lies between them."""
    around = bounding(rects)
    return (around,) if len(rects) > _PIECES and around is not None else rects


def _boxes(stage: Stage, over: Over) -> Iterator[QRectF]:
    rects = [*_few(over.asked), *_few(over.outlines), *_few(over.lifted)]
    if over.pulled is None:
        rects += _few(over.chosen)
    rects += [r for r in (over.lit, over.cell, over.band) if r is not None]
    if over.crop is not None:
        rects += [over.crop.stage, over.crop.frame]
    area = stage.area()
    if over.pulled is not None:
        rects.append(over.pulled.rect)
        yield _size_box(stage, over.pulled.rect).adjusted(-1, -1, 1, 1)
        for x in over.pulled.at.xs:
            across = area.left() + x * stage.ratio()
            yield QRectF(across - 2, area.top(), 4, area.height())
        for y in over.pulled.at.ys:
            down = area.top() + y * stage.ratio()
            yield QRectF(area.left(), down - 2, area.width(), 4)
    for rect in rects:
        yield stage.to_view(rect).adjusted(-_EDGE_PX, -_EDGE_PX, _EDGE_PX, _EDGE_PX)
    if over.focus:
        yield QRectF(area.left(), area.top(), area.width(), _FOCUS_PX)
        yield QRectF(area.left(), area.bottom() - _FOCUS_PX, area.width(), _FOCUS_PX)
        yield QRectF(area.left(), area.top(), _FOCUS_PX, area.height())
        yield QRectF(area.right() - _FOCUS_PX, area.top(), _FOCUS_PX, area.height())


def draw_over(stage: Stage, painter: QPainter, over: Over) -> None:
    if over.crop is not None:
        _crop(stage, painter, over.crop)
    for rect in over.asked:
        _outline(stage, painter, rect, DARK.pending, Qt.PenStyle.DashLine)
    if over.lit is not None:
        _tint(stage, painter, over.lit, 80)
        _outline(stage, painter, over.lit, DARK.select)
    if over.cell is not None:
        _tint(stage, painter, over.cell, 36)
        _outline(stage, painter, over.cell, DARK.select, Qt.PenStyle.DashLine)
    if over.pulled is not None:
        shade = QColor(DARK.window)
        shade.setAlpha(150)
        for rect in over.lifted:
            painter.fillRect(stage.to_view(rect), shade)
        _guides(stage, painter, over.pulled.at)
        if over.ghost is not None:
            painter.setOpacity(0.9)
            painter.drawPixmap(stage.to_view(over.pulled.rect).topLeft(), over.ghost)
            painter.setOpacity(1.0)
        else:
            _tint(stage, painter, over.pulled.rect, 60)
        for rect in over.outlines or (over.pulled.rect,):
            _outline(stage, painter, rect, DARK.select)
        _size_words(stage, painter, over.pulled.rect)
    elif over.crop is None:
        _chosen(stage, painter, over)
    if over.band is not None:
        _tint(stage, painter, over.band, 36)
        _outline(stage, painter, over.band, DARK.focus, Qt.PenStyle.DashLine)
    if over.focus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        area = stage.area()
        painter.setPen(QPen(QColor(DARK.window), 1))
        painter.drawRect(area.adjusted(1.5, 1.5, -1.5, -1.5))
        painter.setPen(QPen(QColor(DARK.focus), 2))
        painter.drawRect(area.adjusted(3, 3, -3, -3))


def _chosen(stage: Stage, painter: QPainter, over: Over) -> None:
    """Of several the one chosen last, to which the others are put, has a white line within."""
    for rect in reversed(over.chosen):
        _outline(stage, painter, rect, DARK.select)
    if len(over.chosen) > 1:
        painter.setPen(QPen(QColor(DARK.focus), 1))
        painter.drawRect(stage.to_view(over.chosen[0]).adjusted(3, 3, -3, -3))
    elif over.chosen and over.held:
        _handles(painter, stage.to_view(over.chosen[0]))


def _handles(painter: QPainter, box: QRectF) -> None:
    for at in spots(box).values():
        painter.setPen(QPen(QColor(DARK.window), 1))
        painter.setBrush(QColor(DARK.focus))
        painter.drawRect(at)


def _crop(stage: Stage, painter: QPainter, crop: Cropping) -> None:
    box, kept = stage.to_view(crop.stage), stage.to_view(crop.frame)
    crop.paint(painter, box)
    veil = QColor(DARK.window)
    veil.setAlpha(170)
    for part in (
        QRectF(box.left(), box.top(), box.width(), kept.top() - box.top()),
        QRectF(box.left(), kept.bottom(), box.width(), box.bottom() - kept.bottom()),
        QRectF(box.left(), kept.top(), kept.left() - box.left(), kept.height()),
        QRectF(kept.right(), kept.top(), box.right() - kept.right(), kept.height()),
    ):
        painter.fillRect(part, veil)
    _outline(stage, painter, crop.stage, DARK.edge, Qt.PenStyle.DotLine)
    _outline(stage, painter, crop.frame, DARK.focus)
    _handles(painter, kept)
    _words(stage, painter, crop.said, kept)


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


def _said(rect: Rect) -> str:
    return f"{rect.x}, {rect.y}   {rect.w} × {rect.h}"


def _size_box(stage: Stage, rect: Rect) -> QRectF:
    """Generous: the words are measured where they are drawn."""
    wide, high = stage.scale.small * 0.62 * len(_said(rect)) + 24, stage.scale.small * 1.9
    box = QRectF(0, 0, wide, high)
    box.moveCenter(stage.to_view(rect).center())
    return box


def _size_words(stage: Stage, painter: QPainter, rect: Rect) -> None:
    _words(stage, painter, _said(rect), stage.to_view(rect))


def _words(stage: Stage, painter: QPainter, said: str, box: QRectF) -> None:
    painter.setFont(font(stage.scale.small))
    metrics = painter.fontMetrics()
    back = QRectF(0, 0, metrics.horizontalAdvance(said) + 12, metrics.height() + 4)
    back.moveCenter(box.center())
    painter.fillRect(back, QColor(DARK.strip))
    painter.setPen(QColor(DARK.text))
    painter.drawText(back, Qt.AlignmentFlag.AlignCenter, said)
