"""What the source list is grouped by: kind, department or network."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.common.command_button import CommandButton
from ui.common.glyphs import Glyph
from ui.common.scale import Scale
from ui.common.source_model import Grouping
from ui.common.words import Words


class _Choice(CommandButton):
    """One of a few: needs no room for a state, and shows none."""

    def mark(self) -> Glyph:
        return Glyph.NONE

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self.text()) + 2 * self._pad()
        return QSize(wide, self._scale.mm(7.4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class GroupingBar(QWidget):
    chosen = Signal(Grouping)

    def __init__(self, words: Words, scale: Scale) -> None:
        super().__init__()
        self.buttons: dict[Grouping, CommandButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.mm(0.8))
        for grouping in Grouping:
            button = _Choice(words, scale, f"sources.by.{grouping.value}")
            button.setCheckable(True)
            button.fired.connect(lambda g=grouping: self.choose(g))
            self.buttons[grouping] = button
            layout.addWidget(button, 1)
        self.now = Grouping.KIND
        self._check()

    def choose(self, grouping: Grouping) -> None:
        self.now = grouping
        self._check()
        self.chosen.emit(grouping)

    def next(self) -> None:
        order = list(Grouping)
        self.choose(order[(order.index(self.now) + 1) % len(order)])

    def _check(self) -> None:
        for grouping, button in self.buttons.items():
            button.setChecked(grouping is self.now)
            button.update()
