"""What is wanted of a point and what it says, side by side. Drawn, not put together of labels."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.common import glyphs
from ui.common.glyphs import Glyph
from ui.common.labels import age_words
from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk.devices.words import (
    VERDICT_MARKS,
    is_about,
    joined,
    said,
    time_words,
    value_words,
    verdict_words,
)
from wallctl.domain.devices.entities import Desired
from wallctl.domain.devices.observed import PointState, Verdict
from wallctl.domain.devices.points import Point

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Told:
    """All that a face says; faces that are told the same look the same."""

    title: str
    seen: str
    seen_by: str  # who and when, or how old it is
    old: bool
    wanted: str = ""  # "" where nothing is wanted of it
    wanted_by: str = ""
    verdict: str = ""
    mark: Glyph = Glyph.NONE
    colour: str = DARK.text


def told(
    point: Point,
    state: PointState,
    desired: Desired | None,
    words: Words,
    *,
    now: float,
    old: bool,
    heard: float,
) -> Told:
    """`heard`: epoch s when an old value was last said, 0 where that is not known."""
    by = state.by or (words("devices.by_device") if state.value is not None else "")
    at = time_words(state.at, now) if state.value is not None else ""
    seen_by = joined(by if point.settable else "", at)
    if old:
        age = age_words(max(0.0, now - heard), words) if heard else ""
        seen_by = words("devices.old", age=age) if age else words("devices.old_unknown")
    if not is_about(state, desired):
        state = replace(state, verdict=Verdict.PENDING, reason="")
    mark, colour = VERDICT_MARKS[state.verdict]
    free = state.verdict is Verdict.FREE or (state.verdict is Verdict.UNKNOWN and desired is None)
    return Told(
        said(point.text, words) or point.key,
        value_words(point, state.value, words),
        seen_by,
        old,
        value_words(point, desired.value, words) if desired is not None else "",
        joined(desired.by, time_words(desired.at, now)) if desired is not None else "",
        "" if free else verdict_words(state, words),
        Glyph.NONE if free else mark,
        colour,
    )


class PointFace(QWidget):
    """One line for what is only read, two where nothing is wanted, three with a wish."""

    def __init__(self, words: Words, scale: Scale) -> None:
        super().__init__()
        self._words, self._scale = words, scale
        self._told = Told("", "", "", False)
        self._body, self._small = font(scale.body), font(scale.small)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> Told:
        return self._told

    def put(self, told: Told) -> None:
        if told == self._told:
            return
        before = self._lines()
        self._told = told
        words = self._words
        name = [
            told.title,
            told.verdict,
            f"{words('devices.wanted')} {told.wanted} {told.wanted_by}" if told.wanted else "",
            f"{words('devices.seen')} {told.seen} {told.seen_by}",
        ]
        self.setAccessibleName(" ".join(part for part in name if part))
        self.setToolTip("\n".join(part for part in name if part))
        if self._lines() != before:
            self.updateGeometry()
        self.update()

    def _lines(self) -> tuple[bool, bool]:
        """(a line of its own for the two values, a line below)."""
        return bool(self._told.wanted), bool(self._told.seen_by or self._told.wanted)

    def sizeHint(self) -> QSize:
        values, under = self._lines()
        body = QFontMetrics(self._body).height()
        tall = body * (2 if values else 1)
        tall += QFontMetrics(self._small).height() if under else 0
        return QSize(self._scale.mm(60), tall)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._scale.mm(30), self.sizeHint().height())

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        told = self._told
        body, small = QFontMetrics(self._body).height(), QFontMetrics(self._small).height()
        first = QRect(0, 0, self.width(), body)
        if told.wanted:
            used = self._verdict(painter, first)
            self._say(painter, first.adjusted(0, 0, -used, 0), told.title, DARK.text)
            half = (self.width() - self._scale.mm(2)) // 2
            for left, label, value, under, old in (
                (0, "devices.wanted", told.wanted, told.wanted_by, False),
                (self.width() - half, "devices.seen", told.seen, told.seen_by, told.old),
            ):
                box = QRect(left, body, half, body)
                self._value(painter, box, self._words(label), value, old=old)
                painter.setFont(self._small)
                self._say(painter, QRect(left, 2 * body, half, small), under, DARK.muted)
            return
        below = QRect(0, body, self.width(), small)
        used = self._verdict(painter, below)
        painter.setFont(self._body)
        wide = min(painter.fontMetrics().horizontalAdvance(told.seen), round(self.width() * 0.6))
        right = QRect(self.width() - wide - 2, 0, wide + 2, body)
        if told.old:
            painter.fillRect(right, glyphs.hatch(DARK.stale, 70))
        self._say(painter, right, told.seen, DARK.body if told.old else DARK.text, _RIGHT)
        title = first.adjusted(0, 0, -wide - self._scale.mm(2), 0)
        self._say(painter, title, told.title, DARK.text)
        painter.setFont(self._small)
        under_box = QRect(0, body, self.width() - used, small)
        self._say(painter, under_box, told.seen_by, DARK.muted, _LEFT if used else _RIGHT)

    def _verdict(self, painter: QPainter, line: QRect) -> int:
        """The verdict at the right of the line; the room it takes."""
        told = self._told
        if not told.verdict:
            return 0
        painter.setFont(self._small)
        side, gap = round(self._scale.small * 0.85), self._scale.mm(0.9)
        most = round(line.width() * 0.62) - side - gap
        text = painter.fontMetrics().elidedText(
            told.verdict, Qt.TextElideMode.ElideRight, max(most, 1)
        )
        wide = painter.fontMetrics().horizontalAdvance(text)
        left = line.right() - wide - gap - side
        square = QRectF(left, line.center().y() - side / 2, side, side)
        glyphs.draw(painter, told.mark, square, told.colour)
        painter.setPen(QColor(told.colour if told.mark is not Glyph.CHECK else DARK.body))
        painter.drawText(line, _RIGHT, text)
        painter.setFont(self._body)
        return wide + gap + side + self._scale.mm(2)

    def _value(self, painter: QPainter, box: QRect, label: str, value: str, *, old: bool) -> None:
        painter.setFont(self._small)
        used = painter.fontMetrics().horizontalAdvance(label) + self._scale.mm(1.4)
        self._say(painter, box, label, DARK.muted)
        painter.setFont(self._body)
        room = box.adjusted(used, 0, 0, 0)
        if old:
            painter.fillRect(room, glyphs.hatch(DARK.stale, 70))
        self._say(painter, room, value, DARK.body if old else DARK.text)

    @staticmethod
    def _say(
        painter: QPainter,
        room: QRect,
        text: str,
        ink: str,
        how: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        painter.setPen(QColor(ink))
        short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, how, short)
