"""Tells the engine that somebody is at this desk: input in its windows, now and then."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow

from ui.common.hub import Hub

TELL_MS = 10_000
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,  # all that a window sees of a shortcut
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class Attendance(QObject):
    """Told at once when input comes after a pause, else every ten seconds while connected.

    It looks at the windows that had the keyboard, which see few events, and not at widgets.
    """

    def __init__(
        self,
        hub: Hub,
        *,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        """`clock`: monotonic s."""
        super().__init__(parent)
        self._hub, self._clock = hub, clock
        self._input_at = clock()
        self._told_at = float("-inf")
        self._tell = QTimer(self, interval=TELL_MS)
        self._tell.timeout.connect(self.tell)
        hub.connection_changed.connect(self._connection)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._follow)
            self._follow(app.focusWindow())

    def seen(self) -> None:
        """There was input."""
        now = self._clock()
        self._input_at = now
        if (now - self._told_at) * 1000 >= TELL_MS:
            self.tell()

    def tell(self) -> None:
        if self._hub.connected:
            now = self._clock()
            self._told_at = now
            self._hub.room.present(now - self._input_at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self.seen()
        return False

    def _follow(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # a second time it only moves to the front

    def _connection(self) -> None:
        if self._hub.connected:
            self._tell.start()
            self.tell()
        else:
            self._tell.stop()
