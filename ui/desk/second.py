"""The second monitor: the pages of the desk at the side of the wall and its scenes.

Where there are two monitors, window A keeps the wall and window B shows the pages, one after the
other. No window is ever opened on a screen that a wall output fills.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from ui.common.parts import line
from ui.desk.keymap import KeyMap
from ui.desk.kit import Kit
from ui.desk.page import Page
from ui.desk.pages import PageRow
from ui.desk.reach import Reach
from ui.desk.seat import Seat
from ui.desk.shelf import Shelf

LIST_MM = 52.0


class SecondWindow(QMainWindow):
    """Pages with their list at the left. `left` says that somebody closed the window."""

    left = Signal()
    chosen = Signal(str)  # the page that is shown now
    question = Signal()

    def __init__(self, kit: Kit, rows: Sequence[PageRow], keymap: KeyMap) -> None:
        super().__init__()
        self._kit, self._keymap = kit, keymap
        self._leaving = False
        self._seat: Seat | None = None
        scale = kit.scale
        self.list = QListWidget()
        self.list.setFixedWidth(scale.mm(LIST_MM))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.currentRowChanged.connect(self._chosen)
        self.list.itemActivated.connect(lambda _: self._focus_page())
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.title.setContentsMargins(scale.mm(3), scale.mm(1.4), scale.mm(3), 0)
        self.shelf = Shelf(kit, rows)
        self.shelf.page_wanted.connect(self.open_page)
        self.shelf.close_wanted.connect(self._focus_list)
        reach = Reach(kit, self, lambda: ())
        self.shelf.made.connect(reach.look)
        side = QFrame()
        side.setProperty("role", "side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(scale.mm(1))
        beside.addWidget(self.title)
        beside.addWidget(self.shelf, 1)
        body = QWidget()
        layout = QHBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list)
        edge = line()
        edge.setFixedSize(1, 16_777_215)
        layout.addWidget(edge)
        layout.addWidget(side, 1)
        self.setCentralWidget(body)
        self.setMinimumSize(scale.mm(160), scale.mm(90))
        kit.words.changed.connect(self._say)
        kit.rights.changed.connect(self._fill)
        keymap.changed.connect(self._say)
        self._fill()

    @property
    def name(self) -> str:
        """The page that is shown."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def names(self) -> tuple[str, ...]:
        """The pages there are for whoever is signed in."""
        return self.shelf.names()

    def page(self, name: str) -> Page:
        """The page of that name, made if need be."""
        return self.shelf.page(name)

    def open_page(self, name: str) -> None:
        """Shows a page and gives it the keyboard."""
        for at in range(self.list.count()):
            if self.list.item(at).data(Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentRow(at)
                self.activateWindow()
                self._focus_page()

    def open_first(self, name: str) -> None:
        """The page to begin with, where it is there; the keyboard stays where it is."""
        if name in self.names():
            self.list.setCurrentRow(self.names().index(name))

    def leave(self) -> None:
        """Closes for good."""
        self._leaving = True
        self.close()
        self.deleteLater()

    def follow(self, seat: Seat) -> None:
        """Hides all that is in the window while the desk is locked or nobody is signed in."""
        self._seat = seat
        seat.lock.changed.connect(self._cover)
        self._kit.hub.me_changed.connect(self._cover)
        self._kit.hub.connection_changed.connect(self._cover)
        self._cover()

    def _cover(self) -> None:
        seat = self._seat
        if seat is not None:
            self.centralWidget().setVisible(not seat.lock.locked and not seat.sheet.wanted)

    def _fill(self) -> None:
        names, before = self.names(), self.name
        self.list.blockSignals(True)
        self.list.clear()
        for name in names:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setSizeHint(QSize(0, self._kit.scale.row))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._say()
        if names:
            self.list.setCurrentRow(names.index(before) if before in names else 0)
        else:
            self._chosen(-1)

    def _chosen(self, at: int) -> None:
        if at < 0 or not self.name:
            self.title.setText("")
            return
        self.shelf.bring(self.name)
        self._say()
        self.chosen.emit(self.name)

    def _focus_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_page(self) -> None:
        if self.name:
            self.shelf.focus(self.name, Qt.FocusReason.ShortcutFocusReason)

    def _say(self) -> None:
        words = self._kit.words
        for at in range(self.list.count()):
            item = self.list.item(at)
            name = str(item.data(Qt.ItemDataRole.UserRole))
            key = self._keymap.shown(f"page_{name}")
            item.setText(words(f"page.{name}") + (f"  {key}" if key else ""))
        self.list.setAccessibleName(words("second.pages"))
        self.title.setText(words(f"page.{self.name}") if self.name else "")
        self.setWindowTitle(words("second.title"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("?", "？") and not event.isAutoRepeat():
            self.question.emit()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._leaving:
            self.left.emit()
