"""The page of people: add, role, disable, new password, remove, who is signed in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.unit.desk.conftest import Desk, Make
from tests.unit.desk.test_seat import CTRL, become, with_users
from ui.common.lint import findings
from ui.desk.pages.users import UsersPage
from wallctl.domain.people import Role, User
from wallctl.domain.show import apply, change
from wallctl.wire.desk import SessionOut

SESSIONS = (
    SessionOut(
        id="a1",
        user="u1",
        name="王工",
        peer="127.0.0.1",
        at=1.0,
        used_at=2.0,
        emergency=False,
        mine=True,
    ),
    SessionOut(
        id="a2",
        user="",
        name="应急·老张",
        peer="10.1.2.3",
        at=1.0,
        used_at=2.0,
        emergency=True,
        reason="值班员突发疾病",
    ),
)


@pytest.fixture
def desk(make_desk: Make) -> Desk:
    desk = with_users(make_desk(editing=False))
    desk.room.open_sessions = SESSIONS
    return desk


def page_of(desk: Desk, *, editing: bool = True) -> UsersPage:
    desk.window.rights.edit(editing)
    QTest.keyClick(desk.window, Qt.Key.Key_U, CTRL)
    page = desk.window.drawer.page("users")
    assert isinstance(page, UsersPage) and page.isVisible()
    return page


def users(desk: Desk) -> dict[str, User]:
    return {user.name: user for user in desk.room.show.all(User).values()}


def test_an_engineer_adds_a_person(desk: Desk) -> None:
    page = page_of(desk)
    page.name.setText(" 赵工 ")
    page.password.setText("long enough")
    page.role.setCurrentIndex(2)
    page.add.press()
    assert users(desk)["赵工"].role is Role.ENGINEER
    assert page.password.text() == "" and page.name.text() == ""
    desk.qtbot.waitUntil(lambda: len(page.cards) == 4)


def test_what_the_engine_refuses_is_said_and_stays_typed(desk: Desk) -> None:
    page = page_of(desk)
    page.name.setText("王工")
    page.password.setText("long enough")
    page.add.press()
    assert desk.words("refusal.taken") in page.told.text()
    assert page.name.text() == "王工"


def test_role_disable_and_a_new_password(desk: Desk) -> None:
    page = page_of(desk)
    card = page.cards["u2"]
    card.role.setCurrentIndex(0)
    card.role.activated.emit(0)
    desk.qtbot.waitUntil(lambda: users(desk)["小李"].role is Role.VIEWER)
    card.disable.press()
    desk.qtbot.waitUntil(lambda: "停用" in card.state.text())
    assert users(desk)["小李"].disabled
    card.reset.press()
    assert card.password.isVisible()
    card.password.setText("a new password")
    QTest.keyClick(card.password, Qt.Key.Key_Return)
    assert users(desk)["小李"].secret == "sealed a new password"
    assert not card.password.isVisible() and card.password.text() == ""


def test_removing_says_whom_and_what_and_the_way_back_is_at_hand(desk: Desk) -> None:
    page = page_of(desk)
    card = page.cards["u2"]
    card.remove.press()
    assert "小李" in card.removal.text() and "指挥大厅" in card.removal.text()
    assert desk.room.asked == []
    QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Return)
    assert not card.removal.isVisible() and desk.room.asked == [], "Enter is the way back"
    desk.pass_time(0.51)
    card.remove.press()
    card.remove_go.press()
    desk.qtbot.waitUntil(lambda: "u2" not in page.cards)
    assert "小李" not in users(desk)


def test_the_last_engineer_stays_and_it_is_said(desk: Desk) -> None:
    card = page_of(desk).cards["u1"]
    card.disable.press()
    assert desk.words("refusal.last_engineer") in card.told.text()
    assert not users(desk)["王工"].disabled


def test_show_mode_shows_and_changes_nothing(desk: Desk) -> None:
    page = page_of(desk, editing=False)
    assert page.locked.isVisible() and not page.form.isVisible()
    card = page.cards["u2"]
    for tool in (card.role, card.disable, card.reset, card.remove):
        assert not tool.isVisible()
    desk.window.rights.edit(True)
    assert page.form.isVisible() and card.remove.isVisible()
    card.reset.press()
    desk.window.rights.edit(False)
    assert not card.password.isVisible()


def test_it_is_an_engineers_page(desk: Desk) -> None:
    page_of(desk)
    become(desk, "operator")
    assert desk.window.drawer.name == ""


def test_who_is_signed_in_and_the_end_of_it(desk: Desk) -> None:
    page = page_of(desk)
    desk.qtbot.waitUntil(lambda: len(page._rows) == 2)
    mine, other = page._rows
    desk.qtbot.waitUntil(mine.isVisible)
    assert mine.mine.isVisible() and not mine.end.isVisible()
    assert "应急·老张" in other.said.text() and "值班员突发疾病" in other.said.text()
    assert page.cards["u1"].state.text() == desk.words("users.signed_in", n=1)
    other.end.press()
    desk.qtbot.waitUntil(lambda: len(page._rows) == 1)
    assert [s.id for s in desk.room.open_sessions] == ["a1"]


def test_the_first_person_is_an_engineer(make_desk: Make) -> None:
    desk = make_desk(editing=True)
    page = page_of(desk)
    assert page.first.isVisible() and page.role.role is Role.ENGINEER
    page.name.setText("王工")
    page.password.setText("long enough")
    page.add.press()
    assert users(desk)["王工"].role is Role.ENGINEER


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("size", "px"),
    [((1366, 768), 1366 / 309.9), ((1920, 1040), 1920 / 531.4), ((2560, 1440), 2560 / 597.7)],
)
def test_nothing_is_clipped(make_desk: Make, size: tuple[int, int], px: float, lang: str) -> None:
    desk = with_users(make_desk(size=size, lang=lang, px=px, editing=False))
    desk.room.open_sessions = SESSIONS
    long = User("u9", "应急管理局信息中心值班员甲", Role.OPERATOR, "Duty officer A", secret="s")
    desk.room.show = apply(desk.room.show, [change(None, long)])
    desk.room.on_change(None)
    desk.settle()
    page = page_of(desk)
    desk.qtbot.waitUntil(lambda: len(page._rows) == 2 and "u9" in page.cards)
    page.cards["u9"].remove.press()
    page.cards["u2"].reset.press()
    desk.qtbot.waitUntil(lambda: not findings(page))
