"""Every button of the desk: acts on release inside, once; what is dropped is shown as dropped."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from tests.unit.desk.conftest import Desk
from tests.unit.desk.fake_room import Gate
from tests.unit.desk.test_keyboard import Hands
from ui.common.command_button import CommandButton, State
from ui.common.hold_button import HoldButton
from wallctl.domain.commands import WallTake
from wallctl.domain.geometry import Rect

Button, Key = Qt.MouseButton, Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def _send(widget: QWidget, kind: QEvent.Type, at: QPointF) -> None:
    button = Button.NoButton if kind is QEvent.Type.MouseMove else Button.LeftButton
    up = kind is QEvent.Type.MouseButtonRelease
    held = Button.NoButton if up else Button.LeftButton
    event = QMouseEvent(
        kind, at, widget.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)


def _buttons(desk: Desk) -> list[CommandButton]:
    """All that are in sight and can be pressed, with a tile chosen."""
    desk.window.actions_.recall_scene("s3")
    desk.settle()
    desk.window.actions_.ask(WallTake("hall"))
    desk.settle()
    desk.window.actions_.recall_scene("s1")
    desk.settle()
    desk.window.selection.choose_tile(desk.room.show.preview_tiles("hall")[0].id)
    found = [
        b
        for b in desk.window.findChildren(CommandButton)
        if b.isVisible() and b.isEnabled() and b.state is State.IDLE
    ]
    assert len(found) > 25
    return found


def _count(button: CommandButton) -> list[str]:
    """What it says, without doing it."""
    told: list[str] = []
    button.fired.disconnect()
    button.fired.connect(lambda: told.append("fired"))
    button.dropped.connect(lambda: told.append("dropped"))
    return told


def test_each_acts_on_release_inside_and_not_when_slid_off(desk: Desk) -> None:
    for button in _buttons(desk):
        if isinstance(button, HoldButton):
            continue
        told = _count(button)
        middle, out = QPointF(button.rect().center()), QPointF(-20, -20)
        _send(button, QEvent.Type.MouseButtonPress, middle)
        assert not told, f"{button.text()} acts before it is let go"
        _send(button, QEvent.Type.MouseMove, out)
        _send(button, QEvent.Type.MouseButtonRelease, out)
        assert not told, f"{button.text()} acts although slid off"
        _send(button, QEvent.Type.MouseButtonPress, middle)
        _send(button, QEvent.Type.MouseButtonRelease, middle)
        assert told == ["fired"], button.text()


def test_a_second_press_within_half_a_second_is_dropped_and_shown(desk: Desk) -> None:
    steps = {desk.window.centre.undo, desk.window.centre.redo}  # each takes back another step
    for button in _buttons(desk):
        told = _count(button)
        button.press()
        button.press()
        if button in steps:
            assert told == ["fired", "fired"]
        else:
            assert told == ["fired", "dropped"], button.text()
            assert button.note() == desk.words("button.dropped")


def test_while_pending_every_one_drops_and_shows(desk: Desk) -> None:
    for button in _buttons(desk):
        told = _count(button)
        button.show_state(State.PENDING)
        button.press()
        assert told == ["dropped"], button.text()
        assert button.note() == desk.words("button.dropped")


def test_a_held_key_acts_once(desk: Desk) -> None:
    for button in _buttons(desk):
        told = _count(button)
        for key in (Key.Key_Return, Key.Key_Space):
            for repeated in (False, True, True):
                event = QKeyEvent(
                    QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", repeated
                )
                QApplication.sendEvent(button, event)
        assert told.count("fired") <= 1, button.text()


def test_hold_buttons_need_the_whole_hold(desk: Desk) -> None:
    for button in [b for b in _buttons(desk) if isinstance(b, HoldButton)]:
        told = _count(button)
        middle = QPointF(button.rect().center())
        _send(button, QEvent.Type.MouseButtonPress, middle)
        assert button.holding
        _send(button, QEvent.Type.MouseMove, QPointF(-20, -20))
        assert not button.holding
        _send(button, QEvent.Type.MouseButtonRelease, QPointF(-20, -20))
        assert not told


def test_nothing_but_these_and_cards_is_a_button(desk: Desk) -> None:
    """A plain button would have none of these manners."""
    _buttons(desk)
    odd = [
        b
        for b in desk.window.findChildren(QAbstractButton)
        if b.isVisible() and not isinstance(b, CommandButton)
    ]
    assert {type(b).__name__ for b in odd} <= {"SceneCard", "QTabBar", "CloseButton"}


# -- the canvas -----------------------------------------------------------------------------------


def _placed(desk: Desk) -> None:
    desk.window.actions_.place("body-7", Rect(0, 0, 1920, 1080))
    desk.settle()
    desk.window.selection.choose_tile(desk.room.show.preview_tiles("hall")[0].id)
    desk.window.centre.preview.setFocus()
    desk.room.asked.clear()


def test_the_same_on_the_canvas_is_dropped_while_it_is_under_way_and_said(desk: Desk) -> None:
    hands = Hands(desk)
    _placed(desk)
    desk.room.hold = Gate()
    desk.qtbot.keyClick(desk.window.centre.preview, Key.Key_PageUp)
    desk.qtbot.keyClick(desk.window.centre.preview, Key.Key_PageUp)
    assert desk.room.kinds() == ["tile.update"]
    assert desk.window.log.text == desk.words("hint.dropped")
    desk.release()
    desk.room.hold = None
    hands.key(Key.Key_PageUp)
    assert desk.room.kinds() == ["tile.update"] * 2


@pytest.mark.parametrize("key", [Key.Key_Delete, Key.Key_PageUp, Key.Key_Insert, Key.Key_Return])
def test_a_key_held_down_on_the_canvas_acts_once(desk: Desk, key: Key) -> None:
    Hands(desk)
    _placed(desk)
    desk.window.selection.choose_source("look-2")
    for repeated in (False, True, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", repeated)
        QApplication.sendEvent(desk.window.centre.preview, event)
    assert len(desk.room.asked) <= 1


def test_a_scene_key_that_comes_twice_takes_once(desk: Desk) -> None:
    hands = Hands(desk)
    hands.key(Key.Key_2, CTRL)
    hands.key(Key.Key_2, CTRL)
    assert desk.room.kinds() == ["scene.recall"]
    assert desk.window.log.text == desk.words("hint.dropped")


def test_a_tile_slid_out_of_the_canvas_stays_on_it(desk: Desk) -> None:
    """A drag let go outside keeps the tile on the canvas; Esc lets go of it altogether."""
    Hands(desk)
    _placed(desk)
    canvas = desk.window.centre.preview
    tile = desk.room.show.preview_tiles("hall")[0]
    start = canvas.to_view(tile.rect).center()
    _send(canvas, QEvent.Type.MouseButtonPress, start)
    for at in (start + QPointF(30, 0), QPointF(-500, 900)):
        _send(canvas, QEvent.Type.MouseMove, at)
    desk.qtbot.keyClick(canvas, Key.Key_Escape)
    _send(canvas, QEvent.Type.MouseButtonRelease, QPointF(-500, 900))
    assert not desk.room.asked


def test_menus_do_not_stay_behind(desk: Desk) -> None:
    desk.window.centre.align.press()
    menus = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()]
    assert menus
    for menu in menus:
        menu.close()
