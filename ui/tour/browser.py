"""A page as a browser shows it: `python -m ui.tour.browser URL OUT.png`, a process of its own."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

SETTLE_MS = 4000
"""Time for the page's live pictures to come."""


def main(url: str, file: str) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication(sys.argv[:1])
    view = QWebEngineView()
    view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    view.resize(1366, 900)
    view.show()

    def finish() -> None:
        app.exit(0 if view.grab().save(file) else 1)

    def loaded(fine: bool) -> None:
        if fine:
            QTimer.singleShot(SETTLE_MS, finish)
        else:
            app.exit(2)

    view.loadFinished.connect(loaded)
    view.load(QUrl(url))
    code = app.exec()
    view.close()
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
