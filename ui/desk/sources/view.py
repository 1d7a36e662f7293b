"""What the page shows at a time: the table, a form, a wizard. Each ends by itself or by Esc."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.parts import Elided
from ui.desk.kit import Kit


class View(QWidget):
    """`done` leads back to the table."""

    done = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit, self.words, self.scale = kit, kit.words, kit.scale
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(kit.scale.gap)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.done.emit()
        else:
            super().keyPressEvent(event)


class SubView(View):
    """A view over the table: its title, its body that scrolls, and its buttons below."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.title = Elided("body")
        self.said = QLabel()
        self.said.setProperty("role", "small")
        self.said.setWordWrap(True)
        self.back = CommandButton(kit.words, kit.scale, "sources.back")
        self.back.fired.connect(self.done)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(kit.scale.mm(1.2))
        self.inner = QWidget()
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setWidget(self.inner)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.addWidget(self.title)
        self.column.addWidget(self.scroll, 1)
        self.column.addWidget(self.said)
        self.column.addLayout(self.buttons)
        self.say("")

    def say(self, text: str, *, wrong: bool = False) -> None:
        """What came of it, or what is wrong, above the buttons."""
        self.said.setProperty("role", "fault" if wrong else "small")
        self.said.style().polish(self.said)
        self.said.setText(("▲ " if wrong and text else "") + text)
        self.said.setVisible(bool(text))
