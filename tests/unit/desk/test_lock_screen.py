"""A locked desk: what counts is seen, nothing can be done but the safe picture."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.unit.desk.conftest import Desk, Make
from tests.unit.desk.test_seat import CTRL, CTRL_ALT, with_users
from ui.common.tokens import LONG_HOLD_MS
from wallctl.wire.desk import Me

SHIFT_CTRL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(make_desk: Make) -> Desk:
    desk = with_users(make_desk(editing=True))
    desk.window.actions_.place("map")
    desk.room.asked.clear()
    QTest.keyClick(desk.window, Qt.Key.Key_L, CTRL_ALT)
    assert desk.window.seat.lock.locked
    return desk


def at(desk: Desk, widget: object) -> object:
    centre = widget.mapTo(desk.window, widget.rect().center())  # type: ignore[attr-defined]
    return desk.window.childAt(centre)


def test_keys_do_nothing(desk: Desk) -> None:
    for code, modifier in (
        (Qt.Key.Key_Return, CTRL),
        (Qt.Key.Key_Backspace, CTRL),
        (Qt.Key.Key_Z, CTRL),
        (Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_1, CTRL),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_E, CTRL),
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    ):
        for target in (desk.window, desk.window.centre.preview, desk.window.seat.lock.form.user):
            QTest.keyClick(target, code, modifier)
    assert desk.room.asked == []
    assert desk.window.seat.lock.locked
    assert not desk.window.rights.editing, "edit mode ends with the lock"
    assert desk.window.drawer.name == ""


def test_the_mouse_reaches_nothing_but_the_form_and_the_safe_picture(desk: Desk) -> None:
    window = desk.window
    lock, centre = window.seat.lock, window.centre
    for widget in (centre.preview, centre.program, centre.take, window.sources, window.scenes):
        over = at(desk, widget)
        assert over is lock or lock.isAncestorOf(over), widget
    assert at(desk, window.status) is lock
    assert at(desk, centre.safe) is centre.safe
    assert lock.box.isAncestorOf(at(desk, lock.form.go)) or at(desk, lock.form.go) is lock.form.go


def test_echo_alarms_and_clock_stay_in_sight(desk: Desk) -> None:
    locked = desk.window.grab().toImage()
    desk.window.seat.lock.hide()
    open_ = desk.window.grab().toImage()
    window = desk.window
    for seen in (window.centre.program, window.status._clock, window.centre.safe):
        place = seen.mapTo(window, QPoint(0, 0))
        part = seen.rect().translated(place).adjusted(2, 2, -2, -2)
        assert locked.copy(part) == open_.copy(part), seen
    for hidden in (window.centre.preview, window.sources):
        part = hidden.rect().translated(hidden.mapTo(window, QPoint(0, 0)))
        assert locked.copy(part) != open_.copy(part)


def test_the_form_covers_nothing_that_is_seen(desk: Desk) -> None:
    lock, window = desk.window.seat.lock, desk.window
    for seen in (window.centre.program, window.status, window.centre.safe):
        place = seen.rect().translated(seen.mapTo(window, QPoint(0, 0)))
        assert not lock.box.geometry().intersects(place)


def test_the_safe_picture_works_by_mouse_and_by_key(desk: Desk) -> None:
    safe = desk.window.centre.safe
    QTest.mousePress(safe, Qt.MouseButton.LeftButton)
    desk.pass_time(LONG_HOLD_MS / 1000)
    assert desk.room.kinds() == ["wall.safe"]
    QTest.mouseRelease(safe, Qt.MouseButton.LeftButton)
    desk.pass_time(0.51)
    QTest.keyPress(desk.window, Qt.Key.Key_B, SHIFT_CTRL)
    assert safe.holding
    QTest.keyRelease(desk.window, Qt.Key.Key_B, SHIFT_CTRL)
    assert not safe.holding
    assert desk.window.seat.lock.locked


def test_the_password_unlocks_and_a_wrong_one_does_not(desk: Desk) -> None:
    form = desk.window.seat.lock.form
    assert form.user.text() == "王工"
    form.password.setText("wrong")
    QTest.keyClick(form.password, Qt.Key.Key_Return)
    assert desk.window.seat.lock.locked
    assert desk.words("sign_in.wrong_password") in form.told.text()
    desk.pass_time(0.51)
    form.password.setText("王工王工")
    QTest.keyClick(form.password, Qt.Key.Key_Return)
    assert not desk.window.seat.lock.locked
    QTest.keyClick(desk.window, Qt.Key.Key_Z, CTRL)
    assert desk.room.kinds() == ["undo"]


def test_the_next_shift_unlocks_and_is_signed_in(desk: Desk) -> None:
    form = desk.window.seat.lock.form
    form.user.setText("小李")
    form.password.setText("小李小李")
    QTest.keyClick(form.password, Qt.Key.Key_Return)
    assert not desk.window.seat.lock.locked
    desk.qtbot.waitUntil(lambda: desk.window.seat.who.text() == "小李 · 操作员")


def test_where_nobody_signs_in_enter_unlocks(make_desk: Make) -> None:
    desk = make_desk(editing=False)
    QTest.keyClick(desk.window, Qt.Key.Key_L, CTRL_ALT)
    lock = desk.window.seat.lock
    assert lock.locked and not lock.form.password.isVisible()
    QTest.keyClick(desk.window, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier)
    assert lock.locked and desk.room.asked == []
    QTest.keyClick(desk.window, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    assert not lock.locked
    assert desk.room.asked == []


def test_an_emergency_sign_in_does_not_lock(make_desk: Make) -> None:
    desk = make_desk(editing=False)
    desk.room.become(Me(name="应急·老张", role="operator", emergency=True, signed_in=True))
    desk.qtbot.waitUntil(lambda: desk.hub.me.emergency)
    QTest.keyClick(desk.window, Qt.Key.Key_L, CTRL_ALT)
    assert not desk.window.seat.lock.locked
    assert desk.window.log.text == desk.words("hint.no_lock")


def test_a_locked_desk_follows_its_window(desk: Desk) -> None:
    desk.window.resize(1500, 900)
    assert desk.window.seat.lock.size() == desk.window.size()
