"""Qt's timers at a test's will: what would happen later happens now."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

_PASSED = "test_passed"
"""On a timer: its run, and how many ms of it passed at a test's will."""


def elapse(of: QObject, ms: int) -> None:
    """Fires the running timers of an object and its children that are due within `ms`, the
    soonest first, each at most once; single shots that are not due yet are so much nearer."""
    running = [(_left(t), n, t) for n, t in enumerate(of.findChildren(QTimer)) if t.isActive()]
    for left, _, timer in sorted(running):
        if not timer.isActive():
            continue  # one that fired before has stopped it
        if left <= ms:
            if timer.isSingleShot():
                timer.stop()
            timer.timeout.emit()
        elif timer.isSingleShot():
            # Not started anew for what is left: that would be its interval from then on.
            timer.setProperty(_PASSED, (timer.timerId(), ms + _passed(timer)))


def _left(timer: QTimer) -> int:
    # Qt may put a coarse timer off by a twentieth.
    return min(timer.remainingTime(), timer.interval()) - _passed(timer)


def _passed(timer: QTimer) -> int:
    run, passed = timer.property(_PASSED) or (0, 0)
    return int(passed) if run == timer.timerId() else 0
