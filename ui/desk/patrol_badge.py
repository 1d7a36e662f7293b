"""The badge of a patrol on its tile: 轮巡 2/5 · 7 秒."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui.common.tokens import DARK
from ui.common.words import Words
from wallctl.domain.entities import Tile
from wallctl.domain.observed import PatrolState

_PAD = 5.0


def set_words(tile: Tile, words: Words) -> str:
    """What a prepared patrol is: how many sources, how long each; "" where there is none."""
    patrol = tile.patrol
    if patrol is None:
        return ""
    return words("patrol.badge_set", n=len(patrol.sources), s=f"{patrol.dwell_s:g}")


def state_words(tile: Tile, state: PatrolState, shown: str, words: Words, now: float) -> str:
    """How it goes on the wall. `shown` is the source that the glass reports, else whose turn it
    is; `now` epoch s on the engine's clock."""
    if tile.patrol is None:
        return ""
    listed = tile.patrol.sources
    source = shown if shown in listed else state.source
    at = listed.index(source) + 1 if source in listed else 0
    place = {"n": at, "all": len(listed)}
    if state.stopped == "manual":
        return words("patrol.badge_stopped", **place)
    if state.stopped:
        return words("patrol.badge_no_picture", **place)
    if not state.due_at:
        return words("patrol.badge_waits", **place)
    return words("patrol.badge", **place, s=max(0, round(state.due_at - now)))


def draw(
    painter: QPainter,
    box: QRectF,
    said: str,
    text: QFont,
    *,
    low: bool = True,
    stopped: bool = False,
) -> None:
    """In the tile's lower left corner, or in the upper one where the tile's name lies below;
    elided to the tile, nothing where that is too small."""
    if not said:
        return
    metrics = QFontMetricsF(text)
    height = metrics.height() + 2
    room = box.width() - 6
    if box.height() < height * 1.6 or room < metrics.averageCharWidth() * 5:
        return
    said = metrics.elidedText(said, Qt.TextElideMode.ElideRight, room - 2 * _PAD)
    wide = metrics.horizontalAdvance(said) + 2 * _PAD
    top = box.bottom() - height - 3 if low else box.top() + 3
    bar = QRectF(box.left() + 3, top, wide, height)
    back = QColor(DARK.strip)
    back.setAlpha(225)
    painter.save()
    edge = DARK.pending if stopped else DARK.edge
    style = Qt.PenStyle.DashLine if stopped else Qt.PenStyle.SolidLine
    painter.setPen(QPen(QColor(edge), 1, style))
    painter.setBrush(back)
    painter.drawRect(bar)
    painter.setFont(text)
    painter.setPen(QColor(DARK.text))
    painter.drawText(bar, Qt.AlignmentFlag.AlignCenter, said)
    painter.restore()
