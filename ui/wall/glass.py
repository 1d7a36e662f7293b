"""The cheapest way this platform has to read back what a window really shows."""

from __future__ import annotations

import logging

from PySide6.QtGui import QImage

from ui.wall.echo import Grab, grab_by_qt
from ui.wall.outputs import OutputWindow
from wallctl.domain.geometry import Size

log = logging.getLogger(__name__)


def best_grab(platform: str) -> Grab:
    """For Qt platform `platform`. What one way cannot read, Qt's own is asked for."""
    if platform != "xcb":
        return grab_by_qt
    from ui.wall.glass_x11 import NotHere, ShmGrab

    try:
        quick = ShmGrab()
    except (NotHere, AttributeError, OSError) as fault:
        log.info("windows are read back through Qt: %s", fault)
        return grab_by_qt

    def grab(window: OutputWindow, size: Size) -> QImage:
        image = quick(window, size)
        return grab_by_qt(window, size) if image.isNull() else image

    return grab
