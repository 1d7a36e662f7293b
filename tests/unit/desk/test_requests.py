"""A leader's request beside TAKE: answered by one key, expired in sight."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.unit.desk.conftest import Desk, Make
from ui.common.lint import findings
from ui.desk.rights import Rights
from wallctl.domain.people import Role
from wallctl.domain.shift import Request, RequestState
from wallctl.domain.show import apply, change

ALT = Qt.KeyboardModifier.AltModifier


def put(desk: Desk, *requests: Request) -> None:
    room = desk.room
    changes = [change(room.show.get(Request, r.id), r) for r in requests]
    room.show = apply(room.show, changes)
    room.on_change(None)
    desk.settle()


def request(id: str = "r1", scene: str = "s4", left: float = 42.0, **more: object) -> Request:
    now = time.time()
    return replace(Request(id, scene, "赵厅长", now - 3, now + left, "大厅面板"), **more)  # type: ignore[arg-type]


@pytest.fixture
def asked(desk: Desk) -> Desk:
    put(desk, request())
    desk.pass_time(1)
    return desk


def test_it_is_beside_take_with_who_what_and_how_long(asked: Desk) -> None:
    card, take = asked.window.centre.take.request, asked.window.centre.take.button
    assert card.isVisible()
    assert "大厅面板" in card.accessibleName()
    assert "森林防火" in card.accessibleName()
    assert "42 秒" in card.accessibleName() or "41 秒" in card.accessibleName()
    assert card.geometry().left() > take.geometry().right()
    assert findings(asked.window) == []


def test_no_request_no_card(desk: Desk) -> None:
    assert not desk.window.centre.take.request.isVisible()
    QTest.keyClick(desk.window, Qt.Key.Key_Y, ALT)
    assert desk.room.asked == []


def test_accepted_by_one_key(asked: Desk) -> None:
    QTest.keyClick(asked.window, Qt.Key.Key_Y, ALT)
    asked.settle()
    assert asked.room.kinds() == ["request.accept"]
    assert asked.room.show.program("hall").scene == "s4"
    assert not asked.window.centre.take.request.isVisible()
    assert "森林防火" in asked.window.log.text


def test_declined_by_one_key(asked: Desk) -> None:
    QTest.keyClick(asked.window, Qt.Key.Key_N, ALT)
    asked.settle()
    assert asked.room.kinds() == ["request.decline"]
    assert asked.room.show.program("hall").serial == 0


def test_what_was_not_read_is_not_answered(desk: Desk) -> None:
    """The first goes and another takes its place just as the key comes down."""
    put(desk, request("r1"), request("r2", "s5", 60, at=time.time()))
    desk.pass_time(1)
    first = desk.room.show.get(Request, "r1")
    assert first is not None
    put(desk, replace(first, state=RequestState.DECLINED))
    QTest.keyClick(desk.window, Qt.Key.Key_Y, ALT)
    assert desk.room.asked == []
    assert desk.window.log.text == desk.words("hint.request_new")
    desk.pass_time(1)
    QTest.keyClick(desk.window, Qt.Key.Key_N, ALT)
    assert desk.room.kinds() == ["request.decline"]


def test_two_wait_in_turn(desk: Desk) -> None:
    put(desk, request("r2", "s5", 60, at=time.time()), request("r1"))
    card = desk.window.centre.take.request
    assert card.request is not None and card.request.id == "r1"
    assert "另有 1 个" in card.accessibleName()


def test_it_expires_in_sight_then_goes(asked: Desk) -> None:
    one = asked.room.show.get(Request, "r1")
    assert one is not None
    put(asked, replace(one, state=RequestState.EXPIRED))
    card = asked.window.centre.take.request
    assert card.isVisible()
    assert "已失效" in card.accessibleName()
    assert not card.accept.isVisible()
    QTest.keyClick(asked.window, Qt.Key.Key_Y, ALT)
    assert asked.room.asked == []
    asked.pass_time(10)
    assert not card.isVisible()


def test_an_old_one_is_not_told_at_the_start(desk: Desk) -> None:
    put(desk, request(state=RequestState.EXPIRED))
    assert not desk.window.centre.take.request.isVisible()


def test_each_new_one_calls_once(desk: Desk) -> None:
    card, calls = desk.window.centre.take.request, []
    card.came.connect(lambda: calls.append(1))
    put(desk, request())
    put(desk, request("r2", "s5"))
    assert len(calls) == 2
    one = desk.room.show.get(Request, "r1")
    assert one is not None
    put(desk, replace(one, state=RequestState.DECLINED))
    assert len(calls) == 2


def test_who_may_not_answer_has_no_buttons(asked: Desk) -> None:
    rights: Rights = asked.window.rights
    rights._role = Role.VIEWER
    rights.changed.emit()
    assert not asked.window.centre.take.request.accept.isVisible()
    QTest.keyClick(asked.window, Qt.Key.Key_Y, ALT)
    assert asked.room.asked == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("size", "px"),
    [((1366, 768), 1366 / 310), ((1920, 1080), 1920 / 531.4), ((2560, 1440), 2560 / 597.7)],
)
def test_nothing_is_clipped(make_desk: Make, size: tuple[int, int], px: float, lang: str) -> None:
    desk = make_desk(size, lang, px)
    put(desk, request("r2", "s5"), request("r1"))
    desk.qtbot.wait(20)
    assert findings(desk.window) == []
    take = desk.window.centre.take
    assert take.button.width() >= take.button.minimumSizeHint().width()
