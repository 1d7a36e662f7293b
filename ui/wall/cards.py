"""Label strip, badges, slate and stale picture: made once for a look, then only copied."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ui.wall.items import Sprite
from ui.wall.looks import Face, Look
from ui.wall.text import Ink, TextPictures, ink
from ui.wall.theme import Theme
from wallctl.domain.geometry import Rect, Size

_ARGB = QImage.Format.Format_ARGB32_Premultiplied


@dataclass(frozen=True, slots=True)
class Style:
    """How everything on one output is drawn. `unit` is the label's font height there, px."""

    theme: Theme
    text: TextPictures
    unit: float


def unit_of(output: Size) -> float:
    """Label font height for an output of that many device px: readable, never loud."""
    return min(64.0, max(18.0, 0.034 * min(output.w, output.h)))


@dataclass(frozen=True, slots=True)
class Dressing:
    """What is drawn over a tile's picture or card."""

    sprites: tuple[Sprite, ...] = ()


def dress(look: Look, room: Rect, style: Style) -> Dressing:
    """Label, badge and card lines for a tile that fills `room` (upright px)."""
    sprites: list[Sprite] = []
    if look.lines:
        sprites += _card(look, room, style)
    if look.label:
        sprites.append(_label(look, room, style))
    if look.badge:
        sprites.append(_badge(look, room, style))
    if look.small:
        sprites.append(_small(look, room, style))
    return Dressing(tuple(sprites))


def _label(look: Look, room: Rect, style: Style) -> Sprite:
    px = max(10.0, min(style.unit, 0.085 * room.h))
    bright = ink(px, style.theme["label_ink"])
    soft = ink(px, style.theme["label_muted"])
    pad = round(px * 0.5)
    parts = _strip(look, room.w - 2 * pad, bright, style.text)
    gap = round(px * 0.7)
    images = [
        style.text.picture(words, bright if i == 0 else soft, room.w - 2 * pad)
        for i, words in enumerate(parts)
    ]
    width = min(room.w, sum(i.width() for i in images) + gap * (len(images) - 1) + 2 * pad)
    height = min(room.h, round(px * 1.62))
    strip = QImage(max(1, width), max(1, height), _ARGB)
    strip.fill(style.theme["label_paper"])
    p = QPainter(strip)
    x = pad
    for image in images:
        p.drawImage(QPoint(x, (height - image.height()) // 2), image)
        x += image.width() + gap
    p.end()
    return Sprite(room.x, room.y, strip)


def _strip(look: Look, width: int, bright: Ink, text: TextPictures) -> list[str]:
    """What of the label has room: the clock goes first, then the place, then the state."""
    gap = round(bright.px * 0.7)
    for parts in (
        [look.label, look.state, look.clock],
        [look.label, look.state],
        [look.short, look.state],
        [look.short],
    ):
        said = [part for part in parts if part]
        if sum(text.width(part, bright) for part in said) + gap * (len(said) - 1) <= width:
            return said
    return [look.short or look.label]


def _badge(look: Look, room: Rect, style: Style) -> Sprite:
    """A framed note at the lower right: what stands still, and since when."""
    px = max(10.0, min(style.unit * 1.2, 0.1 * room.h))
    margin = max(2, round(px * 0.35))
    pad = round(px * 0.6)
    image = _fitting(look.badge, px, style.theme["ink"], room.w - 2 * (margin + pad), style)
    w, h = image.width() + 2 * pad, round(px * 1.75)
    plate = QImage(w, h, _ARGB)
    plate.fill(style.theme["badge_paper"])
    line = max(1, round(px / 14))
    p = QPainter(plate)
    edge = style.theme["stale_edge" if look.face is Face.STALE else "held_edge"]
    p.setPen(QPen(edge, line))
    p.drawRect(QRectF(line / 2, line / 2, w - line, h - line))
    p.drawImage(QPoint(pad, (h - image.height()) // 2), image)
    p.end()
    return Sprite(room.right - w - margin, room.bottom - h - margin, plate)


def _small(look: Look, room: Rect, style: Style) -> Sprite:
    """The time of a standing picture in visit mode: no word, no frame."""
    px = max(9.0, min(style.unit * 0.8, 0.07 * room.h))
    image = style.text.picture(look.small, ink(px, style.theme["label_muted"], shadow=True))
    away = round(px * 0.5)
    return Sprite(room.right - image.width() - away, room.bottom - image.height() - away, image)


def _card(look: Look, room: Rect, style: Style) -> list[Sprite]:
    """Name, reason and since-when, centred; with a cross above for a slate."""
    name, reason, *rest = look.lines
    base = max(9.0, min(style.unit * 1.35, 0.105 * room.h, 0.085 * room.w))
    widest = round(room.w * 0.92)
    theme = style.theme
    rows: list[tuple[QImage, float]] = []  # picture, space below in units of base
    if look.face is Face.CARD and room.h >= 130:
        rows.append((_cross(base * 1.05, theme["ink_muted"]), 0.45))
    rows.append((_fitting(name, base * 1.15, theme["ink"], widest, style, bold=True), 0.12))
    rows.append((_fitting(reason, base * 0.86, theme["ink_body"], widest, style), 0.02))
    rows += [
        (_fitting(line, base * 0.78, theme["ink_muted"], widest, style), 0.0)
        for line in rest
        if line and room.h >= 80
    ]
    height = sum(image.height() + round(gap * base) for image, gap in rows)
    # The label lies at the top: the card's middle is a little below the tile's.
    y = room.y + max(0, (room.h - height) // 2)
    sprites = []
    for image, gap in rows:
        sprites.append(Sprite(room.x + (room.w - image.width()) // 2, y, image))
        y += image.height() + round(gap * base)
    return sprites


def _fitting(
    words: str, px: float, colour: QColor, widest: int, style: Style, *, bold: bool = False
) -> QImage:
    """The text made smaller where it is too wide, down to two thirds; cut only below that."""
    look = ink(px, colour, bold=bold)
    need = style.text.width(words, look)
    if need > widest:
        look = ink(max(9.0, px * max(0.66, widest / need)), colour, bold=bold)
    return style.text.picture(words, look, max(1, widest))


def _cross(size: float, colour: QColor) -> QImage:
    side = max(8, round(size))
    image = QImage(side, side, _ARGB)
    image.fill(0)
    p = QPainter(image)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(1.5, size / 9)
    p.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    a, b = width, side - width
    p.drawLine(QPoint(round(a), round(a)), QPoint(round(b), round(b)))
    p.drawLine(QPoint(round(a), round(b)), QPoint(round(b), round(a)))
    p.end()
    return image


def stale_picture(frame: QImage, part: QRectF, target: Rect, theme: Theme) -> QImage:
    """A frame in grey, darker and hatched, in the target's size: cannot be taken for live."""
    size = QRect(0, 0, target.w, target.h)
    sized = QImage(target.w, target.h, QImage.Format.Format_RGB32)
    p = QPainter(sized)
    p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    p.drawImage(QRectF(size), frame, part)
    p.end()
    grey = sized.convertToFormat(QImage.Format.Format_Grayscale8)
    out = grey.convertToFormat(QImage.Format.Format_RGB32)
    p = QPainter(out)
    p.fillRect(size, theme["stale_shade"])
    step = max(12.0, min(target.w, target.h) / 8)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(QPen(theme["stale_hatch"], step / 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    x = -float(target.h)
    while x < target.w:
        p.drawLine(int(x), 0, int(x) + target.h, target.h)
        x += step * 1.42
    p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    line = max(2, round(step / 12))
    p.setPen(
        QPen(
            theme["stale_edge"],
            line,
            Qt.PenStyle.SolidLine,
            Qt.PenCapStyle.FlatCap,
            Qt.PenJoinStyle.MiterJoin,
        )
    )
    p.drawRect(QRectF(line / 2, line / 2, target.w - line, target.h - line))
    p.end()
    return out
