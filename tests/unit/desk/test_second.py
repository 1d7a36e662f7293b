"""Two monitors: pages in a window of their own, and never a window on a wall output."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.unit.desk.conftest import Desk
from ui.common.command_button import State
from ui.common.settings import Settings
from ui.desk.monitors import Monitors, second_screen, wall_screens
from ui.desk.second import SecondWindow
from wallctl.domain.entities import Output
from wallctl.domain.geometry import Rect
from wallctl.domain.observed import Budget, NodeStatus, ScreenSize

FULL = Rect(0, 0, 1920, 1080)


@pytest.fixture
def second(desk: Desk) -> Iterator[SecondWindow]:
    made = desk.window.make_second()
    made.show()
    yield made
    if desk.window.drawer.beside is made:
        desk.window.drop_second(made)


@pytest.mark.parametrize(
    ("wish", "first", "taken", "found"),
    [
        ("auto", "A", set(), "B"),
        ("auto", "B", set(), "A"),
        ("auto", "A", {"B"}, "C"),
        ("auto", "A", {"B", "C"}, ""),
        ("off", "A", set(), ""),
        ("C", "A", set(), "C"),
        ("C", "A", {"C"}, ""),  # named, but the wall's
        ("A", "A", set(), ""),
        ("X", "A", set(), ""),
    ],
)
def test_the_second_screen(wish: str, first: str, taken: set[str], found: str) -> None:
    assert second_screen(["A", "B", "C"], wish, first, frozenset(taken)) == found


class Screen:
    """As much of a QScreen as is looked at; this platform has but one, without a name."""

    def name(self) -> str:
        return "HDMI-1"

    def geometry(self) -> QRect:
        return QRect(1920, 0, 1920, 1080)


def test_a_screen_is_the_walls_where_name_and_place_agree() -> None:
    output = Output("o", "w", "n", FULL, "HDMI-1")

    def taken(size: ScreenSize, *outputs: Output) -> frozenset[str]:
        status = NodeStatus("n", "1", 0, 0, (size.name,), Budget(1, 0), 0, 0, (size,))
        return wall_screens(outputs, [status], [Screen()])  # type: ignore[list-item]

    mine = ScreenSize("HDMI-1", 1920, 0, 1920, 1080)
    assert taken(mine, output) == {"HDMI-1"}
    assert taken(ScreenSize("HDMI-1", 0, 0, 1920, 1080), output) == frozenset()  # another machine's
    assert taken(ScreenSize("DP-1", 0, 0, 800, 600), output) == {"HDMI-1"}  # nobody says where
    window = Output("o", "w", "n", FULL, "HDMI-1", window=Rect(0, 0, 480, 270))
    assert taken(mine, window) == frozenset()


def test_pages_open_in_the_second_window(desk: Desk, second: SecondWindow) -> None:
    window = desk.window
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert second.name == "handover"
    assert window.drawer.name == ""
    assert window.arrangement.left.isVisible()  # the columns stay where they are
    window.drop_second(second)
    window.activateWindow()
    desk.qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.drawer.name == "handover"


def test_keys_work_in_the_second_window(desk: Desk, second: SecondWindow) -> None:
    second.activateWindow()
    desk.qtbot.waitUntil(second.isActiveWindow)
    QTest.keyClick(second, Qt.Key.Key_3)
    desk.settle()
    assert desk.room.show.preview("hall").scene == "s3"
    QTest.keyClick(second, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.room.kinds()[-1] == "wall.take"


def test_a_locked_desk_hides_the_second_window_too(desk: Desk, second: SecondWindow) -> None:
    assert second.list.isVisible()
    desk.window.seat.lock_desk()
    assert not second.list.isVisible()
    desk.window.seat.lock.unlock()
    assert second.list.isVisible()


def test_what_asks_the_engine_is_shut_there_too_while_it_is_away(
    desk: Desk, second: SecondWindow
) -> None:
    second.open_page("log")
    desk.room.lose()
    desk.settle()
    log = second.page("log")
    assert log.more.state is State.OFFLINE
    second.open_page("users")
    assert second.page("users").add.state is State.OFFLINE, "one that was not there before"
    desk.room.come_back()
    desk.settle()
    assert log.more.state is State.IDLE


def test_rights_go_and_so_does_the_page(desk: Desk, second: SecondWindow) -> None:
    second.open_page("users")
    assert second.name == "users"
    rights = desk.window.rights
    rights.may = lambda kind, command=None: kind != "user.add"  # type: ignore[method-assign]
    rights.changed.emit()
    assert "users" not in second.names()
    assert second.name != "users"


def test_closing_it_turns_it_off_for_good(desk: Desk, qapp: QApplication) -> None:
    settings = Settings()
    monitors = Monitors(qapp, desk.hub, settings, desk.window, fixed=True)
    second = monitors.second = desk.window.make_second()
    second.left.connect(monitors._left)
    second.show()
    second.close()
    assert settings.values.second == "off"
    assert monitors.second is None
    assert desk.window.drawer.beside is None
    monitors.over()
