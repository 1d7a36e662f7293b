"""The wizard: comes by itself to an empty room, ticks what is read back, and can be left."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

import tests.unit.desk.conftest as desks
from tests.unit.desk.conftest import Desk, Make
from ui.common.tokens import LONG_HOLD_MS
from ui.desk.pages.wizard import WizardPage
from ui.desk.wizard.progress import Step
from ui.desk.wizard.screens import ScreensStep
from ui.desk.wizard.seams import SeamsStep
from wallctl.domain.entities import Room
from wallctl.domain.geometry import Size
from wallctl.domain.observed import Budget, NodeStatus, ScreenSize, WallReport

SIZES = tuple(
    ScreenSize(f"HDMI-{n}", (n - 1) * 1920, 0, 1920, 1080, 600.0, 337.5) for n in (1, 2, 3)
)
NODE = NodeStatus("n1", "1", 0, 0, tuple(s.name for s in SIZES), Budget(9, 0), 0, 0, SIZES)


@pytest.fixture
def bare(make_desk: Make, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(desks, "demo_entities", lambda: [Room("hall", "指挥大厅")])
    desk = make_desk(editing=False)
    desk.room.observe(nodes=(NODE,), feeds=())
    desk.settle()
    return desk


def wizard(desk: Desk) -> WizardPage:
    page = desk.window.drawer.page("wizard")
    assert isinstance(page, WizardPage)
    return page


def glass(desk: Desk, mapped: int) -> None:
    """The node reports what its windows show."""
    wall = desk.room.show.walls["hall-wall"]
    outputs = len(desk.room.show.outputs_of(wall.id))
    serial = desk.room.show.program(wall.id).serial
    told = WallReport(wall.id, serial, time.time(), outputs, mapped, 1.0, (), node="n1")
    desk.room.observe(walls=(told,))
    desk.settle()


def test_it_opens_by_itself_in_edit_mode_and_not_twice(bare: Desk) -> None:
    assert bare.window.drawer.name == "wizard"
    assert bare.window.rights.editing
    page = wizard(bare)
    assert page.panel.first().hasFocus()
    QTest.keyClick(page.panel.first(), Qt.Key.Key_Escape)
    assert bare.window.drawer.name == ""
    bare.room.observe(nodes=(NODE,))
    bare.settle()
    assert bare.window.drawer.name == ""


def test_a_room_with_walls_is_left_alone(desk: Desk) -> None:
    assert desk.window.drawer.name == ""


def test_a_step_is_ticked_by_the_glass_and_by_nothing_else(bare: Desk) -> None:
    page = wizard(bare)
    panel = page.panel
    assert isinstance(panel, ScreensStep)
    QTest.mouseClick(panel.apply, Qt.MouseButton.LeftButton)
    bare.settle()
    assert bare.room.show.walls["hall-wall"].canvas == Size(5760, 1080)
    tick = page.buttons[0]
    assert tick.accessibleName().endswith("未完成")
    glass(bare, mapped=2)
    assert tick.accessibleName().endswith("未完成")
    assert "2/3" in panel.told.text()
    glass(bare, mapped=3)
    assert tick.accessibleName().endswith("已完成（读回确认）")


def test_screens_are_dragged_and_taken_out(bare: Desk) -> None:
    panel = wizard(bare).panel
    assert isinstance(panel, ScreensStep)
    board = panel.board
    first, third = (("n1", "HDMI-1"), ("n1", "HDMI-3"))

    def middle(name: tuple[str, str]) -> QPoint:
        piece = next(p for p in panel.pieces() if p.name == name)
        return board._box(piece).center().toPoint()

    drag(board, middle(first), middle(third))
    assert (board.seats[first].column, board.seats[third].column) == (2, 0)
    drag(board, middle(first), QPoint(20, board.height() - 4))
    assert first not in board.seats
    QTest.mouseClick(panel.apply, Qt.MouseButton.LeftButton)
    bare.settle()
    outputs = bare.room.show.outputs_of("hall-wall")
    assert [(o.screen, o.rect.x) for o in outputs] == [("HDMI-3", 0), ("HDMI-2", 1920)]


def drag(board: object, start: QPoint, end: QPoint) -> None:
    from PySide6.QtWidgets import QWidget

    assert isinstance(board, QWidget)
    QTest.mousePress(board, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(board, (start + end) / 2)
    QTest.mouseMove(board, end)
    QTest.mouseRelease(board, Qt.MouseButton.LeftButton, pos=end)


def test_frames_in_millimetres_by_what_the_screens_say(bare: Desk) -> None:
    page = wizard(bare)
    panel = page.panel
    assert isinstance(panel, ScreensStep)
    QTest.mouseClick(panel.apply, Qt.MouseButton.LeftButton)
    bare.settle()
    page.go(Step.SEAMS)
    seams = page.panel
    assert isinstance(seams, SeamsStep)
    assert not seams.screen_mm.isVisible()  # 600 mm for 1920 px is known
    seams.across.setText("abc")
    seams.across.textEdited.emit("abc")
    assert not seams.apply.isEnabled()
    seams.across.setText("6,25")
    seams.across.textEdited.emit("6,25")
    QTest.keyClick(seams.across, Qt.Key.Key_Return)
    bare.settle()
    assert bare.room.show.walls["hall-wall"].canvas == Size(3 * 1920 + 40, 1080)
    assert "20×0" in seams.told.text()
    QTest.mouseClick(seams.card, Qt.MouseButton.LeftButton)
    bare.settle()
    assert "等待大屏回报" in seams.told.text()
    glass(bare, mapped=3)
    assert "测试图已显示" in seams.told.text()


def test_it_is_resumed_where_it_was_left(make_desk: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_desk()
    desk.room.report("hall")
    desk.settle()
    desk.window.drawer.open_page("wizard")
    page = wizard(desk)
    assert page.step is Step.SCENE  # screens, seams and sources hold; nothing was taken yet


def test_what_is_refused_is_said(bare: Desk) -> None:
    page = wizard(bare)
    panel = page.panel
    assert isinstance(panel, ScreensStep)
    panel.wall_name.setText("名" * 60)
    panel.board.show_pieces((), {})
    assert not panel.apply.isEnabled()
    bare.room.lose()
    bare.settle()
    page.go(Step.PERSON)
    assert not bare.room.asked


def test_one_more_wall_of_the_screens_that_are_left_and_gone_again(bare: Desk) -> None:
    panel = wizard(bare).panel
    assert isinstance(panel, ScreensStep)
    assert not panel.another.isVisible()
    panel.board.setFocus()
    QTest.keyClick(panel.board, Qt.Key.Key_Delete)  # the first screen stays out
    QTest.mouseClick(panel.apply, Qt.MouseButton.LeftButton)
    bare.settle()
    QTest.mouseClick(panel.another, Qt.MouseButton.LeftButton)
    assert set(panel.board.seats) == {("n1", "HDMI-1")}
    assert not panel.remove.isVisible()
    bare.pass_time(0.51)  # the button drops a second press within half a second
    QTest.mouseClick(panel.apply, Qt.MouseButton.LeftButton)
    bare.settle()
    show = bare.room.show
    assert [o.screen for o in show.outputs_of("hall-wall-2")] == ["HDMI-1"]
    assert panel.remove.isVisible()
    assert "指挥大厅" in panel.remove.text()
    assert "1.5" in panel.remove.text()
    bare.window.selection.choose_wall("hall-wall-2")
    panel.remove.setFocus()
    QTest.keyPress(panel.remove, Qt.Key.Key_Space)
    QTest.keyRelease(panel.remove, Qt.Key.Key_Space)  # let go too early
    assert set(bare.room.show.walls) == {"hall-wall", "hall-wall-2"}
    QTest.keyPress(panel.remove, Qt.Key.Key_Space)
    bare.pass_time(LONG_HOLD_MS / 1000)
    assert set(bare.room.show.walls) == {"hall-wall"}
    QTest.keyRelease(panel.remove, Qt.Key.Key_Space)
