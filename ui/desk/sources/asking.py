"""Before a source is removed: which, who uses it, what it means and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.common.words import Words
from ui.desk.actions import succeeded
from ui.desk.answers import code_words
from ui.desk.kit import Kit
from wallctl.domain.commands import Answer, SourceRemove
from wallctl.domain.entities import Kind, Source
from wallctl.domain.show import Show
from wallctl.domain.uses import Use, uses_of_source

_SHOWN = 6


class AskingStrip(QFrame):
    """Below the table, over nothing. The safe button has the focus. A source in use cannot be
    removed: then it says by whom and offers no button."""

    done = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        words, scale = kit.words, kit.scale
        self._source: Source | None = None
        self.setProperty("role", "note")
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.keep = CommandButton(words, scale, "sources.keep")
        self.keep.fired.connect(self.shut)
        self.remove = CommandButton(words, scale, self._label)
        self.remove.fired.connect(self._remove)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.keep)
        line.addWidget(self.remove)
        layout = QVBoxLayout(self)
        margin = scale.mm(2)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.addWidget(self.said)
        layout.addLayout(line)
        kit.hub.show_changed.connect(lambda _: self._say())
        words.changed.connect(self._say)
        self.hide()

    def open_for(self, source: Source) -> None:
        self._source = source
        self._say()
        self.show()
        self.keep.setFocus(Qt.FocusReason.PopupFocusReason)

    def shut(self) -> None:
        if self._source is not None:
            self._source = None
            self.hide()
            self.done.emit()

    def _label(self) -> str:
        room = next(iter(self.kit.hub.show.rooms.values()), None)
        return self.kit.words("sources.remove_for_good", room=name_of(room, self.kit.words))

    def _say(self) -> None:
        source = self._source
        if source is None:
            return
        words, show = self.kit.words, self.kit.hub.show
        if source.id not in show.sources:
            self.shut()
            return
        used = uses_of_source(show, source.id)
        name = name_of(source, words)
        if used:
            told = list(dict.fromkeys(use_words(use, show, words) for use in used))
            more = words("sources.used_more", n=len(told) - _SHOWN) if len(told) > _SHOWN else ""
            self.said.setText(
                words(
                    "sources.used",
                    name=name,
                    n=len(used),
                    by=words("test.comma").join(told[:_SHOWN]) + more,
                )
            )
        else:
            self.said.setText(words("sources.remove_what", name=name))
        self.remove.setVisible(not used)
        self.remove.say()

    def _remove(self) -> None:
        if self._source is not None:
            name = self._source.name
            self.kit.actions.ask(
                SourceRemove(self._source.id), self.remove, self._answered, what=name
            )

    def _answered(self, answer: Answer | None) -> None:
        if succeeded(answer):
            self.shut()
        elif answer is not None:
            self.said.setText(code_words(answer, self.kit.words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)


def use_words(use: Use, show: Show, words: Words) -> str:
    """Who uses it: the preview or program of a wall, a scene, another source as its backup."""
    match use.key.entity:
        case Kind.TILE | Kind.PREVIEW:
            return words("use.preview", name=name_of(show.walls.get(use.of), words, use.of))
        case Kind.PROGRAM:
            id = use.key.id
            return words("use.program", name=name_of(show.walls.get(id), words, id))
        case Kind.SCENE:
            return words("use.scene", name=use.of)
        case _:
            return words("use.backup", name=use.of)
