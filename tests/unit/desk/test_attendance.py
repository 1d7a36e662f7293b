"""The desk tells of input: at once after a pause, else every ten seconds."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.unit.desk.conftest import Desk
from tests.unit.timers import elapse
from ui.desk.attendance import TELL_MS, Attendance


@dataclass
class Watch:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Watch:
    return Watch()


def told(desk: Desk) -> list[float]:
    found, desk.room.idle = desk.room.idle, []
    return found


def test_it_tells_how_long_there_was_no_input(desk: Desk, clock: Watch) -> None:
    attendance = Attendance(desk.hub, clock=clock, parent=desk.window)
    told(desk)
    attendance.seen()
    assert told(desk) == [0.0]
    clock.now += 4
    attendance.seen()
    assert told(desk) == []  # at most every ten seconds
    clock.now += 300
    attendance.tell()
    assert told(desk) == [300.0]
    attendance.seen()
    assert told(desk) == []
    clock.now += 11
    attendance.seen()
    assert told(desk) == [0.0]


def test_it_tells_by_itself_and_after_the_engine_came_back(desk: Desk, clock: Watch) -> None:
    Attendance(desk.hub, clock=clock, parent=desk.window)
    desk.room.lose()
    desk.settle()
    told(desk)
    elapse(desk.window, 2 * TELL_MS)
    assert told(desk) == []
    desk.room.come_back()
    desk.settle()
    assert told(desk)
    elapse(desk.window, 2 * TELL_MS)
    assert told(desk)


def test_keys_and_the_mouse_in_the_window_are_input(desk: Desk, clock: Watch) -> None:
    handle = desk.window.windowHandle()
    attendance = Attendance(desk.hub, clock=clock, parent=desk.window)
    handle.installEventFilter(attendance)
    for act in (
        lambda: QTest.keyClick(handle, Qt.Key.Key_F6),
        lambda: QTest.mouseClick(handle, Qt.MouseButton.LeftButton),
    ):
        clock.now += 60
        told(desk)
        act()
        assert 0.0 in told(desk)


def test_the_window_that_has_the_keyboard_is_followed(desk: Desk) -> None:
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    assert desk.window.attendance is not None
    desk.window.attendance._told_at = float("-inf")
    told(desk)
    QTest.keyClick(desk.window.windowHandle(), Qt.Key.Key_F6)
    assert told(desk) == [pytest.approx(0.0, abs=0.1)]
