"""Big numbers on the screens of a node, before any wall is on them (开局向导)."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPaintEvent, QRasterWindow, QScreen

from ui.wall.cards import Style, unit_of
from ui.wall.text import ink
from ui.wall.views import Tools
from wallctl.domain.geometry import Size


class NumberWindow(QRasterWindow):
    """A plate in the middle of a screen. It takes no focus and shows no cursor."""

    def __init__(self, screen: QScreen, picture: QImage) -> None:
        super().__init__()
        self._picture = picture
        self.setFlags(
            Qt.WindowType.Window
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        self.setTitle("wallctl")
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setScreen(screen)
        size = picture.size()
        self.setGeometry(
            QRect(screen.geometry().center() - QPoint(size.width() // 2, size.height() // 2), size)
        )

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(QPoint(0, 0), self._picture)
        painter.end()


class ScreenNumbers(QObject):
    """Shows each screen's number, in the order in which the node reports its screens."""

    def __init__(self, app: QGuiApplication, tools: Tools) -> None:
        super().__init__()
        self._app, self._tools = app, tools
        self._windows: list[NumberWindow] = []
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self.close)
        app.screenRemoved.connect(self.close)

    @property
    def shown(self) -> int:
        """How many screens show their number now."""
        return len(self._windows)

    def show(self, seconds: float) -> None:
        """For so long; 0 ends it. Asked again, it begins anew with the screens at hand."""
        self.close()
        if seconds <= 0:
            return
        for number, screen in enumerate(self._app.screens(), 1):
            window = NumberWindow(screen, self._plate(number, screen))
            self._windows.append(window)
            window.show()
        self._end.start(round(seconds * 1000))

    def close(self, *_: object) -> None:
        self._end.stop()
        for window in self._windows:
            window.destroy()
        self._windows.clear()

    def _plate(self, number: int, screen: QScreen) -> QImage:
        at, mm = screen.geometry(), screen.physicalSize()
        size = Size(at.width(), at.height())
        style = Style(self._tools.theme, self._tools.text, unit_of(size))
        tall = min(size.h * 0.42, size.w * 0.3)
        told = f"{size.w}×{size.h}"
        if mm.width() > 0:
            told += f" · {mm.width():.0f}×{mm.height():.0f} mm"
        theme = style.theme
        images = [
            style.text.picture(text, look, round(size.w * 0.9))
            for text, look in (
                (str(number), ink(tall, theme["ink"], bold=True)),
                (screen.name(), ink(tall * 0.2, theme["ink"])),
                (told, ink(max(12.0, tall * 0.13), theme["ink_body"])),
            )
        ]
        w = min(size.w, max(i.width() for i in images) + round(tall * 0.5))
        h = min(size.h, sum(i.height() for i in images) + round(tall * 0.12))
        plate = QImage(w, h, QImage.Format.Format_RGB32)
        plate.fill(theme["paper"])
        p = QPainter(plate)
        y = 0
        for image in images:
            p.drawImage(QPoint((w - image.width()) // 2, y), image)
            y += image.height()
        p.end()
        return plate
