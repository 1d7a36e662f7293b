"""The line at the bottom: the last result with who and when, and where help is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.common import glyphs
from ui.common.command_button import CommandButton, Dress, State
from ui.common.glyphs import Glyph
from ui.common.hub import Hub
from ui.common.labels import clock_words
from ui.common.parts import Elided
from ui.common.scale import Scale
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk.answers import GLYPHS, Report, result_words

_HINT_MS = 6000


class Mark(QWidget):
    """The glyph of a result."""

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self._glyph, self._colour = Glyph.NONE, DARK.text
        self.setFixedSize(scale.small, scale.small)

    def put(self, glyph: Glyph, colour: str) -> None:
        self._glyph, self._colour = glyph, colour
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        glyphs.draw(painter, self._glyph, QRectF(self.rect()), self._colour)


class LogLine(QFrame):
    pages_wanted = Signal()
    help_wanted = Signal()
    keys_wanted = Signal()
    language_wanted = Signal()

    def __init__(
        self, hub: Hub, words: Words, scale: Scale, user: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._hub, self._words, self._user = hub, words, user
        self._report: Report | None = None
        self._hint = ""
        self.setProperty("role", "bar")
        self._mark = Mark(scale)
        self._said = Elided("small")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(scale.mm(4), 0, scale.mm(3), 0)
        layout.setSpacing(scale.mm(1.5))
        layout.addWidget(self._mark)
        layout.addWidget(self._said, 1)
        self.buttons = []
        for key, signal in (
            ("log.pages", self.pages_wanted),
            ("log.help", self.help_wanted),
            ("log.keys", self.keys_wanted),
            ("log.language", self.language_wanted),
        ):
            button = CommandButton(words, scale, key, dress=Dress.QUIET)
            button.fired.connect(signal)
            layout.addWidget(button)
            self.buttons.append(button)
        self.pages_button = self.buttons[0]
        self.setFixedHeight(scale.mm(9.4))
        self._calm = QTimer(self, singleShot=True, interval=_HINT_MS)
        self._calm.timeout.connect(self._forget_hint)
        words.changed.connect(self._say)

    @property
    def text(self) -> str:
        return self._said.text()

    def report(self, report: Report) -> None:
        self._report, self._hint = report, ""
        self._say()

    def hint(self, key: str) -> None:
        """Why nothing was done, for some seconds."""
        self._hint = key
        self._calm.start()
        self._say()

    def _forget_hint(self) -> None:
        self._hint = ""
        self._say()

    def _say(self) -> None:
        if self._hint:
            self._mark.put(Glyph.WARN, DARK.pending)
            self._said.say(self._words(self._hint))
            return
        report = self._report
        if report is None:
            self._mark.put(Glyph.NONE, DARK.text)
            self._said.say("")
            return
        words = self._words
        key = f"did.{report.kind}"
        what = words(key) if words.has(key) else report.kind
        by = report.by or self._hub.me.name or self._user or words("log.me")
        parts = [clock_words(report.at), by, what, f"「{report.what}」" if report.what else ""]
        self._mark.put(*GLYPHS.get(report.state, (Glyph.CHECK, DARK.text)))
        if report.by and report.state is State.CONFIRMED:
            self._mark.put(Glyph.DOT, DARK.select)
        self._said.say("  ".join(p for p in (*parts, result_words(report, words)) if p))
