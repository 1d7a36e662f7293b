"""The wizard comes by itself where a room has no wall yet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ui.common.hub import Hub
from ui.desk.rights import Rights

PAGE = "wizard"


class FirstStart(QObject):
    """Asks once to open the wizard. Whoever closes it is not asked again in this run."""

    def __init__(
        self, hub: Hub, rights: Rights, open_page: Callable[[str], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._hub, self._rights, self._open_page = hub, rights, open_page
        self._asked = False
        hub.show_changed.connect(self._look)
        hub.connection_changed.connect(self._look)
        rights.changed.connect(self._look)
        self._look()

    def done(self) -> None:
        """It was asked already, in the window before this one."""
        self._asked = True

    def _look(self, *_: object) -> None:
        hub = self._hub
        known = hub.connected and bool(hub.show.rooms)
        if self._asked or not known or hub.show.walls or not self._rights.may("wall.add"):
            return
        self._asked = True
        self._open_page(PAGE)
