"""The one place that joins Qt's event loop and asyncio."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine
from typing import Any

import qasync
from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from ui.common.garbage import EVERY_MS, Garbage


class Loop(qasync.QEventLoop):
    """qasync's loop, whose readers run straight from Qt's notifier.

    qasync switches the notifier off, starts a timer for the callback and switches it on again: at
    hundreds of wakes a second (frames of many feeds) that costs more than what the callback does.
    """

    def _add_reader(self, fd: Any, callback: Callable[..., object], *args: object) -> None:
        self._check_closed()
        self._remove_reader(fd)
        handle = asyncio.Handle(callback, args, self)
        number = fd if isinstance(fd, int) else int(fd.fileno())
        notifier = QSocketNotifier(number, QSocketNotifier.Type.Read)
        notifier.activated["int"].connect(lambda _: handle._run())
        self._read_notifiers[fd] = notifier


def run(app: QApplication, main: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Runs `main` on Qt's loop until it returns its exit code; SIGINT and SIGTERM cancel it."""
    loop = Loop(app)
    asyncio.set_event_loop(loop)
    timer = QTimer(interval=EVERY_MS)
    with loop, contextlib.closing(Garbage()) as garbage:
        timer.timeout.connect(garbage.look)
        timer.start()
        task = loop.create_task(main())
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: loop.call_soon_threadsafe(task.cancel))
        app.aboutToQuit.connect(task.cancel)
        try:
            return loop.run_until_complete(task)
        except asyncio.CancelledError:
            return 0
