"""Buttons in a line that breaks where room is short."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem


class FlowLayout(QLayout):
    """Each keeps its own width, as far as there is that much; hidden ones take no room."""

    def __init__(self, spacing: int) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # as Qt has it
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # as Qt has it
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        wide = tall = 0
        for item in self._shown():
            size = item.minimumSize()
            wide, tall = max(wide, size.width()), max(tall, size.height())
        return QSize(wide, tall)

    def _shown(self) -> list[QLayoutItem]:
        return [one for one in self._items if not one.isEmpty()]

    def _lay(self, rect: QRect, *, move: bool) -> int:
        """Lays them out; the height they need."""
        x, y, line = rect.x(), rect.y(), 0
        gap = self.spacing()
        for item in self._shown():
            hint = item.sizeHint()
            wide = min(max(hint.width(), item.minimumSize().width()), max(rect.width(), 1))
            tall = item.heightForWidth(wide) if item.hasHeightForWidth() else hint.height()
            if x > rect.x() and x + wide > rect.x() + rect.width():
                x, y, line = rect.x(), y + line + gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), QSize(wide, tall)))
            x, line = x + wide + gap, max(line, tall)
        return y + line - rect.y()
