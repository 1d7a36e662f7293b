"""The pages of one window, whichever way it offers them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from ui.desk.kit import Kit
from ui.desk.page import Page
from ui.desk.pages import PageRow


class Shelf(QStackedWidget):
    """Pages are made when first wanted, and kept. `made` says that one came; the other signals
    are those of all its pages."""

    made = Signal()
    page_wanted = Signal(str)
    close_wanted = Signal()

    def __init__(self, kit: Kit, rows: Sequence[PageRow]) -> None:
        super().__init__()
        self._kit, self._rows = kit, {row.name: row for row in rows}
        self._pages: dict[str, Page] = {}

    def names(self) -> tuple[str, ...]:
        """The pages there are for whoever is signed in."""
        may = self._kit.rights.may
        return tuple(r.name for r in self._rows.values() if not r.needs or may(r.needs))

    def page(self, name: str) -> Page:
        """The page of that name, made if need be."""
        known = self._pages.get(name)
        if known is None:
            known = self._pages[name] = self._rows[name].make(self._kit)
            known.close_wanted.connect(self.close_wanted)
            known.page_wanted.connect(self.page_wanted)
            self.addWidget(known)
            self.made.emit()
        return known

    def bring(self, name: str) -> None:
        """Brings a page to the front."""
        self.setCurrentWidget(self.page(name))

    def focus(self, name: str, reason: Qt.FocusReason) -> None:
        """Gives a page the keyboard."""
        page = self.page(name)
        (page.focusProxy() or page).setFocus(reason)
