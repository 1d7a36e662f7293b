"""A camera in the hand: it moves only while the hand says so, whatever takes the hand away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.unit.desk.conftest import Desk, Make
from tests.unit.desk.fake_room import Gate
from tests.unit.desk.test_keyboard import Hands
from ui.common.command_button import State
from ui.common.lint import findings
from ui.desk.ptz_drive import RENEW_MS
from ui.desk.ptz_sheet import PtzSheet
from wallctl.domain.commands import Answer, PtzMove, PtzRecall, PtzStop, PtzStore, Result
from wallctl.domain.geometry import Rect
from wallctl.domain.observed import PtzPreset, PtzState, Reason
from wallctl.domain.people import Role
from wallctl.wire.desk import Me

Key, Mod, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton
READY = PtzState("ball-3", presets=(PtzPreset(1, "大门"), PtzPreset(2, "河道东侧水位尺")))


@pytest.fixture
def camera(desk: Desk) -> Desk:
    """A tile with a camera that moves is chosen, its sheet is open."""
    return _opened(desk)


def _opened(desk: Desk) -> Desk:
    desk.room.observe(ptz=(READY,))
    desk.window.actions_.place("ball-3", Rect(0, 0, 1920, 1080))
    desk.settle()
    desk.window.selection.choose_tile(desk.room.show.preview_tiles("hall")[-1].id)
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    desk.window.sheets.toggle("ptz")
    desk.room.asked.clear()
    return desk


def sheet(desk: Desk) -> PtzSheet:
    return desk.window.sheets.ptz


def _send(widget: QWidget, kind: QEvent.Type, at: QPointF, held: Button) -> None:
    button = Button.NoButton if kind is QEvent.Type.MouseMove else Button.LeftButton
    event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, held, Mod.NoModifier)
    QApplication.sendEvent(widget, event)


def pull(desk: Desk, x: float, y: float) -> QPointF:
    """The button goes down at a part of the pad's radius from its middle."""
    pad = sheet(desk).pad
    box = pad.disc()
    at = box.center() + QPointF(x * box.width() / 2, -y * box.height() / 2)
    _send(pad, QEvent.Type.MouseButtonPress, at, Button.LeftButton)
    return at


def moving(desk: Desk) -> bool:
    last = desk.room.asked[-1] if desk.room.asked else None
    return isinstance(last, PtzMove)


# -- what is said ---------------------------------------------------------------------------------


def test_most_cameras_do_not_move_and_that_is_said(desk: Desk) -> None:
    row = desk.window.ptz_row
    assert row.said.text() == desk.words("ptz.none")
    desk.window.actions_.place("look-2", Rect(0, 0, 1920, 1080))
    desk.settle()
    desk.window.selection.choose_tile(desk.room.show.preview_tiles("hall")[0].id)
    assert row.said.text() == "云台 · 瞭望 02 · 双龙 · 不支持"
    assert not row.open_button.isVisible()
    desk.window.sheets.toggle("ptz")
    assert not sheet(desk).pad.isEnabled()
    assert not any(button.isEnabled() for button in sheet(desk).presets.values())


def test_why_it_cannot_be_had_now(camera: Desk) -> None:
    camera.room.observe(ptz=(PtzState("ball-3", available=False, reason=Reason.UNREACHABLE),))
    camera.settle()
    assert "不可用" in sheet(camera).said.text()
    assert not sheet(camera).pad.isEnabled()
    camera.room.observe(ptz=(PtzState("ball-3", moved_by="张工"),))
    camera.settle()
    assert "张工" in camera.window.ptz_row.said.text()


def test_a_tile_of_the_echo_counts_where_none_of_preview_is_chosen(camera: Desk) -> None:
    camera.window.centre.take.button.press()
    camera.settle()
    camera.window.selection.choose_cell(None)
    assert sheet(camera).drive.source == ""
    camera.window.selection.choose_live(camera.room.show.program("hall").tiles[0].id)
    assert sheet(camera).drive.source == "ball-3"


# -- moving ---------------------------------------------------------------------------------------


def test_the_stick_moves_is_renewed_and_stops(camera: Desk) -> None:
    at = pull(camera, 1, 0)
    (first,) = camera.room.asked
    assert first == PtzMove("ball-3", 1.0, 0.0, 0.0)
    for _ in range(2):
        camera.pass_time(RENEW_MS / 1000)
    assert camera.room.asked == [first] * 3
    _send(sheet(camera).pad, QEvent.Type.MouseButtonRelease, at, Button.NoButton)
    assert camera.room.asked[-1] == PtzStop("ball-3")
    told = len(camera.room.asked)
    camera.pass_time(RENEW_MS / 1000)
    assert len(camera.room.asked) == told


def test_nearer_the_middle_is_slower_and_the_middle_stands(camera: Desk) -> None:
    pull(camera, 0.5, 0.5)
    near = camera.room.asked[-1]
    assert 0 < near.pan < 0.6
    assert near.pan == near.tilt
    pad = sheet(camera).pad
    _send(pad, QEvent.Type.MouseMove, pad.disc().center(), Button.LeftButton)
    assert camera.room.asked[-1] == PtzStop("ball-3")


def test_sliding_off_stops_it(camera: Desk) -> None:
    pull(camera, 0.8, 0)
    pad = sheet(camera).pad
    _send(pad, QEvent.Type.MouseMove, QPointF(-5, 10), Button.LeftButton)
    assert camera.room.asked[-1] == PtzStop("ball-3")
    _send(pad, QEvent.Type.MouseMove, pad.disc().center() + QPointF(40, 0), Button.LeftButton)
    assert not moving(camera), "it must be pressed anew"


@pytest.mark.parametrize(
    ("key", "mod", "wish"),
    [
        (Key.Key_Left, Mod.NoModifier, (-0.5, 0, 0)),
        (Key.Key_Up, Mod.ShiftModifier, (0, 1, 0)),
        (Key.Key_Down, Mod.AltModifier, (0, -0.15, 0)),
        (Key.Key_Plus, Mod.NoModifier, (0, 0, 0.5)),
        (Key.Key_Minus, Mod.NoModifier, (0, 0, -0.5)),
    ],
)
def test_a_key_moves_while_it_is_down(
    camera: Desk, key: Key, mod: Mod, wish: tuple[float, float, float]
) -> None:
    pad = sheet(camera).pad
    assert QApplication.focusWidget() is pad
    camera.qtbot.keyPress(pad, key, mod)
    assert camera.room.asked == [PtzMove("ball-3", *wish)]
    camera.qtbot.keyRelease(pad, key, mod)
    assert camera.room.asked[-1] == PtzStop("ball-3")


def test_two_keys_go_aslant_and_one_goes_on_alone(camera: Desk) -> None:
    pad = sheet(camera).pad
    camera.qtbot.keyPress(pad, Key.Key_Right)
    camera.qtbot.keyPress(pad, Key.Key_Up)
    assert camera.room.asked[-1] == PtzMove("ball-3", 0.5, 0.5, 0)
    camera.qtbot.keyRelease(pad, Key.Key_Right)
    assert camera.room.asked[-1] == PtzMove("ball-3", 0, 0.5, 0)
    camera.qtbot.keyRelease(pad, Key.Key_Up)
    assert camera.room.asked[-1] == PtzStop("ball-3")


@pytest.mark.parametrize(
    "away", ["focus", "sheet", "escape", "window", "other tile", "tile gone", "camera gone"]
)
def test_whatever_takes_the_hand_away_stops_it(camera: Desk, away: str) -> None:
    window, pad = camera.window, sheet(camera).pad
    camera.qtbot.keyPress(pad, Key.Key_Right)
    assert moving(camera)
    if away == "focus":
        window.sources.tree.setFocus()
    elif away == "sheet":
        window.sheets.toggle("ptz")
    elif away == "escape":
        camera.qtbot.keyClick(pad, Key.Key_Escape)
    elif away == "window":
        QApplication.sendEvent(window, QEvent(QEvent.Type.WindowDeactivate))
    elif away == "other tile":
        window.selection.choose_tile("")
    elif away == "tile gone":
        window.actions_.remove((window.selection.tile,))
        camera.settle()
    else:
        camera.room.observe(ptz=())
        camera.settle()
    assert PtzStop("ball-3") in camera.room.asked
    told = camera.room.asked.count(PtzMove("ball-3", 0.5, 0, 0))
    camera.pass_time(RENEW_MS / 1000)
    assert camera.room.asked.count(PtzMove("ball-3", 0.5, 0, 0)) == told


def test_a_lost_engine_takes_the_camera_from_the_hand(camera: Desk) -> None:
    """Nobody can be told: the engine's own half second stops it."""
    camera.qtbot.keyPress(sheet(camera).pad, Key.Key_Right)
    camera.room.lose()
    camera.settle()
    assert not sheet(camera).drive.wish
    told = len(camera.room.asked)
    camera.pass_time(RENEW_MS / 1000)
    assert len(camera.room.asked) == told


def test_a_slow_engine_gets_no_heap_of_renewals(camera: Desk) -> None:
    camera.room.hold = Gate()
    camera.qtbot.keyPress(sheet(camera).pad, Key.Key_Right)
    for _ in range(3):
        camera.pass_time(RENEW_MS / 1000)
    assert len(camera.room.asked) == 1
    camera.qtbot.keyRelease(sheet(camera).pad, Key.Key_Right)
    assert camera.room.asked[-1] == PtzStop("ball-3"), "a stop waits for nothing"
    camera.release()


def test_a_refusal_ends_it_and_is_told(camera: Desk) -> None:
    camera.room.camera = Answer(
        Result.REFUSED, 1, "ptz_in_use", fields=(("reason", "ptz_in_use"), ("by", "张工"))
    )
    camera.qtbot.keyPress(sheet(camera).pad, Key.Key_Right)
    assert not sheet(camera).drive.wish
    assert "张工" in camera.window.log.text
    camera.pass_time(RENEW_MS / 1000)
    assert camera.room.kinds() == ["ptz.move"]


def test_zoom_buttons_move_while_pressed(camera: Desk) -> None:
    button = sheet(camera).closer
    middle = QPointF(button.rect().center())
    _send(button, QEvent.Type.MouseButtonPress, middle, Button.LeftButton)
    assert camera.room.asked == [PtzMove("ball-3", 0, 0, 0.6)]
    _send(button, QEvent.Type.MouseMove, QPointF(-9, -9), Button.LeftButton)
    assert camera.room.asked[-1] == PtzStop("ball-3")
    _send(button, QEvent.Type.MouseButtonRelease, QPointF(-9, -9), Button.NoButton)
    assert camera.room.kinds() == ["ptz.move", "ptz.stop"]


def test_the_preview_is_quicker_while_a_camera_is_in_the_hand(camera: Desk) -> None:
    def rate() -> float:
        return next(w.fps for w in camera.room.wanted if w.kind == "preview")

    camera.pass_time(0.5)
    assert rate() == 5.0
    camera.window.sheets.toggle("ptz")
    camera.pass_time(0.5)
    assert rate() == 1.0


# -- presets --------------------------------------------------------------------------------------


def test_a_preset_is_sent_never_confirmed(camera: Desk) -> None:
    Hands(camera).key(Key.Key_1, Mod.AltModifier)
    assert camera.room.asked == [PtzRecall("ball-3", 1)]
    button = sheet(camera).presets[1]
    assert button.state is State.SENT
    assert button.note() == camera.words("button.sent")
    assert camera.words("button.sent") in camera.window.log.text
    assert camera.words("answer.done") not in camera.window.log.text


def test_an_empty_preset_is_only_chosen_and_stored_by_holding(camera: Desk) -> None:
    sheet(camera).presets[5].press()
    assert not camera.room.asked
    assert sheet(camera).store.text().startswith("存入 5")
    sheet(camera).name.setText("东门")
    sheet(camera).store.press()  # as held long enough
    assert camera.room.asked == [PtzStore("ball-3", 5, "东门")]


def test_show_mode_keeps_the_presets(make_desk: Make) -> None:
    desk = _opened(make_desk(editing=False))
    assert not sheet(desk).store.isVisible()
    assert sheet(desk).presets[1].isEnabled()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("size", "px"),
    [((1366, 768), 1366 / 310), ((1920, 1080), 1920 / 531.4), ((2560, 1440), 2560 / 597.7)],
)
def test_nothing_is_clipped(make_desk: Make, size: tuple[int, int], px: float, lang: str) -> None:
    desk = _opened(make_desk(size, lang, px))
    desk.qtbot.wait(20)
    assert findings(desk.window) == []


def test_who_only_looks_has_no_camera_in_the_hand(camera: Desk) -> None:
    camera.room.become(Me(user="v", name="观察员", role=Role.VIEWER.value, signed_in=True))
    camera.qtbot.waitUntil(lambda: not sheet(camera).pad.isEnabled(), timeout=2000)
    assert not camera.window.ptz_row.open_button.isVisible()
