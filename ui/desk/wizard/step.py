"""What the steps of the wizard have in common."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton, State
from ui.common.parts import Said
from ui.common.scale import Scale
from ui.common.words import Words
from ui.desk.answers import Report, result_words
from ui.desk.kit import Kit
from ui.desk.wizard.progress import Step, the_wall
from wallctl.domain.commands import Answer
from wallctl.domain.entities import Wall

LONGEST = 60


class StepPanel(QWidget):
    """A step: what to do in words, its controls, and below them what is read back.

    `page_wanted` asks for another page of the desk by its name.
    """

    page_wanted = Signal(str)

    def __init__(self, kit: Kit, step: Step) -> None:
        super().__init__()
        self.kit, self.step = kit, step
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(kit.scale.gap)
        hint = Said(kit.words, f"wizard.{step.value}.hint", "body")
        hint.setWordWrap(True)
        self.column.addWidget(hint)
        self.told = QLabel()
        self.told.setProperty("role", "body")
        self.told.setWordWrap(True)

    def finish(self, *, stretch: bool = True) -> None:
        """Lays the read-back below what was added."""
        self.column.addWidget(self.told)
        if stretch:
            self.column.addStretch(1)

    def refresh(self) -> None:
        """The room changed, or what is seen of it."""

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self

    def wall(self) -> Wall | None:
        return the_wall(self.kit.hub.show, self.kit.selection.wall)

    def button(self, key: str | Callable[[], str], act: Callable[[], None]) -> CommandButton:
        made = CommandButton(self.kit.words, self.kit.scale, key)
        made.fired.connect(act)
        return made

    def say_if_refused(self, kind: str, answer: Answer | None) -> None:
        """What the engine did not want, in words, where the read-back stands."""
        report = Report(0.0, "", kind, answer, trouble="" if answer else "unreachable")
        if report.state is State.FAILED:
            self.told.setText(result_words(report, self.kit.words))


def field(words: Words, key: str, longest: int = LONGEST) -> QLineEdit:
    """A field of text with its words inside while it is empty."""
    made = QLineEdit()
    made.setMaxLength(longest)

    def say() -> None:
        made.setPlaceholderText(words(key))
        made.setAccessibleName(words(key))

    words.changed.connect(say)
    say()
    return made


def row(scale: Scale, *widgets: QWidget, stretch: bool = False) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(scale.mm(1.4))
    for widget in widgets:
        made.addWidget(widget)
    if stretch:
        made.addStretch(1)
    return made
