"""A page of the desk: more than a panel has room for, and never over the wall's pictures."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from ui.desk.first_focus import FirstFocus
from ui.desk.kit import Kit


class Page(FirstFocus):
    """Fill `body`. `opened` and `shut` come with being seen and unseen: a page that nobody
    sees works on nothing. Esc asks to close it, where the page has no use for Esc itself."""

    close_wanted = Signal()
    page_wanted = Signal(str)  # another page, by its name
    local = False  # whether it asks nothing of the engine

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        scale = kit.scale
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(scale.mm(3), scale.mm(1), scale.mm(3), scale.mm(3))
        self.body.setSpacing(scale.gap)

    def opened(self) -> None:
        """The page came into sight."""

    def shut(self) -> None:
        """The page went out of sight."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.opened()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.shut()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_wanted.emit()
        else:
            super().keyPressEvent(event)
