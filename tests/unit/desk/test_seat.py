"""Who sits at the desk: signing in, taking over, show and edit mode, what a role sees."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from tests.unit.desk.conftest import Desk, Make
from ui.common.command_button import State
from ui.common.lint import findings
from ui.desk.rights import EDIT_MS
from wallctl.client.errors import EngineUnreachable
from wallctl.client.sign_in import SignInRefused
from wallctl.domain.commands import OverlaySet, SceneRemove, SourceRemove, TileUpdate, WallTake
from wallctl.domain.entities import Notice
from wallctl.domain.people import Role, User
from wallctl.domain.show import apply, change
from wallctl.wire.desk import Me

CTRL, CTRL_ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,
)
USERS = (
    User("u1", "王工", Role.ENGINEER, "Wang", secret="s"),
    User("u2", "小李", Role.OPERATOR, secret="s"),
    User("u3", "看客", Role.VIEWER, secret="s"),
)


@pytest.fixture
def desk(make_desk: Make) -> Desk:
    return with_users(make_desk(editing=False))


def with_users(desk: Desk) -> Desk:
    desk.room.show = apply(desk.room.show, [change(None, user) for user in USERS])
    become(desk, "engineer", "王工", "u1")
    return desk


def become(desk: Desk, role: str, name: str = "小李", user: str = "u2") -> None:
    desk.room.become(Me(user=user, name=name, role=role, signed_in=True))
    desk.settle()
    desk.qtbot.waitUntil(lambda: desk.hub.me.role == role)


def key(desk: Desk, code: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    QTest.keyClick(desk.window, code, modifier)


# -- show mode and edit mode ------------------------------------------------------------------


def test_a_desk_starts_in_show_mode_and_says_so(desk: Desk) -> None:
    seat = desk.window.seat
    assert (seat.mode.text(), seat.frame.isVisible()) == ("值守", False)
    assert not desk.window.scenes.save.isVisible()
    key(desk, Qt.Key.Key_E, CTRL)
    assert (seat.mode.text(), seat.frame.isVisible()) == ("编辑", True)
    assert desk.window.scenes.save.isVisible()
    assert seat.frame.geometry() == desk.window.rect()
    key(desk, Qt.Key.Key_E, CTRL)
    assert seat.mode.text() == "值守"


def test_show_mode_configures_nothing(desk: Desk) -> None:
    actions = desk.window.actions_
    for command in (SceneRemove("s1"), SourceRemove("rain")):
        actions.ask(command)
        assert desk.window.log.text == desk.words("hint.show_mode")
    key(desk, Qt.Key.Key_S, CTRL)
    assert not desk.window.sheets.save.isVisible()
    assert desk.room.asked == []
    desk.window.rights.edit(True)
    actions.ask(SceneRemove("s1"))
    assert desk.room.kinds() == ["scene.remove"]


def test_a_title_a_notice_and_the_wall_are_at_hand_in_show_mode(desk: Desk) -> None:
    desk.window.actions_.place("map")
    tile = next(iter(desk.room.show.preview_tiles("hall")))
    for command in (
        TileUpdate(tile.id, title="临时"),
        OverlaySet("hall", notice=Notice("注意", on=True)),
        WallTake("hall"),
    ):
        desk.window.actions_.ask(command)
    assert desk.room.kinds() == ["tile.add", "tile.update", "overlay.set", "wall.take"]


def test_edit_mode_ends_by_itself_unless_something_is_edited(desk: Desk) -> None:
    rights = desk.window.rights
    rights.edit(True)
    assert rights._idle.isActive() and rights._idle.interval() == EDIT_MS
    desk.pass_time(EDIT_MS / 1000 - 60)
    assert rights.editing
    rights.touched()
    desk.pass_time(EDIT_MS / 1000 - 60)
    assert rights.editing, "what was touched begins anew"
    desk.pass_time(120)
    assert not rights.editing
    assert desk.window.seat.mode.text() == "值守"
    assert not desk.window.seat.frame.isVisible()


def test_typing_into_a_page_is_editing(desk: Desk) -> None:
    rights = desk.window.rights
    rights.edit(True)
    desk.window.drawer.toggle("users")
    field: QLineEdit = desk.window.drawer.page("users").name
    field.setFocus()
    rights._idle.stop()
    QTest.keyClicks(field, "x")
    assert rights._idle.isActive()
    desk.window.drawer.shut()
    search = desk.window.sources.findChild(QLineEdit)
    search.setFocus()
    rights._idle.stop()
    QTest.keyClicks(search, "x")
    assert not rights._idle.isActive()


def test_an_operator_has_no_edit_mode(desk: Desk) -> None:
    desk.window.rights.edit(True)
    become(desk, "operator")
    assert not desk.window.rights.editing
    assert not desk.window.seat.mode.isVisible()
    key(desk, Qt.Key.Key_E, CTRL)
    assert not desk.window.rights.editing
    assert desk.window.log.text == desk.words("hint.not_allowed")


# -- roles ------------------------------------------------------------------------------------


def test_what_a_role_may_not_do_is_not_shown(desk: Desk) -> None:
    centre, window = desk.window.centre, desk.window
    become(desk, "operator")
    assert centre.take.isVisible() and centre.safe.isVisible()
    assert "users" not in window.drawer.names()
    become(desk, "viewer", "看客", "u3")
    for gone in (centre.take, centre.undo, centre.full, centre.restore, centre.safe):
        assert not gone.isVisible()
    assert centre.program.isVisible() and centre.preview.isVisible()
    key(desk, Qt.Key.Key_Return, CTRL)
    window.actions_.take(centre.take.button, lambda _: None)
    assert desk.room.asked == []
    assert window.log.text == desk.words("hint.not_allowed")
    become(desk, "engineer", "王工", "u1")
    assert centre.take.isVisible()


def test_without_users_everything_is_at_hand(make_desk: Make) -> None:
    desk = make_desk(editing=False)
    assert desk.window.rights.role is Role.ENGINEER
    assert desk.window.seat.who.text() == desk.words("sign_in.open")
    assert not desk.window.seat.veil.isVisible()


def test_a_role_of_a_later_version_may_look(desk: Desk) -> None:
    become(desk, "admiral")
    assert desk.window.rights.role is Role.VIEWER


# -- signing in -------------------------------------------------------------------------------


def sign_in(desk: Desk, user: str, password: str) -> None:
    form = desk.window.seat.sheet.form
    form.user.setText(user)
    form.password.setText(password)
    QTest.keyClick(form.password, Qt.Key.Key_Return)


def test_nothing_is_seen_before_signing_in(desk: Desk) -> None:
    seat = desk.window.seat
    desk.window.rights.edit(True)
    desk.room.want_sign_in()
    desk.qtbot.waitUntil(seat.veil.isVisible)
    assert seat.sheet.isVisible() and not seat.sheet.close_button.isVisible()
    assert not desk.window.rights.editing
    for hidden in (desk.window.centre, desk.window.sources):
        place = hidden.rect().center()
        over = desk.window.childAt(hidden.mapTo(desk.window, place))
        assert over is seat.veil or seat.sheet.isAncestorOf(over) or over is seat.sheet
    QTest.keyClick(seat.sheet, Qt.Key.Key_Escape)
    assert seat.sheet.isVisible()
    desk.pass_time(30)
    assert not desk.window.banner.isVisible(), "the engine is not lost"
    assert desk.window.status._state.text() == desk.words("status.sign_in")


def test_the_right_password_opens_and_a_wrong_one_says_so(desk: Desk) -> None:
    seat = desk.window.seat
    desk.room.want_sign_in()
    desk.qtbot.waitUntil(seat.sheet.isVisible)
    form = seat.sheet.form
    sign_in(desk, "小李", "wrong")
    assert form.told.text() == "▲ " + desk.words("sign_in.wrong_password")
    assert form.password.text() == ""
    assert seat.veil.isVisible()
    desk.pass_time(0.51)
    sign_in(desk, "小李", "小李小李")
    desk.qtbot.waitUntil(lambda: not seat.veil.isVisible())
    assert not seat.sheet.isVisible()
    assert seat.who.text() == "小李 · 操作员"


def test_a_lockout_counts_down(desk: Desk) -> None:
    desk.room.want_sign_in()
    seat = desk.window.seat
    desk.qtbot.waitUntil(seat.sheet.isVisible)
    desk.room.sign_in_refused = SignInRefused("locked_out", seconds="20")
    form = seat.sheet.form
    sign_in(desk, "小李", "x")
    assert form.told.text() == "▲ " + desk.words("sign_in.locked_out", s=20)
    assert form.go.state is State.INHIBITED
    form.told.wait(0)
    assert form.go.state is State.IDLE


def test_an_engine_that_is_away_is_said(desk: Desk) -> None:
    desk.room.want_sign_in()
    desk.qtbot.waitUntil(desk.window.seat.sheet.isVisible)
    desk.room.sign_in_refused = EngineUnreachable(url="x", why="y")  # type: ignore[assignment]
    sign_in(desk, "小李", "x")
    assert desk.words("answer.unreachable") in desk.window.seat.sheet.form.told.text()


def test_somebody_takes_over_without_touching_the_picture(desk: Desk) -> None:
    desk.window.actions_.place("map")
    before = desk.room.show
    key(desk, Qt.Key.Key_U, CTRL_ALT)
    sheet = desk.window.seat.sheet
    assert sheet.isVisible() and "王工" in sheet.now.text()
    sign_in(desk, "小李", "小李小李")
    desk.qtbot.waitUntil(lambda: desk.window.seat.who.text() == "小李 · 操作员")
    assert not sheet.isVisible()
    assert desk.room.show is before
    assert desk.room.kinds() == ["tile.add"]


def test_in_an_emergency_a_name_and_a_reason(desk: Desk) -> None:
    desk.room.want_sign_in()
    sheet = desk.window.seat.sheet
    desk.qtbot.waitUntil(sheet.isVisible)
    sheet.name.setText("老张")
    QTest.keyClick(sheet.reason, Qt.Key.Key_Return)
    assert desk.room.signed == []
    assert desk.words("sign_in.name_and_reason") in sheet.told.text()
    desk.pass_time(0.51)
    sheet.reason.setText("火情")
    QTest.keyClick(sheet.reason, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: not sheet.isVisible())
    assert desk.room.signed == ["老张: 火情"]
    assert desk.window.seat.who.text() == "▲ 应急·老张 · 剩 60 分钟"
    assert desk.window.seat._minute.isActive()
    desk.room.become(replace_me(desk.room.me, expires=time.time() + 61))
    desk.qtbot.waitUntil(lambda: "剩 2 分钟" in desk.window.seat.who.text())
    assert desk.window.rights.role is Role.OPERATOR


def replace_me(me: Me, **fields: object) -> Me:
    return me.model_copy(update=fields)


def test_ones_own_password_is_asked_for_twice(desk: Desk) -> None:
    desk.window.seat.open_sheet()
    sheet = desk.window.seat.sheet
    sheet.change.press()
    own = sheet.own
    assert own.isVisible()
    for field, text in ((own.old, "老口令老口令"), (own.new, "abcdefgh"), (own.again, "abcdefgx")):
        assert field.echoMode() is QLineEdit.EchoMode.Password
        field.setText(text)
    own.go.press()
    assert desk.room.asked == [] and desk.words("sign_in.differ") in own.told.text()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1040)])
def test_a_sheet_leaves_the_pictures_in_sight(
    make_desk: Make, size: tuple[int, int], lang: str
) -> None:
    px = 1366 / 309.9 if size[0] == 1366 else 1920 / 531.4
    desk = with_users(make_desk(size=size, lang=lang, px=px, editing=False))
    desk.window.seat.open_sheet()
    sheet = desk.window.seat.sheet
    for seen in (desk.window.centre.program, desk.window.centre.preview):
        place = seen.mapTo(desk.window, seen.rect().topLeft())
        assert not sheet.geometry().intersects(seen.rect().translated(place))
    assert not findings(sheet)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("role", ["engineer", "emergency"])
def test_the_line_at_the_top_has_room_for_whoever_it_is(
    make_desk: Make, lang: str, role: str
) -> None:
    desk = with_users(make_desk(size=(1366, 768), lang=lang, px=1366 / 309.9, editing=False))
    if role == "emergency":
        name = "应急·应急管理局信息中心值班员甲"
        expires = time.time() + 3600
        desk.room.become(
            Me(name=name, role="operator", emergency=True, signed_in=True, expires=expires)
        )
        desk.qtbot.waitUntil(lambda: "…" in desk.window.seat.who.text())
    desk.qtbot.waitUntil(lambda: not findings(desk.window.status))


def test_a_press_on_the_mode_is_seen_in_either_mode(desk: Desk) -> None:
    mode = desk.window.seat.mode
    for editing in (True, False):
        desk.window.rights.edit(editing)
        before = mode.grab().toImage()
        mode.setDown(True)
        assert mode.grab().toImage() != before
        mode.setDown(False)
