"""Tells the engine that somebody is at this desk: input in its windows, now and then."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from ui.common.hub import Hub

TELL_MS = 10_000
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class Attendance(QObject):
    """Told at once when input comes after a pause, else every ten seconds while connected.

    It looks at the windows themselves, which see few events, and not at every widget.
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

    def watch(self, window: QWidget) -> None:
        """Follows the input in a window that is open."""
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

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

    def _connection(self) -> None:
        if self._hub.connected:
            self._tell.start()
            self.tell()
        else:
            self._tell.stop()
