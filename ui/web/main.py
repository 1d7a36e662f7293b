"""Start of the worker process."""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
from collections.abc import Sequence

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from ui.common.garbage import EVERY_MS, Garbage
from ui.common.words import Words
from ui.web import chromium
from ui.web.fonts import face
from ui.web.worker import Worker
from wallctl.feeds.worker_end import WorkerEnd

log = logging.getLogger("ui.web")
LANGUAGE = "WALLCTL_LANG"


def main(argv: Sequence[str]) -> int:
    """Draws until the node is gone. 0 then, 2 where it was not started by a node."""
    faulthandler.enable()
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    try:
        end = WorkerEnd.from_argv(argv)
    except (ValueError, OSError) as error:
        log.error("%s", error)  # noqa: TRY400 (the reason is enough)
        return 2
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_DFL)
    chromium.prepare(os.environ)
    qInstallMessageHandler(_qt_said)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    QCoreApplication.setApplicationName("wallctl")
    app = QApplication(["wallctl-web"])
    app.setFont(face(16))
    app.setQuitOnLastWindowClosed(False)
    worker = Worker(end, app.quit, Words("web", lang=_language()))
    garbage, timer = Garbage(), QTimer(interval=EVERY_MS)
    timer.timeout.connect(garbage.look)
    timer.start()
    code = app.exec()
    worker.close()
    # Pages must be gone before their profiles are, or Chromium waits for them at the end.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return code


def _language() -> str:
    return "en" if os.environ.get(LANGUAGE) == "en" else "zh"


def _qt_said(kind: QtMsgType, _context: object, text: str) -> None:
    """Qt's and Chromium's words may hold a page's address: only what ends us is passed on."""
    if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg) and "://" not in text:
        log.error("%s", text)
