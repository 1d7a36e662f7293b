"""Qt's timers at a test's will: what would happen later happens now."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer


def elapse(of: QObject, ms: int) -> None:
    """Fires the running timers of an object and its children that are due within `ms`, the
    soonest first, each at most once; the others go on as if `ms` had passed."""
    running = [(t.remainingTime(), n, t) for n, t in enumerate(of.findChildren(QTimer))]
    for left, _, timer in sorted(one for one in running if one[2].isActive()):
        if not timer.isActive():
            continue  # one that fired before has stopped it
        if left <= ms:
            if timer.isSingleShot():
                timer.stop()
            timer.timeout.emit()
        elif timer.isSingleShot():
            timer.start(left - ms)
