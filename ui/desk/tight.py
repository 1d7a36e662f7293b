"""Where a row of buttons is wider than its place, some step back; their keys and menus stay."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

WITHHELD = "withheld"
"""The property of a widget that is hidden for another reason: room brings it not back."""


class Tight(QObject):
    """Hides buttons of the rows in `owner`, the first named first, while there is no room."""

    def __init__(self, owner: QWidget, rows: Sequence[Sequence[QWidget]]) -> None:
        super().__init__(owner)
        self._owner = owner
        layout = owner.layout()
        found = [(_row_of(layout, spare), tuple(spare)) for spare in rows] if layout else []
        self._rows = [(row, spare) for row, spare in found if row is not None]
        owner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.Resize, QEvent.Type.LayoutRequest)
        if watched is self._owner and event.type() in kinds:
            self._fit()
        return False

    def _fit(self) -> None:
        margins = self._owner.contentsMargins()
        layout = self._owner.layout()
        if layout is not None:
            margins = layout.contentsMargins()
        room = self._owner.width() - margins.left() - margins.right()
        for row, all_ in self._rows:
            spare = [one for one in all_ if not one.property(WITHHELD)]
            need = row.minimumSize().width()
            need += sum(_width(one, row) for one in spare if one.isHidden())
            for one in spare:
                over = need > room
                if over:
                    need -= _width(one, row)
                if one.isHidden() != over:
                    one.setHidden(over)


def _width(one: QWidget, row: QHBoxLayout) -> int:
    return one.minimumSizeHint().width() + row.spacing()


def _row_of(layout: QLayout, spare: Sequence[QWidget]) -> QHBoxLayout | None:
    """The row that holds the first of them."""
    for at in range(layout.count()):
        row = layout.itemAt(at).layout()
        if isinstance(row, QHBoxLayout) and spare and row.indexOf(spare[0]) >= 0:
            return row
    return None
