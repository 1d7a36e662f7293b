"""What devices behind the wall show, on the desk: the node's echo cannot see it, so that it is
drawn hatched with how it is known, never as a picture."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ui.common import glyphs
from ui.common.hub import Hub
from ui.common.labels import name_of
from ui.common.tokens import DARK
from ui.common.words import Words
from wallctl.domain.behind_known import Known, tiles_known
from wallctl.domain.entities import Tile

GOOD = frozenset({Known.READ_BACK, Known.SENT})
_INK = {
    Known.READ_BACK: DARK.body,
    Known.SENT: DARK.body,
    Known.PENDING: DARK.pending,
}


@dataclass(frozen=True, slots=True)
class DeviceTile:
    tile: Tile
    known: Known
    name: str
    said: str


def device_tiles(hub: Hub, words: Words, wall: str) -> tuple[DeviceTile, ...]:
    """The tiles of a wall's program that devices show, lowest first."""
    one = hub.show.walls.get(wall)
    if one is None:
        return ()
    known = tiles_known(hub.show, one, hub.observed.devices)
    return tuple(
        DeviceTile(
            tile,
            known[tile.id],
            tile.title or name_of(hub.show.sources.get(tile.source), words, tile.source),
            words(f"behind.known.{known[tile.id].value}"),
        )
        for tile in hub.show.program(wall).tiles
        if tile.id in known
    )


def paint(painter: QPainter, box: QRectF, one: DeviceTile, text: QFont) -> None:
    """Name and how it is known, over hatching; no picture."""
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.fillRect(box, QColor(DARK.tile))
    painter.setBrushOrigin(box.topLeft())
    painter.fillRect(box, glyphs.hatch(DARK.edge, 130))
    painter.setPen(QColor(DARK.edge))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    metrics = QFontMetricsF(text)
    painter.setFont(text)
    room = box.width() - 16
    lines = [(one.name, DARK.text), (one.said, _INK.get(one.known, DARK.fault))]
    if box.height() < metrics.height() * 2 + 8:
        lines = lines[1:]  # how it is known before what it is
    high = metrics.height() * len(lines)
    wide = max(metrics.horizontalAdvance(said) for said, _ in lines)
    if room > 0:
        back = QRectF(0, 0, min(room, wide) + 10, high + 4)
        back.moveCenter(box.center())
        strip = QColor(DARK.strip)
        strip.setAlpha(225)
        painter.fillRect(back, strip)
        for n, (said, ink) in enumerate(lines):
            line = QRectF(back.left(), back.top() + 2 + n * metrics.height(), back.width(), high)
            line.setHeight(metrics.height())
            painter.setPen(QColor(ink))
            elided = metrics.elidedText(said, Qt.TextElideMode.ElideRight, back.width() - 8)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, elided)
    painter.restore()
