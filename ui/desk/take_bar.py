"""The TAKE button: what would change, and what came of it."""

from __future__ import annotations

import time

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.common.command_button import CommandButton, Dress, State
from ui.common.hub import Hub
from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.words import Words
from ui.desk.actions import Actions
from ui.desk.selection import Selection
from wallctl.domain.commands import Answer
from wallctl.domain.differs import preview_against_program
from wallctl.domain.entities import Kind

_TOLD_AFTER_S = 1.0


class TakeButton(CommandButton):
    """Wide and high, its words in the middle."""

    def __init__(self, words: Words, scale: Scale) -> None:
        super().__init__(words, scale, "take.label", live=True, dress=Dress.TAKE)
        self.setFont(font(scale.body, bold=True))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._scale.mm(13))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._scale.mm(60), self._scale.mm(13))


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
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._hub, self._selection, self._actions, self._words = hub, selection, actions, words
        self._warnings = 0
        self._began = 0.0
        self.button = TakeButton(words, scale)
        self.button.fired.connect(self._take)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button, 1)
        self._progress = QTimer(self, interval=500)
        self._progress.timeout.connect(self._tell_progress)
        hub.show_changed.connect(self._show_changed)
        selection.wall_changed.connect(self._tell)
        words.changed.connect(self._tell)
        self._tell()

    def set_warnings(self, count: int) -> None:
        if count != self._warnings:
            self._warnings = count
            self._tell()

    def _show_changed(self, kinds: frozenset[Kind]) -> None:
        if kinds & {Kind.TILE, Kind.PROGRAM, Kind.WALL}:
            if Kind.TILE in kinds and self.button.state in (State.PART, State.FAILED):
                self.button.show_state(State.IDLE)
            self._tell()

    def _take(self) -> None:
        self._began = time.monotonic()
        self._progress.start()
        self._actions.take(self.button, self._answered)

    def _answered(self, answer: Answer | None) -> None:
        self._progress.stop()
        self._tell()
        self.answered.emit(answer)

    def _tell_progress(self) -> None:
        waited = time.monotonic() - self._began
        if waited >= _TOLD_AFTER_S:
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
        return f"{words('take.key')}    {told}"
