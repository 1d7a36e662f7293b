"""How one tile is drawn on the desk: its picture, its state and its label strip."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from ui.common import glyphs
from ui.common.glyphs import Glyph
from ui.common.tokens import DARK
from wallctl.domain.observed import Picture

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
    labelled: bool = False  # its picture carries the wall's own label: no second one is drawn


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
    if not look.labelled:
        strip(painter, box, look, text)
    elif look.state or look.locked:
        chip(painter, box, look, text)
    painter.restore()


def mark(painter: QPainter, box: QRectF, look: Look, text: QFont) -> None:
    """Over the wall's real picture: only a frame and a small word, and only where the glass says
    that the tile is not live. Old is hatched, what is not there yet dashed, no signal double."""
    if not look.state:
        return
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if look.picture in OLD:
        painter.setPen(QPen(glyphs.hatch(DARK.stale, 230, step=8), 8))
        painter.drawRect(box)
    elif look.picture in (Picture.SLATE, Picture.SAFE):
        painter.setPen(QPen(QColor(DARK.fault), 1))
        for inset in (1.5, 4.5):
            painter.drawRect(box.adjusted(inset, inset, -inset, -inset))
    else:
        painter.setPen(QPen(QColor(DARK.pending), 2, Qt.PenStyle.DashLine))
        painter.drawRect(box.adjusted(1.5, 1.5, -1.5, -1.5))
    chip(painter, box, look, text)
    painter.restore()


def chip(painter: QPainter, box: QRectF, look: Look, text: QFont) -> None:
    """State and lock alone, in the lower right corner; the glyphs alone where it is narrow."""
    metrics = QFontMetricsF(text)
    side, pad = metrics.ascent(), 5.0
    marks = []
    if look.locked:
        marks.append((Glyph.LOCK, DARK.locked))
    if look.state:
        ink = DARK.fault if look.picture is Picture.SLATE else DARK.stale
        marks.append((_mark(look.picture), ink))
    wide = pad + len(marks) * (side + pad)
    said = look.state
    if said and wide + metrics.horizontalAdvance(said) + pad > box.width() - 6:
        room = box.width() - 6 - wide - pad
        enough = room >= metrics.averageCharWidth() * 6
        said = metrics.elidedText(said, Qt.TextElideMode.ElideRight, room) if enough else ""
    if said:
        wide += metrics.horizontalAdvance(said) + pad
    height = metrics.height() + 2
    bar = QRectF(box.right() - wide - 3, box.bottom() - height - 3, wide, height)
    if bar.left() < box.left() or bar.top() < box.top():
        return
    back = QColor(DARK.strip)
    back.setAlpha(225)
    painter.fillRect(bar, back)
    left = bar.left() + pad
    for glyph, ink in marks:
        at = QRectF(left, bar.center().y() - side / 2, side, side)
        glyphs.draw(painter, glyph, at.adjusted(1, 1, -1, -1), ink)
        left += side + pad
    painter.setFont(text)
    painter.setPen(QColor(DARK.text))
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(QRectF(left, bar.top(), bar.right() - left, height), middle, said)


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
    if picture is Picture.SLATE:
        return Glyph.FAULT
    return Glyph.PENDING if picture in (Picture.OPENING, Picture.WARM, None) else Glyph.CROSS
