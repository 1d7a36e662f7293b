"""The engine within reach: while it is not, nothing is offered that would ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.common.command_button import CommandButton, State
from ui.desk.kit import Kit
from ui.desk.page import Page


class Reach(QObject):
    """Inhibits the buttons of one window while the engine is away, saying why. `local` are those
    that work without it; so do all of a page that is `local`."""

    def __init__(
        self, kit: Kit, window: QWidget, local: Callable[[], Iterable[CommandButton]]
    ) -> None:
        super().__init__(window)
        self._kit, self._window, self._local = kit, window, local
        kit.hub.connection_changed.connect(self.look)

    def look(self) -> None:
        """Also where buttons came that the window did not have before."""
        connected = self._kit.hub.connected
        why = self._kit.words("lost.why")
        local = set(self._local())
        for page in self._window.findChildren(Page):
            if page.local:
                local.update(page.findChildren(CommandButton))
        for button in self._window.findChildren(CommandButton):
            if button in local:
                continue
            if connected:
                button.reopen()
            else:
                button.close_for(State.OFFLINE, why)
