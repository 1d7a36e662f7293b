"""The virtual display itself: what a process draws is what a test reads."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from tests.display import Display, Screen
from tests.processes import Processes, wait_for

PAINT = """
import sys
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
windows = []
for screen, colour in zip(app.screens(), sys.argv[1:]):
    w = QWidget()
    p = w.palette(); p.setColor(w.backgroundRole(), QColor(colour)); w.setPalette(p)
    w.setGeometry(screen.geometry()); w.showFullScreen(); w.setScreen(screen)
    w.setGeometry(screen.geometry())
    windows.append(w)
print([s.name() for s in app.screens()], flush=True)
app.exec()
"""


@pytest.mark.display
def test_what_is_drawn_is_read(display: Display, processes: Processes) -> None:
    processes.start("paint", [sys.executable, "-c", PAINT, "#2040F0"], env=display.env)
    wait_for("a blue screen", lambda: np.all(display.grab()[600, 900] == (0x20, 0x40, 0xF0)))
    assert display.region(10, 20, 30, 40).shape == (40, 30, 3)


@pytest.mark.display
@pytest.mark.parametrize(
    "display",
    [Screen(1280, 360, (("hall-1", 0, 0, 640, 360), ("hall-2", 640, 0, 640, 360)))],
    indirect=True,
)
def test_monitors_are_screens_of_their_names(display: Display, processes: Processes) -> None:
    painter = processes.start(
        "paint", [sys.executable, "-c", PAINT, "#F00000", "#00F000"], env=display.env
    )
    wait_for("both screens", lambda: np.all(display.grab()[180, 1200] == (0, 0xF0, 0)))
    assert np.all(display.grab()[180, 100] == (0xF0, 0, 0))
    assert "hall-1" in painter.text() and "hall-2" in painter.text()
