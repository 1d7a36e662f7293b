"""A field unit has come on line: one press puts it into preview. Quiet after half a minute."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from ui.common.command_button import CommandButton
from ui.common.hub import Hub
from ui.common.labels import name_of
from ui.common.scale import Scale
from ui.common.words import Words
from ui.desk.sources.comings import Comings

SHOWN_MS = 30_000
"""A coming is told for so long."""


class ComingCard(QFrame):
    """`wanted` with the source that goes into the next free cell; `announced` with each new one.
    The newest is in sight, the others are counted."""

    wanted = Signal(str)
    announced = Signal(str)

    def __init__(self, hub: Hub, comings: Comings, words: Words, scale: Scale) -> None:
        super().__init__()
        self._hub, self._words = hub, words
        self._allowed = True
        self._waiting: list[str] = []  # newest last
        self.setProperty("role", "note")
        self._name, self._more = QLabel(), QLabel()
        self._name.setWordWrap(True)
        self._more.setProperty("role", "muted")
        self.place = CommandButton(words, scale, "coming.place")
        self.place.fired.connect(self._place)
        said = QHBoxLayout()
        said.setSpacing(scale.mm(1))
        said.addWidget(self._name, 1)
        said.addWidget(self._more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(scale.mm(2), scale.mm(1.2), scale.mm(2), scale.mm(1.6))
        layout.setSpacing(scale.mm(1))
        layout.addLayout(said)
        layout.addWidget(self.place)
        self._quiet = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._quiet.timeout.connect(self.clear)
        comings.came.connect(self._came)
        hub.show_changed.connect(lambda _: self._say())
        words.changed.connect(self._say)
        self.hide()

    @property
    def source(self) -> str:
        """The one that a press would place; empty for none."""
        return self._waiting[-1] if self._waiting else ""

    def allow(self, allowed: bool) -> None:
        """Whether whoever sits here may place anything."""
        self._allowed = allowed
        self._say()

    def press(self) -> None:
        """Its key: only while there is something to place."""
        if self.source and self._allowed:
            self.place.press()

    def clear(self) -> None:
        self._waiting.clear()
        self._say()

    def _came(self, source: str) -> None:
        if source in self._waiting:
            self._waiting.remove(source)
        self._waiting.append(source)
        self._quiet.start()
        self._say()
        self.announced.emit(source)

    def _place(self) -> None:
        if source := self.source:
            self._waiting.pop()
            self.wanted.emit(source)
            self._say()

    def _say(self) -> None:
        known = self._hub.show.sources
        self._waiting = [id for id in self._waiting if id in known]
        if not self._waiting or not self._allowed:
            self.hide()
            return
        name = name_of(known[self.source], self._words)
        self._name.setText(self._words("coming.said", name=name))
        more = len(self._waiting) - 1
        self._more.setText(self._words("coming.more", n=more) if more else "")
        self._more.setVisible(bool(more))
        self.show()
