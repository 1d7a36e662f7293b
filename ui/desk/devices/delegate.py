"""How the rows of the device list are drawn."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.common import glyphs
from ui.common.scale import Scale
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.desk.devices.listing import ListRow, RowKind
from ui.desk.devices.model import ROW_ROLE, WORDS_ROLE, DeviceRows
from ui.desk.devices.row_words import RowWords

Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class DeviceDelegate(QStyledItemDelegate):
    def __init__(self, rows: DeviceRows, scale: Scale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows, self._scale = rows, scale
        self._name, self._small = font(scale.body), font(scale.small)
        body, small = QFontMetrics(self._name), QFontMetrics(self._small)
        self._line, self._under = body.height(), small.height()
        self._device = QSize(0, self._line + self._under + scale.mm(2.0))
        self._short = QSize(0, self._under + scale.mm(2.8))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(ROW_ROLE)
        two = isinstance(row, ListRow) and row.kind is RowKind.DEVICE
        return self._device if two else self._short

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, told = index.data(ROW_ROLE), index.data(WORDS_ROLE)
        if not isinstance(row, ListRow) or not isinstance(told, RowWords):
            return
        box = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(box, QColor(DARK.select_fill))
        if row.kind is RowKind.DEVICE:
            self._paint_device(painter, box, told)
        else:
            self._paint_short(painter, box, told, group=row.kind is RowKind.GROUP)
        if self._rows.old and row.kind is RowKind.DEVICE:
            painter.fillRect(box, glyphs.hatch(DARK.stale, 44))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(DARK.focus))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        else:
            painter.setPen(QColor(DARK.hairline))
            painter.drawLine(box.left(), box.bottom(), box.right(), box.bottom())
        painter.restore()

    def _paint_device(self, painter: QPainter, box: QRect, told: RowWords) -> None:
        scale = self._scale
        pad, side = scale.mm(1.4), round(scale.body * 0.8)
        top = box.top() + scale.mm(1.0)
        mark = QRectF(box.left() + pad, top + (self._line - side) / 2, side, side)
        glyphs.draw(painter, told.mark, mark, told.colour)
        left, right = round(mark.right()) + scale.mm(1.4), box.right() - pad
        painter.setFont(self._small)
        wide = painter.fontMetrics().horizontalAdvance(told.at)
        painter.setPen(QColor(DARK.muted))
        painter.drawText(QRect(right - wide - 1, top, wide + 2, self._line), _RIGHT, told.at)
        painter.setFont(self._name)
        painter.setPen(QColor(DARK.muted if told.quiet else DARK.text))
        room = QRect(left, top, right - wide - scale.mm(1.4) - left, self._line)
        self._say(painter, room, told.title)
        painter.setFont(self._small)
        painter.setPen(QColor(DARK.muted if told.quiet else DARK.body))
        self._say(painter, QRect(left, top + self._line, right - left, self._under), told.detail)

    def _paint_short(self, painter: QPainter, box: QRect, told: RowWords, *, group: bool) -> None:
        scale = self._scale
        pad = scale.mm(1.4)
        inner = box.adjusted(pad, 0, -pad, 0)
        if group:
            painter.fillRect(box, QColor(DARK.raised))
        else:
            side = round(scale.small * 0.8)
            mark = QRectF(inner.left(), inner.center().y() - side / 2, side, side)
            glyphs.draw(painter, told.mark, mark, told.colour)
            inner.setLeft(inner.left() + round(scale.body * 0.8) + pad)
        painter.setFont(self._small)
        painter.setPen(QColor(DARK.body if group else DARK.muted))
        wide = painter.fontMetrics().horizontalAdvance(told.at)
        painter.drawText(inner, _RIGHT, told.at)
        inner.setRight(inner.right() - wide - scale.mm(1.4))
        self._say(painter, inner, told.title)

    @staticmethod
    def _say(painter: QPainter, room: QRect, text: str) -> None:
        short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, short)
