"""The real desk, telling where a button is and when it can be worked with: for the bench.

    python -m tests.bench.desk_probe --engine URL --geometry WxH+X+Y

Prints `ready` once the sources are painted and the wall is in sight, and a little later, when
nothing moves any more, one JSON line of where things are.
"""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication

from ui.common.loop import run
from ui.desk.main import Desk, arguments

REST_MS = 3000


def main() -> int:
    app = QApplication(sys.argv[:1])
    desk = Desk(arguments(sys.argv[1:]), app)
    window = desk.window
    look = QTimer(interval=10)

    def tell() -> None:
        shown = window.sources.tree.shown()
        if not (window.hub.connected and shown and window.selection.wall):
            return
        look.stop()
        print("ready", flush=True)
        QTimer.singleShot(REST_MS, place)

    def place() -> None:
        button = window.centre.snap
        at = button.mapToGlobal(QPoint(0, 0))
        box = [at.x(), at.y(), button.width(), button.height()]
        shown = len(window.sources.tree.shown())
        preview, area = window.centre.preview, window.centre.preview.area()
        at = preview.mapToGlobal(QPoint(0, 0))
        canvas = [at.x() + area.x(), at.y() + area.y(), area.width(), area.height()]
        told = {"button": box, "thumbnails": shown, "preview": canvas}
        print(json.dumps(told), flush=True)

    look.timeout.connect(tell)
    look.start()
    return run(app, desk.run)


if __name__ == "__main__":
    sys.exit(main())
