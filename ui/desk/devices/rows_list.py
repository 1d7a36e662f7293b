"""The list itself: folds open and close, several devices can be chosen."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from ui.common.scale import Scale
from ui.desk.devices.delegate import DeviceDelegate
from ui.desk.devices.listing import ListRow, RowKind
from ui.desk.devices.model import ROW_ROLE, DeviceRows

Index = QModelIndex | QPersistentModelIndex
_Flag = QItemSelectionModel.SelectionFlag


class DeviceList(QListView):
    """`chosen` is the device at hand, "" for none; `entered` Enter or a double click on it."""

    chosen = Signal(str)
    entered = Signal(str)

    def __init__(self, rows: DeviceRows, scale: Scale) -> None:
        super().__init__()
        self.rows = rows
        self.setModel(rows)
        self.setItemDelegate(DeviceDelegate(rows, scale, self))
        self.setProperty("role", "rows")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.doubleClicked.connect(self._enter)
        self._key, self._were, self._at = "", (), 0
        rows.modelAboutToBeReset.connect(self._remember)
        rows.modelReset.connect(self._come_back)
        self.selectionModel().selectionChanged.connect(lambda *_: self._select())

    @property
    def device(self) -> str:
        """The device at hand; "" for none."""
        row = self._row(self.currentIndex())
        return row.key if row is not None and row.kind is RowKind.DEVICE else ""

    def devices(self) -> tuple[str, ...]:
        """All that are chosen, in the list's order."""
        found = sorted(self.selectionModel().selectedIndexes(), key=lambda one: one.row())
        rows = (self._row(one) for one in found)
        return tuple(r.key for r in rows if r is not None and r.kind is RowKind.DEVICE)

    def choose(self, *devices: str) -> None:
        """Chooses these, as far as they are listed; the first is at hand."""
        self.selectionModel().clearSelection()
        found = [at for at in map(self.rows.row_of, devices) if at >= 0]
        for at in found:
            self.selectionModel().select(self.rows.index(at), _Flag.Select)
        if found:
            index = self.rows.index(found[0])
            self.selectionModel().setCurrentIndex(index, _Flag.NoUpdate)
            self.scrollTo(index)

    def begin(self) -> None:
        """The first row that can be chosen, where none is."""
        if self._row(self.currentIndex()) is None or not self.currentIndex().isValid():
            for at, row in enumerate(self.rows.rows):
                if row.kind is not RowKind.GROUP:
                    self.setCurrentIndex(self.rows.index(at))
                    return

    def toggle(self, *, open: bool | None = None) -> bool:
        """Opens or closes the fold at hand; whether there is one."""
        row = self._row(self.currentIndex())
        if row is None or row.kind is not RowKind.FOLD:
            return False
        self.rows.fold(row.key, open=not row.open if open is None else open)
        return True

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit(self.device)

    def _select(self) -> None:
        self.rows.keep(self.devices())
        self.chosen.emit(self.device)

    def _remember(self) -> None:
        row = self._row(self.currentIndex())
        self._key = row.key if row is not None else ""
        self._were, self._at = self.devices(), self.verticalScrollBar().value()

    def _come_back(self) -> None:
        at = self.rows.row_of(self._key)
        if self._were:
            self.choose(*self._were)
        if at >= 0:
            self.selectionModel().setCurrentIndex(self.rows.index(at), _Flag.NoUpdate)
            if not self._were:
                self.selectionModel().select(self.rows.index(at), _Flag.Select)
        self.verticalScrollBar().setValue(self._at)
        self.chosen.emit(self.device)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = self._row(index)
        if row is not None and row.kind is RowKind.FOLD and index == self.currentIndex():
            self.toggle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.isAutoRepeat():
                self._enter(self.currentIndex())
            case Qt.Key.Key_Space if self.toggle():
                pass
            case Qt.Key.Key_Left:
                self.toggle(open=False)
            case Qt.Key.Key_Right:
                self.toggle(open=True)
            case Qt.Key.Key_Escape:
                event.ignore()  # the page's own
            case _:
                super().keyPressEvent(event)

    def _enter(self, index: Index) -> None:
        row = self._row(index)
        if row is None:
            return
        if row.kind is RowKind.FOLD:
            self.toggle()
        elif row.kind is RowKind.DEVICE:
            self.entered.emit(row.key)

    def _row(self, index: Index) -> ListRow | None:
        row = index.data(ROW_ROLE) if index.isValid() else None
        return row if isinstance(row, ListRow) else None
