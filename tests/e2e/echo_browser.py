"""The echo page in a browser, signing in: `python -m tests.e2e.echo_browser URL USER PASSWORD PNG`.

Prints what the page says before, after a wrong password, and after the right one, a JSON each.
"""

from __future__ import annotations

import json
import os
import sys

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

FILL = """
document.getElementById("user").value = {user};
document.getElementById("token").value = {password};
document.getElementById("signgo").click();
"""
LOOK = """
JSON.stringify({form: document.getElementById("sign").classList.contains("on"),
 said: document.getElementById("signlabel").textContent,
 title: document.getElementById("title").textContent,
 walls: document.querySelectorAll("section").length})
"""
STEP_MS = 2500


def main(url: str, user: str, password: str, file: str) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication(sys.argv[:1])
    view = QWebEngineView()
    view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    view.resize(1366, 900)
    view.show()
    steps = [
        "",
        FILL.format(user=json.dumps(user), password=json.dumps("wrong")),
        FILL.format(user=json.dumps(user), password=json.dumps(password)),
    ]

    def look(after: int) -> None:
        view.page().runJavaScript(LOOK, 0, lambda said: told(said, after))

    def told(said: object, after: int) -> None:
        print(said, flush=True)
        view.grab().save(file.replace(".png", f"-{after}.png"))
        if after + 1 == len(steps):
            app.exit(0)
        else:
            go(after + 1)

    def go(step: int) -> None:
        view.page().runJavaScript(steps[step])
        QTimer.singleShot(STEP_MS, lambda: look(step))

    view.loadFinished.connect(lambda fine: go(0) if fine else app.exit(2))
    view.load(QUrl(url))
    code = app.exec()
    view.close()
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
