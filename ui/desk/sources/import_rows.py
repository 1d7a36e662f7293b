"""The rows of a prepared import: the failed first, then what changes, before -> after."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.common.scale import Scale
from ui.common.tokens import DARK
from ui.common.words import Words
from wallctl.wire.importing import FieldChange, ImportPreview, ImportRow

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
_ORDER = {"failed": 0, "changed": 1, "new": 2, "same": 3}
_COLUMNS = ("number", "state", "name", "what")
_SAID = frozenset({"kind", "carrier", "medium", "player", "transport"})


class PreviewRows(QAbstractTableModel):
    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._rows: list[ImportRow] = []
        words.changed.connect(self.layoutChanged)

    def show(self, preview: ImportPreview) -> None:
        self.beginResetModel()
        self._rows = sorted(preview.rows, key=lambda row: (_ORDER[row.state], row.number))
        self.endResetModel()

    def said(self, row: int) -> str:
        """The whole row in words, for where it has room."""
        if not 0 <= row < len(self._rows):
            return ""
        return "  ".join(part for c in _COLUMNS if (part := self._text(self._rows[row], c)))

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._words(f"import.column.{_COLUMNS[section]}")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], _COLUMNS[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(row, column)
        if role == Qt.ItemDataRole.ForegroundRole and row.state == "failed":
            return QBrush(QColor(DARK.fault))
        return None

    def _text(self, row: ImportRow, column: str) -> str:
        match column:
            case "number":
                return str(row.number)
            case "state":
                return self._words(f"import.state.{row.state}")
            case "name":
                return row.name
            case _:
                return self._why(row) if row.state == "failed" else self._what(row)

    def _why(self, row: ImportRow) -> str:
        words = self._words
        column = f"column.{row.column}"
        reason = f"import.reason.{row.reason}"
        why = words(reason) if words.has(reason) else row.reason
        got = f" ({row.got})" if row.got else ""
        return f"{words(column)}: {why}{got}" if words.has(column) else f"{why}{got}"

    def _what(self, row: ImportRow) -> str:
        """Of a new one its values, of a changed one each value before -> after."""
        if row.state == "new":
            told = [c for c in row.changes if c.field in ("kind", "department", "main")]
            return " · ".join(self._value(c, c.after) for c in told if c.after)
        return "；".join(self._change(change) for change in row.changes)

    def _change(self, change: FieldChange) -> str:
        said = self._words(f"column.{change.field}")
        if change.field == "password":
            return f"{said}: {self._words('bulk.new_password')}"
        empty = self._words("bulk.empty")
        before = self._value(change, change.before) or empty
        return f"{said}: {before} → {self._value(change, change.after) or empty}"

    def _value(self, change: FieldChange, value: str) -> str:
        key = f"{change.field}.{value}"
        return self._words(key) if change.field in _SAID and self._words.has(key) else value


def preview_table(rows: PreviewRows, scale: Scale) -> QTableView:
    table = QTableView()
    table.setModel(rows)
    table.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(scale.mm(7.4))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    head = table.horizontalHeader()
    head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    head.setStretchLastSection(True)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    for column, width in enumerate((11, 23, 34)):
        table.setColumnWidth(column, scale.mm(width))
    return table
