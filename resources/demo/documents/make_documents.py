"""Makes briefing.pdf, situation.png and site-plan.png from the pages beside this script.

python resources/demo/documents/make_documents.py [FOLDER]
"""

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = "--disable-gpu --log-level=3"
if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QMarginsF, QSizeF, Qt, QTimer, QUrl
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

HERE = Path(__file__).resolve().parent
INCH = 25.4
SETTLE_MS = 500


def load(view: QWebEngineView, page: str) -> None:
    loop = QEventLoop()
    view.loadFinished.connect(lambda ok: loop.exit(0 if ok else 1))
    view.load(QUrl.fromLocalFile(str(HERE / page)))
    if loop.exec():
        raise SystemExit(f"{page} did not load")
    QTimer.singleShot(SETTLE_MS, loop.quit)
    loop.exec()


def main(folder: Path) -> None:
    app = QApplication(sys.argv)
    view = QWebEngineView()
    view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    view.resize(1920, 1080)
    view.show()
    for page, file in (("situation.html", "situation.png"), ("site-plan.html", "site-plan.png")):
        load(view, page)
        view.grab().save(str(folder / file))
    load(view, "briefing.html")
    size = QPageSize(QSizeF(13.333 * INCH, 7.5 * INCH), QPageSize.Unit.Millimeter)
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF())
    view.page().pdfPrintingFinished.connect(lambda *_: app.quit())
    view.page().printToPdf(str(folder / "briefing.pdf"), layout)
    app.exec()
    view.page().deleteLater()
    view.deleteLater()
    # the page must be gone before its profile is
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
