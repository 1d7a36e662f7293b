"""The one place that joins Qt's event loop and asyncio."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Any

import qasync
from PySide6.QtWidgets import QApplication


def run(app: QApplication, main: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Runs `main` on Qt's loop until it returns its exit code; SIGINT and SIGTERM cancel it."""
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        task = loop.create_task(main())
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: loop.call_soon_threadsafe(task.cancel))
        app.aboutToQuit.connect(task.cancel)
        try:
            return loop.run_until_complete(task)
        except asyncio.CancelledError:
            return 0
