"""The test card: one picture over the whole canvas, so that seams and sizes can be judged.

Lines and circles go across the outputs in canvas px: where they break or bend at a seam, the frames
are not compensated rightly. Each output also has its own frame, name and colour bars.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ui.common.words import Words
from ui.wall.cards import Style
from ui.wall.geometry import OutputMap
from ui.wall.items import ImageItem
from ui.wall.text import ink
from wallctl.domain.entities import Output
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.plan import WallPlan

BARS = ("#C8C8C8", "#C8C800", "#00C8C8", "#00C800", "#C800C8", "#C80000", "#0000C8", "#303030")
_GREYS = 8
_PARTS = 9  # squares of the hatch in the height of the smallest output


def testcard_item(
    output: Output, out: OutputMap, plan: WallPlan, style: Style, words: Words
) -> ImageItem:
    """What of the card lies on one output, in its upright px."""
    size = out.upright
    image = QImage(size.w, size.h, QImage.Format.Format_RGB32)
    image.fill(style.theme["letterbox"])
    p = QPainter(image)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.save()
    p.scale(size.w / out.canvas.w, size.h / out.canvas.h)
    p.translate(-out.canvas.x, -out.canvas.y)
    _paint_canvas(p, plan, style, max(1.0, 2.0 / out.scale))
    p.restore()
    _paint_bars(p, size)
    _paint_edge(p, size, style)
    _paint_plate(p, size, _lines(output, plan, words), style)
    p.end()
    return ImageItem(out.bounds, image)


def circles(rects: Sequence[Rect], canvas: Size) -> Iterator[tuple[float, float, float]]:
    """Middle and radius of each circle, canvas px: one around the middle of the canvas, and one
    over each seam between two outputs that stand side by side or one above the other."""
    yield canvas.w / 2, canvas.h / 2, min(canvas.w, canvas.h) * 0.46
    for one in rects:
        beside = [
            o for o in rects if o.x >= one.right and _common(one.y, one.bottom, o.y, o.bottom)
        ]
        if beside:
            next_one = min(beside, key=lambda o: o.x)
            top, bottom = max(one.y, next_one.y), min(one.bottom, next_one.bottom)
            radius = min(one.w, next_one.w, bottom - top) * 0.3
            yield (one.right + next_one.x) / 2, (top + bottom) / 2, radius
        below = [o for o in rects if o.y >= one.bottom and _common(one.x, one.right, o.x, o.right)]
        if below:
            next_one = min(below, key=lambda o: o.y)
            left, right = max(one.x, next_one.x), min(one.right, next_one.right)
            radius = min(one.h, next_one.h, right - left) * 0.3
            yield (left + right) / 2, (one.bottom + next_one.y) / 2, radius


def _common(begin: int, end: int, other_begin: int, other_end: int) -> bool:
    return min(end, other_end) > max(begin, other_begin)


def _paint_canvas(p: QPainter, plan: WallPlan, style: Style, thick: float) -> None:
    """What goes on from one output to the next, canvas px."""
    canvas, rects = plan.canvas, [o.rect for o in plan.outputs]
    step = max(16, min((min(r.w, r.h) for r in rects), default=canvas.h) // _PARTS)
    p.setPen(QPen(style.theme["paper_edge"], thick))
    for x in range(0, canvas.w + 1, step):
        p.drawLine(QPointF(x, 0), QPointF(x, canvas.h))
    for y in range(0, canvas.h + 1, step):
        p.drawLine(QPointF(0, y), QPointF(canvas.w, y))
    p.setPen(QPen(style.theme["ink_muted"], thick))
    p.drawLine(QPointF(0, 0), QPointF(canvas.w, canvas.h))
    p.drawLine(QPointF(0, canvas.h), QPointF(canvas.w, 0))
    p.setPen(QPen(style.theme["ink"], thick * 2))
    for across, down, radius in circles(rects, canvas):
        p.drawEllipse(QPointF(across, down), radius, radius)


def _paint_bars(p: QPainter, size: Size) -> None:
    """Colour bars and steps of grey at the foot: what each display makes of the same colours."""
    tall = size.h * 0.07
    left, wide = size.w * 0.1, size.w * 0.8
    for n, colour in enumerate(BARS):
        w = wide / len(BARS)
        p.fillRect(QRectF(left + n * w, size.h * 0.82, w + 1, tall), QColor(colour))
    for n in range(_GREYS):
        w, v = wide / _GREYS, round(16 + n * (235 - 16) / (_GREYS - 1))
        p.fillRect(QRectF(left + n * w, size.h * 0.82 + tall, w + 1, tall / 2), QColor(v, v, v))


def _paint_edge(p: QPainter, size: Size, style: Style) -> None:
    """The outermost pixels and an arrow upwards: what is cut off or turned shows at once."""
    line = max(2, min(size.w, size.h) // 270)
    p.setPen(QPen(style.theme["ink"], line))
    half = line / 2
    p.drawRect(QRectF(half, half, size.w - line, size.h - line))
    middle, top, long = size.w / 2, size.h * 0.03, size.h * 0.08
    p.drawLine(QPointF(middle, top), QPointF(middle, top + long))
    p.drawLine(QPointF(middle, top), QPointF(middle - long * 0.3, top + long * 0.4))
    p.drawLine(QPointF(middle, top), QPointF(middle + long * 0.3, top + long * 0.4))


def _lines(output: Output, plan: WallPlan, words: Words) -> tuple[str, str, str]:
    ids = [one.id for one in plan.outputs]
    number = 1 + (ids.index(output.id) if output.id in ids else 0)
    screen = output.screen or words("identify.no_screen")
    r = output.rect
    return (
        f"{number} · {output.name or output.id}",
        words("identify.where", node=output.node, screen=screen),
        words("identify.size", w=r.w, h=r.h, x=r.x, y=r.y),
    )


def _paint_plate(p: QPainter, size: Size, lines: Sequence[str], style: Style) -> None:
    """Whose picture this is, above the middle, so that circles over the seams stay in sight."""
    px = max(12.0, min(size.h * 0.065, size.w * 0.045))
    looks = (
        ink(px, style.theme["ink"], bold=True),
        ink(px * 0.6, style.theme["ink_body"]),
        ink(px * 0.6, style.theme["ink_body"]),
    )
    images = [
        style.text.picture(text, look, round(size.w * 0.9))
        for text, look in zip(lines, looks, strict=True)
    ]
    pad = round(px * 0.5)
    w = max(i.width() for i in images) + 2 * pad
    h = sum(i.height() for i in images) + pad
    x, y = (size.w - w) // 2, round(size.h * 0.14)
    p.fillRect(x, y, w, h, style.theme["identify_paper"])
    y += pad // 2
    for image in images:
        p.drawImage(QPoint((size.w - image.width()) // 2, y), image)
        y += image.height()
