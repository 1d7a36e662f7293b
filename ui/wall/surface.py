"""What a window's picture is painted on. A port, so that one on the graphics card can follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QSize
from PySide6.QtGui import QBackingStore, QImage, QPainter, QRegion, QWindow

from wallctl.domain.geometry import Size


class Surface(Protocol):
    def resize(self, size: Size) -> None:
        """The window has this many device px now; what was painted is lost."""
        ...

    def paint(self, region: QRegion, draw: Callable[[QPainter], None]) -> None:
        """Lets `draw` paint the region; nothing is on the glass before `flush`."""
        ...

    def flush(self, region: QRegion) -> None:
        """Puts the region on the glass."""
        ...

    def picture(self) -> QImage:
        """A copy of what was painted: not a proof of what the glass shows."""
        ...


class RasterSurface:
    """Painted by the processor into shared memory of the window system."""

    def __init__(self, window: QWindow) -> None:
        self._store = QBackingStore(window)

    def resize(self, size: Size) -> None:
        self._store.resize(QSize(size.w, size.h))

    def paint(self, region: QRegion, draw: Callable[[QPainter], None]) -> None:
        self._store.beginPaint(region)
        painter = QPainter(self._store.paintDevice())
        try:
            draw(painter)
        finally:
            painter.end()
            self._store.endPaint()

    def flush(self, region: QRegion) -> None:
        self._store.flush(region)

    def picture(self) -> QImage:
        device = self._store.paintDevice()
        if not isinstance(device, QImage) or device.isNull():
            return QImage()
        picture = device.copy()
        # The fourth byte of a frame means nothing: it must not be read as opacity.
        picture.reinterpretAsFormat(QImage.Format.Format_RGB32)
        return picture
