"""Where pages open on one monitor: beside the canvases, in place of the side columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from ui.common.command_button import CommandButton
from ui.desk.kit import Kit
from ui.desk.page import Page
from ui.desk.pages import PageRow
from ui.desk.shelf import Shelf


class Beside(Protocol):
    """The second window, where there is one."""

    def open_page(self, name: str) -> None: ...


class Drawer(QFrame):
    """One page at a time. `moved` says that it opened, closed or changed its page."""

    moved = Signal()

    def __init__(self, kit: Kit, rows: Sequence[PageRow]) -> None:
        super().__init__()
        self._kit = kit
        self.shelf = Shelf(kit, rows)
        self.shelf.close_wanted.connect(self.shut)
        self.shelf.page_wanted.connect(self.open_page)
        self.beside: Beside | None = None  # pages open there instead
        self._name = ""
        self._back: QWidget | None = None
        words, scale = kit.words, kit.scale
        self.setProperty("role", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.others = CommandButton(words, scale, "page.others")
        self.others.fired.connect(lambda: self.open_menu(self.others))
        self.close_button = CommandButton(words, scale, "sheet.close")
        self.close_button.fired.connect(self.shut)
        head = QHBoxLayout()
        head.setContentsMargins(scale.mm(3), scale.mm(1.4), scale.mm(3), 0)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.others)
        head.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(scale.mm(1))
        layout.addLayout(head)
        layout.addWidget(self.shelf, 1)
        words.changed.connect(self._say)
        kit.rights.changed.connect(self._check)
        self.hide()

    @property
    def name(self) -> str:
        """The page that is open; empty while none is."""
        return self._name

    @property
    def buttons(self) -> tuple[CommandButton, ...]:
        """Its own, not those of a page."""
        return (self.others, self.close_button)

    def names(self) -> tuple[str, ...]:
        """The pages there are for whoever is signed in."""
        return self.shelf.names()

    def page(self, name: str) -> Page:
        """The page of that name, made if need be."""
        return self.shelf.page(name)

    def toggle(self, name: str) -> None:
        """Opens the page, or closes it where it is open."""
        if self._name == name:
            self.shut()
        else:
            self.open_page(name)

    def open_page(self, name: str) -> None:
        """Opens the page, where it is not open and whoever sits here may see it."""
        if self._name == name or name not in self.names():
            return
        if self.beside is not None:
            self.beside.open_page(name)
        else:
            self._open(name)

    def open_menu(self, at: QWidget) -> None:
        """All pages with their keys, above or below a widget."""
        menu = QMenu(self)
        for name in self.names():
            key = self._kit.keymap.shown(f"page_{name}")
            action = menu.addAction(f"{self._kit.words(f'page.{name}')}\t{key}")
            action.setCheckable(True)
            action.setChecked(name == self._name)
            action.triggered.connect(lambda _=False, n=name: self.toggle(n))
        menu.aboutToHide.connect(menu.deleteLater)
        size = menu.sizeHint()
        below = at.mapToGlobal(QPoint(0, at.height()))
        over = below.y() + size.height() > at.screen().availableGeometry().bottom()
        menu.popup(at.mapToGlobal(QPoint(0, -size.height())) if over else below)

    def shut(self) -> None:
        if not self._name:
            return
        self._name = ""
        self.hide()
        self.moved.emit()
        if self._back is not None and self._back.isVisible():
            self._back.setFocus(Qt.FocusReason.PopupFocusReason)

    def _open(self, name: str) -> None:
        if not self._name:
            self._back = QApplication.focusWidget()
        self.shelf.bring(name)
        self._name = name
        self._say()
        self.show()
        self.moved.emit()
        self.shelf.focus(name, Qt.FocusReason.PopupFocusReason)

    def _say(self) -> None:
        self.title.setText(self._kit.words(f"page.{self._name}") if self._name else "")

    def _check(self) -> None:
        """Rights went: so does the page that needed them."""
        if self._name and self._name not in self.names():
            self.shut()
