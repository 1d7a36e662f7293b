"""The picture of a wall read back from its windows, put together on the canvas."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter

from ui.wall.outputs import OutputWindow
from ui.wall.stage import Stage, turn_of
from ui.wall.theme import Theme
from wallctl.domain.geometry import Size

log = logging.getLogger(__name__)

Grab = Callable[[OutputWindow, Size], QImage]
"""Reads what the display shows of a window, scaled to a size; null where that cannot be done."""


@dataclass(frozen=True, slots=True)
class Echo:
    """A picture of the wall. `read_back`: every output was read from its display; otherwise the
    missing ones were taken from what was painted, which proves nothing."""

    image: QImage
    read_back: bool


def read_wall(
    canvas: Size,
    outputs: Sequence[tuple[OutputWindow, Stage]],
    width: int,
    *,
    grab: Grab,
    theme: Theme,
) -> Echo:
    """The wall `width` px wide; canvas that no open output covers is plain."""
    scale = width / canvas.w
    height = max(1, round(canvas.h * scale))
    whole = QImage(width, height, QImage.Format.Format_RGB32)
    whole.fill(theme["letterbox"])
    real = True
    p = QPainter(whole)
    p.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    for window, stage in outputs:
        r = stage.map.canvas
        x, y = round(r.x * scale), round(r.y * scale)
        w = max(1, round(r.right * scale) - x)
        h = max(1, round(r.bottom * scale) - y)
        turned = stage.map.rotation in (90, 270)
        image = grab(window, Size(h, w) if turned else Size(w, h))
        if image.isNull():
            # Not mapped yet is no news; mapped and unreadable is.
            real = real and not stage.exposed()
            image = stage.picture()
        _put(p, image, stage, QRectF(x, y, w, h))
    p.end()
    return Echo(whole, real)


def natural_width(canvas: Size, outputs: Sequence[tuple[OutputWindow, Stage]]) -> int:
    """The width at which the sharpest output comes 1:1."""
    scale = max((stage.map.scale for _, stage in outputs), default=1.0)
    return max(1, min(16_384, round(canvas.w * scale)))


def grab_by_qt(window: OutputWindow, size: Size) -> QImage:
    """Reads the window through Qt: works on every platform, and costs a copy of all of it."""
    screen = window.screen()
    if screen is None or not window.isExposed():
        return QImage()
    image = screen.grabWindow(window.winId()).toImage()
    if image.isNull() or (image.width(), image.height()) == (size.w, size.h):
        return image
    return shrunk(image, size)


def shrunk(image: QImage, size: Size) -> QImage:
    """A picture in another size, smooth."""
    if image.width() >= 2 * size.w or image.height() >= 2 * size.h:
        # Beyond a half, single px would be skipped: take the mean of areas.
        return image.scaled(
            size.w,
            size.h,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    out = QImage(size.w, size.h, QImage.Format.Format_RGB32)
    p = QPainter(out)
    p.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    p.drawImage(QRectF(0, 0, size.w, size.h), image)
    p.end()
    return out


def encoded(image: QImage, form: str, quality: int = -1) -> bytes:
    """The picture as "JPG" or "PNG"; may be called on any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # The stub asks for bytes, which the call itself refuses (PySide6 6.11.3).
    writer = QImageWriter(buffer, QByteArray(form.encode()))
    writer.setQuality(quality)
    if not writer.write(image):
        raise ValueError(f"picture cannot be written as {form}: {writer.errorString()}")
    return bytes(buffer.data().data())


def _put(p: QPainter, image: QImage, stage: Stage, target: QRectF) -> None:
    """Draws a window's picture upright into its place."""
    if stage.map.rotation:
        turn = turn_of(stage.map)
        back = turn.inverted()[0] if turn is not None else None
        if back is not None:
            image = image.transformed(back)
    if (image.width(), image.height()) == (target.width(), target.height()):
        p.drawImage(target.topLeft(), image)
        return
    p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    p.drawImage(target, image)
    p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
