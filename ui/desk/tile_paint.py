"""How one tile is drawn on the desk: its picture, its state and its label strip."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from ui.common import glyphs
from ui.common.glyphs import Glyph
from ui.common.tokens import DARK
from wallctl.domain.observed import Picture

_LABEL_IS_ENOUGH = 5
"""Below this many strips of height a tile with a label of its own gets no second one."""
OLD = frozenset({Picture.STALE, Picture.HELD})


@dataclass(frozen=True, slots=True)
class Look:
    """What is drawn for a tile. `part` is the part of `image` that is its picture, px."""

    name: str
    state: str = ""  # words, "" while it is live
    time: str = ""  # when its frame was received
    picture: Picture | None = None
    image: QImage | None = None
    part: QRectF | None = None
    locked: bool = False
    labelled: bool = False  # its picture carries the wall's own label


def paint(painter: QPainter, box: QRectF, look: Look, text: QFont) -> None:
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.fillRect(box, QColor(DARK.tile))
    if look.image is not None:
        part = look.part or QRectF(look.image.rect())
        painter.drawImage(box, look.image, part)
    if look.picture in OLD:
        painter.fillRect(box, QColor(20, 23, 28, 110))
        painter.setBrushOrigin(box.topLeft())
        painter.fillRect(box, glyphs.hatch(DARK.stale))
    elif look.image is None:
        _card(painter, box, look, text)
    strip(painter, box, look, text)
    painter.restore()


def _card(painter: QPainter, box: QRectF, look: Look, text: QFont) -> None:
    """Words in place of a picture that is not there."""
    metrics = QFontMetricsF(text)
    middle = box.adjusted(6, 4, -6, -metrics.height() - 6)
    if middle.height() < metrics.height() or not look.state:
        return
    painter.setFont(text)
    painter.setPen(QColor(DARK.muted))
    said = metrics.elidedText(look.state, Qt.TextElideMode.ElideRight, middle.width())
    painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, said)


def strip(painter: QPainter, box: QRectF, look: Look, text: QFont) -> None:
    """Name at the left, state or time at the right, over the tile's lower edge."""
    metrics = QFontMetricsF(text)
    height = metrics.height() + 2
    if box.height() < height * 1.6 or box.width() < height * 2:
        return
    told = look.state or look.locked
    if look.labelled and not told and box.height() < height * _LABEL_IS_ENOUGH:
        return
    bar = QRectF(box.left(), box.bottom() - height, box.width(), height)
    back = QColor(DARK.strip)
    back.setAlpha(215)
    painter.fillRect(bar, back)
    painter.setFont(text)
    inner = bar.adjusted(5, 0, -5, 0)
    right = look.state or look.time
    room = inner.width()
    taken = 0.0
    middle = Qt.AlignmentFlag.AlignVCenter
    if look.locked:
        side = metrics.ascent()
        glyphs.draw(
            painter,
            Glyph.LOCK,
            QRectF(inner.left(), bar.center().y() - side / 2, side, side),
            DARK.locked,
        )
        inner.setLeft(inner.left() + side + 4)
        room = inner.width()
    if right:
        wide = metrics.horizontalAdvance(right)
        mark = metrics.ascent() if look.state else 0.0
        if wide + mark + 4 <= room * (0.72 if look.state else 0.45):
            taken = wide + (mark + 4 if mark else 0) + 8
            painter.setPen(QColor(DARK.body))
            painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, right)
            if mark:
                at = QRectF(
                    inner.right() - wide - mark - 4, bar.center().y() - mark / 2, mark, mark
                )
                glyphs.draw(painter, _mark(look.picture), at, DARK.stale)
        elif look.state:
            mark = metrics.ascent()
            taken = mark + 6
            at = QRectF(inner.right() - mark, bar.center().y() - mark / 2, mark, mark)
            glyphs.draw(painter, _mark(look.picture), at, DARK.stale)
    painter.setPen(QColor(DARK.text))
    name = metrics.elidedText(look.name, Qt.TextElideMode.ElideRight, room - taken)
    painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, name)


def _mark(picture: Picture | None) -> Glyph:
    if picture in OLD:
        return Glyph.STALE
    return Glyph.PENDING if picture in (Picture.OPENING, None) else Glyph.CROSS
