"""When to try again: soon at first, then every few seconds for ever."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

FIRST_S = 1.0
LONGEST_S = 4.0  # a source is on the wall within 5 s of its return
AUTH_AGAIN_S = 30.0  # a wrong password, asked too often, locks accounts


class Retry(QObject):
    """A single-shot timer whose waits double from 1 s to 4 s until `succeeded()`."""

    def __init__(self, again: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wait_s = FIRST_S
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(again)

    def later(self, wait_s: float | None = None) -> None:
        """Asks for another try, unless one is already waiting; `wait_s` overrides the pace."""
        if self._timer.isActive():
            return
        self._timer.start(round((self._wait_s if wait_s is None else wait_s) * 1000))
        self._wait_s = min(self._wait_s * 2, LONGEST_S)

    def succeeded(self) -> None:
        self._wait_s = FIRST_S
        self._timer.stop()

    def stop(self) -> None:
        self._timer.stop()
