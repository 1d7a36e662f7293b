"""The whole picture of a tile for cropping: what its tile shows of it sharp, the rest as known."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from ui.common.tokens import DARK
from ui.desk import crops
from ui.desk.cuts import Cut
from wallctl.domain.entities import Tile
from wallctl.domain.geometry import Size


def paint_whole(
    painter: QPainter,
    box: QRectF,
    tile: Tile,
    *,
    size: Size | None,
    cut: Cut | None,
    thumbnail: QImage | None,
) -> None:
    """Into the box of the crop's stage. Of what is cropped away only the thumbnail knows."""
    painter.fillRect(box, QColor(DARK.tile))
    if thumbnail is not None:
        painter.drawImage(box, thumbnail, QRectF(thumbnail.rect()))
    if cut is None:
        return
    rect = tile.rect
    shape = size or Size(rect.w, rect.h)
    part, at = crops.shown_part(rect, shape, tile.fit, tile.crop)
    k = cut.part.width() / rect.w
    seen = QRectF(
        cut.part.left() + (at.x - rect.x) * k,
        cut.part.top() + (at.y - rect.y) * k,
        at.w * k,
        at.h * k,
    )
    to = QRectF(
        box.left() + part.x * box.width(),
        box.top() + part.y * box.height(),
        part.w * box.width(),
        part.h * box.height(),
    )
    painter.drawImage(to, cut.image, seen)
