"""The TAKE button: what would change, and what came of it."""

from __future__ import annotations

import time

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.common import glyphs
from ui.common.command_button import CommandButton, Dress, State
from ui.common.hub import Hub
from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk.actions import Actions
from ui.desk.request_card import RequestCard
from ui.desk.selection import Selection
from wallctl.domain.commands import Answer
from wallctl.domain.differs import preview_against_program
from wallctl.domain.entities import Kind

_LEAST_MM, _MORE_MM = 13.0, 5.0
_TOLD_AFTER_S = 1.0
_TELLS = frozenset({State.CONFIRMED, State.SENT, State.PART, State.FAILED})
"""States whose own words are what matters; the difference comes back with the next change."""


class TakeButton(CommandButton):
    """Wide and high, its words in the middle."""

    def __init__(self, words: Words, scale: Scale) -> None:
        super().__init__(words, scale, "take.label", live=True, dress=Dress.TAKE)
        self._large = font(scale.large, bold=True)
        self.more = 0  # px of height beyond the least
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def more_at_most(self) -> int:
        return self._scale.mm(_MORE_MM)

    def settles(self, state: State) -> bool:
        """What did not get on the wall stays told until something changes."""
        return state not in (State.PART, State.FAILED)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._scale.mm(_LEAST_MM) + self.more)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._scale.mm(60), self._scale.mm(_LEAST_MM) + self.more)

    def paint_words(self, painter: QPainter, box: QRectF, ink: str) -> None:
        """Large label, its key, then what would change or what came of it."""
        gap = self._scale.mm(6)
        told = self.note() if self.state is not State.IDLE else ""
        body = QFontMetricsF(self.font())
        big = QFontMetricsF(self._large)
        key = self._words("take.key")
        room = box.width() - 2 * self._pad()
        if self.state in _TELLS:
            said = [told]
        else:
            said = [told, self._detail] if self.state is not State.PENDING else [self._detail]
        rest = "    ".join(s for s in said if s)
        wide = big.horizontalAdvance(self.text()) + gap + body.horizontalAdvance(key)
        mark = self._scale.body + self._scale.mm(1.5) if self.mark() else 0.0
        rest = body.elidedText(rest, Qt.TextElideMode.ElideRight, room - wide - gap - mark)
        total = wide + gap + mark + body.horizontalAdvance(rest)
        left = box.left() + self._pad() + max(0.0, (room - total) / 2)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft

        def put(text: str, colour: str) -> None:
            nonlocal left
            painter.setPen(QColor(colour))
            at = QRectF(left, box.top(), box.right() - left, box.height())
            painter.drawText(at, middle, text)
            left += QFontMetricsF(painter.font()).horizontalAdvance(text)

        painter.setFont(self._large)
        put(self.text(), ink)
        painter.setFont(self.font())
        left += gap / 2
        put(key, DARK.body if ink == DARK.text else ink)
        left += gap
        if self.mark():
            side = self._scale.body
            square = QRectF(left, box.center().y() - side / 2, side, side)
            glyphs.draw(painter, self.mark(), square.adjusted(1, 1, -1, -1), self.mark_colour())
            left += mark
        put(rest, ink)


_ANSWERED = (State.CONFIRMED, State.SENT, State.PART, State.FAILED)


class TakeBar(QWidget):
    """`answered` carries the answer of a take once it is there, None if the engine was not."""

    answered = Signal(object)

    def __init__(
        self,
        hub: Hub,
        selection: Selection,
        actions: Actions,
        words: Words,
        scale: Scale,
    ) -> None:
        super().__init__()
        self._hub, self._selection, self._actions, self._words = hub, selection, actions, words
        self._warnings = 0
        self._began = 0.0
        self.button = TakeButton(words, scale)
        self.button.fired.connect(self._take)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.mm(1.4))
        layout.addWidget(self.button, 1)
        self.request = RequestCard(hub, actions, words, scale)
        layout.addWidget(self.request)
        self._progress = QTimer(self, interval=500)
        self._progress.timeout.connect(self._tell_progress)
        hub.show_changed.connect(self._show_changed)
        selection.wall_changed.connect(self._tell)
        words.changed.connect(self._tell)
        self._tell()

    def least_height(self) -> int:
        return self.button.sizeHint().height() - self.button.more

    def grow(self, px: int) -> int:
        """Takes up to so many px of height more than the least; returns what it took."""
        more = max(0, min(px, self.button.more_at_most()))
        if more != self.button.more:
            self.button.more = more
            self.button.updateGeometry()
            self.updateGeometry()
        return more

    def set_warnings(self, count: int) -> None:
        if count != self._warnings:
            self._warnings = count
            self._tell()

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.TILE, Kind.PROGRAM, Kind.WALL}:
            if Kind.TILE in kinds and self.button.state in _ANSWERED:
                self.button.show_state(State.IDLE)  # the answer was to another preview
            self._tell()

    def _take(self) -> None:
        self._began = time.monotonic()
        self._progress.start()
        self._tell_progress()
        self._actions.take(self.button, self._answered)

    def _answered(self, answer: Answer | None) -> None:
        self._progress.stop()
        self._tell()
        self.answered.emit(answer)

    def _tell_progress(self) -> None:
        waited = time.monotonic() - self._began
        if waited < _TOLD_AFTER_S:
            self.button.set_detail(self._words("take.sent"))
        else:
            self.button.set_detail(self._words("take.waiting", n=round(waited)))

    def _tell(self) -> None:
        if self._progress.isActive():
            return
        self.button.set_detail(self.difference_words())

    def difference_words(self) -> str:
        words = self._words
        d = preview_against_program(self._hub.show, self._selection.wall)
        counts = (
            ("take.added", d.added),
            ("take.removed", d.removed),
            ("take.moved", d.moved),
            ("take.sources", d.source_changed),
            ("take.other", d.changed),
        )
        said = [words(key, n=n) for key, n in counts if n] or [words("take.same")]
        told = "  ".join(said)
        if self._warnings:
            told += "  ·  " + words("take.warnings", n=self._warnings)
        return told
