"""A list of two-line rows with a mark and a time: alarms, their history, the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui.common import glyphs
from ui.common.glyphs import Glyph
from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """`depth` indents what belongs under the row above; `strong` is what needs an answer."""

    key: str
    title: str
    detail: str = ""
    at: str = ""
    mark: Glyph = Glyph.NONE
    colour: str = DARK.text
    strong: bool = False
    depth: int = 0


class RowsModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def put(self, rows: Sequence[Row]) -> None:
        """All rows anew; where only their words changed, views keep their place."""
        rows = tuple(rows)
        if rows == self._rows:
            return
        if [r.key for r in rows] == [r.key for r in self._rows]:
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        said = "\n".join(part for part in (row.title, row.detail) if part)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.ToolTipRole:
                return said
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.at} {said}"
            case Qt.ItemDataRole.UserRole:
                return row
        return None


class RowDelegate(QStyledItemDelegate):
    def __init__(self, scale: Scale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self._first, self._bold = font(scale.body), font(scale.body, bold=True)
        self._second = font(scale.small)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(Qt.ItemDataRole.UserRole)
        two = isinstance(row, Row) and bool(row.detail)
        height = self._scale.body * 1.45 + (self._scale.small * 1.45 if two else 0)
        return QSize(0, round(height + self._scale.mm(1.6)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(row, Row):
            return
        scale, box = self._scale, QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(box, QColor(DARK.select_fill))
        pad = scale.mm(1.4)
        side = round(scale.body * 0.8)
        left = box.left() + pad + row.depth * scale.mm(5)
        top = box.top() + scale.mm(0.8)
        line = round(scale.body * 1.45)
        mark = QRectF(left, top + (line - side) / 2, side, side)
        glyphs.draw(painter, row.mark, mark, row.colour)
        left += side + scale.mm(1.6)
        painter.setFont(self._second)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        wide = painter.fontMetrics().horizontalAdvance(row.at)
        right = box.right() - pad - wide
        painter.setPen(QColor(DARK.muted if not chosen else DARK.body))
        painter.drawText(QRect(right, top, wide + 1, line), flags, row.at)
        painter.setFont(self._bold if row.strong else self._first)
        painter.setPen(QColor(row.colour if row.strong else DARK.text))
        self._say(painter, QRect(left, top, right - left - scale.mm(1.6), line), row.title)
        if row.detail:
            painter.setFont(self._second)
            painter.setPen(QColor(DARK.body))
            under = QRect(left, top + line, box.right() - pad - left, round(scale.small * 1.45))
            self._say(painter, under, row.detail)
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(DARK.focus))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        else:
            painter.setPen(QColor(DARK.hairline))
            painter.drawLine(box.left(), box.bottom(), box.right(), box.bottom())
        painter.restore()

    @staticmethod
    def _say(painter: QPainter, room: QRect, text: str) -> None:
        metrics = painter.fontMetrics()
        short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(room, flags, short)


class RowsView(QListView):
    """`chosen` is the key of the row at hand; `entered` Enter on it; `folded` and `unfolded`
    Left and Right; `ended` that the last row came into sight."""

    chosen = Signal(str)
    entered = Signal(str)
    folded = Signal(str)
    unfolded = Signal(str)
    ended = Signal()

    def __init__(self, scale: Scale, name: str) -> None:
        super().__init__()
        self.rows = RowsModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(scale, self))
        self.setAccessibleName(name)
        self.setProperty("role", "rows")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.doubleClicked.connect(lambda index: self.entered.emit(self._key(index)))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def key(self) -> str:
        """The row at hand; "" for none."""
        return self._key(self.currentIndex())

    def put(self, rows: Sequence[Row]) -> None:
        """All rows anew; the row at hand and the place stay as far as they are there."""
        key, at = self.key, self.verticalScrollBar().value()
        before = self.currentIndex().row()
        self.rows.put(rows)
        keys = [row.key for row in rows]
        if keys:
            found = keys.index(key) if key in keys else min(max(before, 0), len(keys) - 1)
            if self.currentIndex().row() != found:
                self.setCurrentIndex(self.rows.index(found))
            self.verticalScrollBar().setValue(at)
        if self.key != key:
            self.chosen.emit(self.key)

    def choose(self, key: str) -> None:
        for at, row in enumerate(self.rows.rows):
            if row.key == key:
                self.setCurrentIndex(self.rows.index(at))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit(self._key(current))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self.key and not event.isAutoRepeat() and not event.modifiers():
                    self.entered.emit(self.key)
                    return
            case Qt.Key.Key_Left:
                self.folded.emit(self.key)
                return
            case Qt.Key.Key_Right:
                self.unfolded.emit(self.key)
                return
            case Qt.Key.Key_Escape:
                event.ignore()  # the page's own
                return
        super().keyPressEvent(event)

    def _key(self, index: Index) -> str:
        row = index.data(Qt.ItemDataRole.UserRole)
        return row.key if isinstance(row, Row) else ""

    def _scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if bar.maximum() and value >= bar.maximum():
            self.ended.emit()
