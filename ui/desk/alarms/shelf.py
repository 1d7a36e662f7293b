"""Putting an alarm aside: why, and for how long. Without a reason there is no shelf."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from ui.common.command_button import CommandButton, State
from ui.common.parts import Elided
from ui.desk.actions import succeeded
from ui.desk.kit import Kit
from wallctl.domain.commands import AlarmShelve, Answer

HOURS = (1, 4, 12)


class ShelfForm(QFrame):
    """`closed` once it was done or left. Esc leaves."""

    closed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._key = self._what = ""
        words, scale = kit.words, kit.scale
        self.title = Elided("body")
        self.why = QLineEdit()
        self.why.setMaxLength(200)
        self.effect = QLabel()
        self.effect.setProperty("role", "small")
        self.effect.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(scale.mm(1.4))
        self.hours: dict[int, CommandButton] = {}
        for n in HOURS:
            button = CommandButton(words, scale, lambda n=n: words("shelf.hours", n=n))
            button.fired.connect(lambda n=n: self._shelve(n))
            self.hours[n] = button
            row.addWidget(button)
        row.addStretch(1)
        self.back = CommandButton(words, scale, "shelf.back")
        self.back.fired.connect(self.shut)
        row.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.mm(1.4))
        layout.addWidget(self.title)
        layout.addWidget(self.why)
        layout.addWidget(self.effect)
        layout.addLayout(row)
        self.why.textChanged.connect(self._look)
        words.changed.connect(self._say)
        self._say()
        self.hide()

    @property
    def key(self) -> str:
        """The alarm it is about; "" while shut."""
        return self._key

    def open(self, key: str, what: str) -> None:
        self._key, self._what = key, what
        self.why.clear()
        self.title.say(what)
        for button in self.hours.values():
            button.show_state(State.IDLE)
        self._look()
        self.show()
        self.why.setFocus(Qt.FocusReason.OtherFocusReason)

    def shut(self) -> None:
        if self._key:
            self._key = ""
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        words = self._kit.words
        self.why.setPlaceholderText(words("shelf.why"))
        self.why.setAccessibleName(words("shelf.why"))
        self.effect.setText(words("shelf.effect"))
        self._look()

    def _look(self) -> None:
        for button in self.hours.values():
            if self.why.text().strip():
                button.reopen()
            else:
                button.close_for(State.INHIBITED, self._kit.words("shelf.why"))

    def _shelve(self, hours: int) -> None:
        def done(answer: Answer | None) -> None:
            if succeeded(answer):
                self.shut()

        command = AlarmShelve(self._key, hours * 3600.0, self.why.text().strip())
        self._kit.actions.ask(command, self.hours[hours], done, self._what)
