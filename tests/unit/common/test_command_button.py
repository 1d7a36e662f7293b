"""States, dropped repeats, acting on release inside, and what the live keys may not do."""

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tests.unit.timers import elapse
from ui.common.command_button import CommandButton, Dress, State
from ui.common.hold_button import HoldButton
from ui.common.scale import Scale
from ui.common.tokens import REPEAT_MS
from ui.common.words import Words

LEFT = Qt.MouseButton.LeftButton
HOLD_MS = 60_000
"""Longer than any test takes: only a test's own word lets it pass."""


def _button(qtbot: QtBot, words: Words, scale: Scale, **more: bool) -> CommandButton:
    button = CommandButton(words, scale, "tile.remove", **more)
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    button.show()
    qtbot.waitExposed(button)
    return button


def test_fires_on_release_inside(qtbot: QtBot, words: Words, scale: Scale) -> None:
    button = _button(qtbot, words, scale)
    fired: list[None] = []
    button.fired.connect(lambda: fired.append(None))
    qtbot.mousePress(button, LEFT)
    assert not fired
    qtbot.mouseRelease(button, LEFT)
    assert len(fired) == 1


def test_sliding_off_cancels(qtbot: QtBot, words: Words, scale: Scale) -> None:
    button = _button(qtbot, words, scale)
    fired: list[None] = []
    button.fired.connect(lambda: fired.append(None))
    qtbot.mousePress(button, LEFT)
    qtbot.mouseMove(button, QPoint(button.width() + 200, 200))
    qtbot.mouseRelease(button, LEFT, pos=QPoint(button.width() + 200, 200))
    assert not fired


def test_repeat_is_dropped_and_shown(qtbot: QtBot, words: Words, scale: Scale) -> None:
    button = _button(qtbot, words, scale)
    fired: list[None] = []
    dropped: list[None] = []
    button.fired.connect(lambda: fired.append(None))
    button.dropped.connect(lambda: dropped.append(None))
    button.press()
    button.press()
    assert (len(fired), len(dropped)) == (1, 1)
    assert button.note() == words("button.dropped")
    elapse(button, REPEAT_MS - 100)
    button.press()
    assert (len(fired), len(dropped)) == (1, 2)
    elapse(button, 100)
    button.press()
    assert (len(fired), len(dropped)) == (2, 2)


def test_while_the_screen_was_busy_time_passed_all_the_same(
    qtbot: QtBot, words: Words, scale: Scale
) -> None:
    button = CommandButton(words, scale, "tile.remove", repeat_ms=20)
    qtbot.addWidget(button)
    fired: list[None] = []
    button.fired.connect(lambda: fired.append(None))
    button.press()
    time.sleep(0.03)  # no event of the timer's comes through
    button.press()
    assert len(fired) == 2


@pytest.mark.parametrize("dress", list(Dress))
@pytest.mark.parametrize("checked", [False, True])
def test_a_press_is_seen_whatever_the_button_looks_like(
    qtbot: QtBot, words: Words, scale: Scale, dress: Dress, checked: bool
) -> None:
    button = CommandButton(words, scale, "tile.remove", dress=dress)
    qtbot.addWidget(button)
    button.setCheckable(True)
    button.setChecked(checked)
    button.resize(button.sizeHint())
    before = button.grab().toImage()
    button.setDown(True)
    assert button.grab().toImage() != before


def test_pending_drops(qtbot: QtBot, words: Words, scale: Scale) -> None:
    button = _button(qtbot, words, scale)
    button.show_state(State.PENDING)
    with qtbot.waitSignal(button.dropped):
        button.press()


@pytest.mark.parametrize("state", [State.OFFLINE, State.LOCKED, State.INHIBITED])
def test_closed_does_nothing_and_says_why(
    qtbot: QtBot, words: Words, scale: Scale, state: State
) -> None:
    button = _button(qtbot, words, scale)
    button.close_for(state, "因为")
    with qtbot.assertNotEmitted(button.fired):
        button.press()
    assert "因为" in button.accessibleName()
    assert words(f"button.{state.value}") in button.accessibleName()
    button.reopen()
    with qtbot.waitSignal(button.fired):
        button.press()


@pytest.mark.parametrize("state", list(State))
def test_every_state_is_drawn_in_the_room_kept_for_it(
    qtbot: QtBot, words: Words, scale: Scale, state: State
) -> None:
    button = _button(qtbot, words, scale)
    idle = button.sizeHint()
    button.show_state(state, "说明")
    assert button.sizeHint() == idle
    assert not button.grab().isNull()


def test_confirmed_settles(qtbot: QtBot, words: Words, scale: Scale) -> None:
    button = _button(qtbot, words, scale)
    button.show_state(State.CONFIRMED)
    elapse(button, 3000)
    assert button.state is State.CONFIRMED, "long enough to be read"
    elapse(button, 2000)
    assert button.state is State.IDLE


def test_live_button_ignores_space_and_enter(qtbot: QtBot, words: Words, scale: Scale) -> None:
    button = _button(qtbot, words, scale, live=True)
    with qtbot.assertNotEmitted(button.fired):
        qtbot.keyClick(button, Qt.Key.Key_Space)
        qtbot.keyClick(button, Qt.Key.Key_Return)


def test_other_button_takes_enter(qtbot: QtBot, words: Words, scale: Scale) -> None:
    button = _button(qtbot, words, scale)
    with qtbot.waitSignal(button.fired):
        qtbot.keyClick(button, Qt.Key.Key_Return)


def test_language_changes_the_label(qtbot: QtBot, words: Words, scale: Scale) -> None:
    button = _button(qtbot, words, scale)
    before = button.text()
    words.switch("en")
    assert button.text() != before


def _hold(qtbot: QtBot, words: Words, scale: Scale) -> HoldButton:
    button = HoldButton(words, scale, "program.safe", hold_ms=HOLD_MS)
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    button.show()
    qtbot.waitExposed(button)
    return button


def test_hold_fires_after_its_time(qtbot: QtBot, words: Words, scale: Scale) -> None:
    button = _hold(qtbot, words, scale)
    qtbot.mousePress(button, LEFT)
    with qtbot.assertNotEmitted(button.fired):
        elapse(button, HOLD_MS - 100)
    assert button.holding
    with qtbot.waitSignal(button.fired):
        elapse(button, 100)
    qtbot.mouseRelease(button, LEFT)
    assert not button.holding


def test_how_long_it_was_held_is_seen(qtbot: QtBot, words: Words, scale: Scale) -> None:
    button = HoldButton(words, scale, "program.safe", hold_ms=5000)
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    button.begin()
    begun = button.grab().toImage()
    qtbot.waitUntil(lambda: button.grab().toImage() != begun)
    assert button.holding


def test_a_hold_by_the_clock(qtbot: QtBot, words: Words, scale: Scale) -> None:
    button = HoldButton(words, scale, "program.safe", hold_ms=80)
    qtbot.addWidget(button)
    button.show()
    with qtbot.waitSignal(button.fired):
        button.begin()
    assert not button.holding


def test_let_go_early_does_nothing(qtbot: QtBot, words: Words, scale: Scale) -> None:
    button = _hold(qtbot, words, scale)
    with qtbot.assertNotEmitted(button.fired):
        qtbot.mouseClick(button, LEFT)
        elapse(button, 2 * HOLD_MS)
    assert not button.holding


def test_slid_off_does_nothing(qtbot: QtBot, words: Words, scale: Scale) -> None:
    button = _hold(qtbot, words, scale)
    with qtbot.assertNotEmitted(button.fired):
        qtbot.mousePress(button, LEFT)
        qtbot.mouseMove(button, QPoint(-80, -80))
        elapse(button, 2 * HOLD_MS)
    qtbot.mouseRelease(button, LEFT, pos=QPoint(-80, -80))


def test_keys_on_a_hold_button_do_nothing(qtbot: QtBot, words: Words, scale: Scale) -> None:
    button = _hold(qtbot, words, scale)
    with qtbot.assertNotEmitted(button.fired):
        qtbot.keyClick(button, Qt.Key.Key_Space)
        qtbot.keyClick(button, Qt.Key.Key_Return)
        elapse(button, 2 * HOLD_MS)
