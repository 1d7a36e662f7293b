"""How the rows of the source list are drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from ui.common import glyphs
from ui.common.feeds import still_s
from ui.common.pictures import Pictures
from ui.common.scale import Scale
from ui.common.shortening import shortened
from ui.common.source_model import GROUP_ROLE, ROW_ROLE, Group, Row, SourceModel
from ui.common.theme import font
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk import chips
from ui.desk.chips import Chip, Tone
from wallctl.domain.observed import Picture

Index = QModelIndex | QPersistentModelIndex
_OLD = frozenset({Picture.STALE, Picture.HELD})


def fitting(parts: Sequence[str], metrics: QFontMetricsF, room: float) -> str:
    """As many of the last parts as fit whole: the figure matters most, the department least.
    The last one alone is elided where a good part of it can be read, else nothing is said."""
    told = [part for part in parts if part]
    for first in range(len(told)):
        said = " · ".join(told[first:])
        if metrics.horizontalAdvance(said) <= room:
            return said
    if told and room > metrics.averageCharWidth() * 6:
        return metrics.elidedText(told[-1], Qt.TextElideMode.ElideRight, room)
    return ""


class SourceDelegate(QStyledItemDelegate):
    def __init__(
        self,
        model: SourceModel,
        pictures: Pictures,
        words: Words,
        scale: Scale,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._pictures, self._words, self._scale = model, pictures, words, scale
        self._name, self._small = font(scale.body), font(scale.small)
        name, small = QFontMetricsF(self._name), QFontMetricsF(self._small)
        self._row = QSize(100, round(name.height() + small.height() + scale.mm(2.8)))
        self._group = QSize(100, round(small.height() + scale.mm(2.8)))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._row if index.internalId() else self._group

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        if (row := index.data(ROW_ROLE)) is not None:
            self._paint_row(painter, option, row)
        elif (group := index.data(GROUP_ROLE)) is not None:
            self._paint_group(painter, option, index, group)
        painter.restore()

    def _paint_group(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, group: Group
    ) -> None:
        box = QRectF(option.rect).adjusted(self._scale.mm(1), 0, -self._scale.mm(1.4), 0)
        view = option.widget
        is_open = isinstance(view, QTreeView) and view.isExpanded(QModelIndex(index))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(DARK.focus), 2))
            painter.drawRect(QRectF(option.rect).adjusted(1, 1, -1, -1))
        painter.setFont(self._small)
        painter.setPen(QColor(DARK.muted))
        middle = Qt.AlignmentFlag.AlignVCenter
        arrow = "▾ " if is_open else "▸ "
        said = arrow + self._model.title(group)
        count = self._model.count_words(group)
        small = QFontMetricsF(self._small)
        room = box.width() - small.horizontalAdvance(count) - self._scale.mm(1.4)
        said = small.elidedText(said, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, said)
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, count)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        mm = self._scale.mm
        box = QRectF(option.rect).adjusted(2, 1, -2, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(QColor(DARK.select_fill))
            painter.setPen(QPen(QColor(DARK.select), 1.2))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            if option.state & QStyle.StateFlag.State_HasFocus:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(DARK.focus), 2))
                painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 3, 3)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(DARK.raised))
        tall = box.height() - mm(1.6)
        thumb = QRectF(box.left() + mm(1.0), box.top() + mm(0.8), tall * 16 / 10, tall)
        self._thumbnail(painter, thumb, row)
        text = QRectF(
            thumb.right() + mm(2), box.top(), box.right() - thumb.right() - mm(3), box.height()
        )
        name, small = QFontMetricsF(self._name), QFontMetricsF(self._small)
        gap = (box.height() - name.height() - small.height()) / 2
        painter.setFont(self._name)
        painter.setPen(QColor(DARK.text))
        line = QRectF(text.left(), text.top() + gap, text.width(), name.height())
        painter.drawText(
            line,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            shortened(row.name, row.shared, name, line.width()),
        )
        self._second_line(
            painter, QRectF(text.left(), line.bottom(), text.width(), small.height()), row
        )

    def _second_line(self, painter: QPainter, line: QRectF, row: Row) -> None:
        badges = self._chips(row)
        small = QFontMetricsF(self._small)
        wide = sum(chips.width(c, self._small) + 4 for c in badges)
        room = line.width() - wide - 4
        left = line.left()
        said = fitting([*row.place.split(" · "), row.figure], small, room)
        if said:
            painter.setFont(self._small)
            painter.setPen(QColor(DARK.muted))
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)
            left += small.horizontalAdvance(said) + 8
        for chip in badges:
            line.setLeft(left)
            if line.width() < min(chips.width(chip, self._small), small.averageCharWidth() * 9):
                break
            left += chips.draw(painter, line, chip, self._small) + 4

    def _chips(self, row: Row) -> list[Chip]:
        said = []
        if row.tally.program:
            said.append(Chip(self._words("tally.program", n=row.tally.program), Tone.PROGRAM))
        if row.state:  # before preview's: with both there is not always room
            said.append(Chip(row.state, Tone.STALE if row.picture in _OLD else Tone.QUIET))
        if row.tally.preview:
            said.append(Chip(self._words("tally.preview"), Tone.PREVIEW))
        return said

    def _thumbnail(self, painter: QPainter, box: QRectF, row: Row) -> None:
        painter.fillRect(box, QColor(DARK.tile))
        shot = self._pictures.get("thumbnail", row.source.id)
        if shot is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            image = shot.image
            ratio = box.width() / box.height()
            w = min(float(image.width()), image.height() * ratio)
            h = w / ratio
            part = QRectF((image.width() - w) / 2, (image.height() - h) / 2, w, h)
            painter.drawImage(box, image, part)
            live = row.picture in (Picture.LIVE, Picture.WARM)
            still = row.picture is None and shot.age_s() < still_s(row.source.medium)
            if not live and not still:
                painter.fillRect(box, QColor(20, 23, 28, 120))
                painter.fillRect(box, glyphs.hatch(DARK.stale, step=10))
            return
        painter.setFont(self._small)
        painter.setPen(QColor(DARK.muted))
        word = self._words(f"medium.{row.source.medium.value}")
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)
