"""A field that offers what a device has, and may take what it has not said."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox

from ui.desk.inputs import Offer


class Offered(QComboBox):
    """`typed`: other values may be written as well. What is set and not offered stays in it: a
    device that is not there just now takes nothing away."""

    picked = Signal()

    def __init__(self, *, typed: bool = False) -> None:
        super().__init__()
        self._code = ""
        self.setEditable(typed)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.activated.connect(self._activated)
        if typed:
            self.editTextChanged.connect(self._typed)

    def offer(self, offers: Sequence[Offer]) -> None:
        """What there is now; the value stays."""
        known = [self.itemData(n) for n in range(self.count())]
        if self._code not in dict(offers) and self._code:
            offers = (*offers, (self._code, self._code))
        if known == [code for code, _ in offers]:
            for n, (_, text) in enumerate(offers):
                if self.itemText(n) != text:
                    self.setItemText(n, text)
            return
        code = self._code
        self.blockSignals(True)
        self.clear()
        for one, text in offers:
            self.addItem(text, one)
        self.blockSignals(False)
        self.put(code)

    def value(self) -> str:
        return self._code

    def put(self, value: object) -> None:
        code = str(value)
        at = self.findData(code)
        if at < 0 and code:
            self.addItem(code, code)
            at = self.count() - 1
        self.setCurrentIndex(at)
        if at < 0 and self.isEditable():
            self.setEditText("")
        self._code = code

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the form changes nothing in it

    def _activated(self, _: int) -> None:
        self._code = str(self.currentData() or "")
        self.picked.emit()

    def _typed(self, text: str) -> None:
        at = self.findText(text, Qt.MatchFlag.MatchExactly)
        self._code = str(self.itemData(at) or "") if at >= 0 else text.strip()
