"""A wall's canvas scaled into a widget: what preview and the echo have in common."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.common.scale import Scale
from ui.common.tokens import DARK
from wallctl.domain.geometry import Rect, Size

LEAST_HEIGHT = 96
NO_CANVAS = Size(16, 9)


class Stage(QWidget):
    """Keeps its still part in a pixmap; only what moves is drawn on each paint."""

    def __init__(self, scale: Scale, frame: int) -> None:
        super().__init__()
        self.scale = scale
        self._frame = frame
        self._canvas = NO_CANVAS
        self._ground: QPixmap | None = None
        self._stale = QRegion()  # parts of the ground that are out of date, widget px
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, LEAST_HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    @property
    def canvas(self) -> Size:
        return self._canvas

    def set_canvas(self, canvas: Size) -> None:
        if canvas != self._canvas:
            self._canvas = canvas
            self.updateGeometry()
            self.redraw()

    def sizeHint(self) -> QSize:
        return QSize(960, self.heightForWidth(960))

    def heightForWidth(self, width: int) -> int:
        inner = max(1, width - 2 * self._frame)
        return round(inner * self._canvas.h / self._canvas.w) + 2 * self._frame

    def width_for_height(self, height: int) -> int:
        """The width at which the canvas is as high as that."""
        inner = max(1, height - 2 * self._frame)
        return round(inner * self._canvas.w / self._canvas.h) + 2 * self._frame

    # -- canvas px <-> widget px --------------------------------------------------------------

    def area(self) -> QRectF:
        """Where the canvas lies in the widget."""
        inner = QRectF(self.rect()).adjusted(self._frame, self._frame, -self._frame, -self._frame)
        ratio = min(inner.width() / self._canvas.w, inner.height() / self._canvas.h)
        w, h = self._canvas.w * ratio, self._canvas.h * ratio
        return QRectF(inner.left() + (inner.width() - w) / 2, inner.top(), w, h)

    def ratio(self) -> float:
        """Widget px for one canvas px."""
        return self.area().width() / self._canvas.w

    def to_view(self, rect: Rect) -> QRectF:
        area, k = self.area(), self.ratio()
        return QRectF(area.left() + rect.x * k, area.top() + rect.y * k, rect.w * k, rect.h * k)

    def to_canvas(self, point: QPointF) -> tuple[int, int]:
        area, k = self.area(), self.ratio()
        return round((point.x() - area.left()) / k), round((point.y() - area.top()) / k)

    # -- drawing ------------------------------------------------------------------------------

    def redraw(self) -> None:
        """The still part is out of date."""
        self._ground = None
        self.update()

    def redraw_parts(self, rects: Iterable[Rect]) -> None:
        """Of the still part only these are out of date, canvas px."""
        parts = QRegion()
        for rect in rects:
            parts += self.to_view(rect).adjusted(-1, -1, 1, 1).toAlignedRect()
        if not parts.isEmpty():
            self._stale += parts
            self.update(parts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._ground = None
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ground is None:
            self._ground = self._draw_ground()
        elif not self._stale.isEmpty():
            self._draw_parts(self._ground)
        self._stale = QRegion()
        painter = QPainter(self)
        part, k = event.rect(), self.devicePixelRatioF()
        painter.drawPixmap(
            QRectF(part),
            self._ground,
            QRectF(part.x() * k, part.y() * k, part.width() * k, part.height() * k),
        )
        self.paint_over(painter)

    def _draw_ground(self) -> QPixmap:
        k = self.devicePixelRatioF()
        ground = QPixmap(round(self.width() * k), round(self.height() * k))
        ground.setDevicePixelRatio(k)
        ground.fill(QColor(DARK.window))
        painter = QPainter(ground)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.area(), QColor(DARK.tile))
        self.paint_ground(painter)
        painter.end()
        return ground

    def _draw_parts(self, ground: QPixmap) -> None:
        painter = QPainter(ground)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipRegion(self._stale)
        painter.fillRect(self.rect(), QColor(DARK.window))
        painter.fillRect(self.area(), QColor(DARK.tile))
        self.paint_ground(painter)
        painter.end()

    def paint_ground(self, painter: QPainter) -> None:
        """The still part, drawn into the pixmap; or those parts of it that the painter's clip
        leaves."""

    def paint_over(self, painter: QPainter) -> None:
        """What moves: selection, outlines, guides."""

    def paint_cells(self, painter: QPainter, rects: tuple[Rect, ...]) -> None:
        """Outputs as faint cells, where no tile covers them."""
        painter.setPen(QPen(QColor(DARK.hairline), 1))
        painter.setBrush(QColor(DARK.window))
        for rect in rects:
            painter.drawRect(self.to_view(rect).adjusted(0.5, 0.5, -0.5, -0.5))

    def paint_frame(self, painter: QPainter, colour: str, width: float) -> None:
        pen = QPen(QColor(colour), width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        out = width / 2
        painter.drawRect(self.area().adjusted(-out, -out, out, out))
