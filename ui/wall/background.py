"""The picture behind everything: built in, a colour or an image file. Never black, never ugly."""

from __future__ import annotations

import logging
import math
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QImageReader,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QRadialGradient,
)

from ui.wall.geometry import OutputMap
from ui.wall.items import ImageItem
from ui.wall.theme import Theme
from wallctl.domain.geometry import Size

log = logging.getLogger(__name__)
_RGB = QImage.Format.Format_RGB32


class Backdrop:
    """One picture over the whole canvas; each output gets its own part of it."""

    def __init__(self, canvas: Size, wish: str, theme: Theme) -> None:
        self._canvas = canvas
        self._theme = theme
        self._colour: QColor | None = None
        self._image: QImage | None = None
        if wish:
            self._take(wish)

    def part(self, out: OutputMap) -> ImageItem:
        """The part behind one output, in its upright px."""
        size = out.upright
        image = QImage(size.w, size.h, _RGB)
        if self._colour is not None:
            image.fill(self._colour)
            return ImageItem(out.bounds, image)
        p = QPainter(image)
        p.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        p.scale(size.w / out.canvas.w, size.h / out.canvas.h)
        p.translate(-out.canvas.x, -out.canvas.y)
        whole = QRectF(0, 0, self._canvas.w, self._canvas.h)
        if self._image is not None:
            p.drawImage(whole, self._image, _covering(self._image, whole))
        else:
            _paint_hills(p, whole, self._theme)
        p.end()
        return ImageItem(out.bounds, image)

    def _take(self, wish: str) -> None:
        if wish.startswith("#"):
            colour = QColor(wish)
            # Black looks like a dead display: a wall never shows it.
            self._colour = colour if colour.isValid() and colour.lightness() > 8 else None
            return
        if not Path(wish).is_file():
            log.warning("the background picture is not there; the built-in one is shown")
            return
        reader = QImageReader(wish)
        reader.setAutoTransform(True)
        image = reader.read()
        if image.isNull():
            log.warning("the background picture cannot be read: %s", reader.errorString())
            return
        self._image = image.convertToFormat(_RGB)


def _covering(image: QImage, whole: QRectF) -> QRectF:
    """The middle part of a picture that fills `whole` without stretching."""
    scale = max(whole.width() / image.width(), whole.height() / image.height())
    w, h = whole.width() / scale, whole.height() / scale
    return QRectF((image.width() - w) / 2, (image.height() - h) / 2, w, h)


def _paint_hills(p: QPainter, whole: QRectF, theme: Theme) -> None:
    """Ranges of hills at night, one behind the other, under a faint light."""
    w, h = whole.width(), whole.height()
    sky = QLinearGradient(0, 0, 0, h)
    sky.setColorAt(0.0, theme["sky_top"])
    sky.setColorAt(0.8, theme["sky_bottom"])
    sky.setColorAt(1.0, theme["sky_bottom"])
    p.fillRect(whole, sky)
    light = QRadialGradient(QPointF(w * 0.68, h * 0.72), max(w * 0.42, h * 0.7))
    glow = QColor(theme["glow"])
    light.setColorAt(0.0, glow)
    light.setColorAt(1.0, QColor(glow.red(), glow.green(), glow.blue(), 0))
    p.fillRect(whole, light)
    p.setPen(Qt.PenStyle.NoPen)
    ridges = theme.several("ridge")
    for i, colour in enumerate(ridges):
        depth = (i + 1) / len(ridges)
        p.setBrush(colour)
        p.drawPath(_ridge(whole, base=0.56 + 0.30 * depth, rise=0.17 - 0.06 * depth, seed=i))


def _ridge(whole: QRectF, *, base: float, rise: float, seed: int) -> QPainterPath:
    """The outline of one range, from sums of sines: the same on every machine."""
    w, h = whole.width(), whole.height()
    # In heights of the canvas, so that a wide wall gets more hills and not stretched ones.
    span = w / h
    steps = max(48, round(span * 48))
    path = QPainterPath(QPointF(0, h))
    for i in range(steps + 1):
        x = span * i / steps
        y = (
            0.52 * math.sin(1.3 * x + 1.9 * seed)
            + 0.30 * math.sin(2.9 * x + 0.7 + 2.3 * seed)
            + 0.13 * math.sin(6.1 * x + 1.1 * seed)
            + 0.05 * math.sin(13.7 * x + 0.4 * seed)
        )
        path.lineTo(QPointF(x * h, h * (base - rise * y)))
    path.lineTo(QPointF(w, h))
    path.closeSubpath()
    return path
