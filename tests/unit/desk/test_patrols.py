"""Patrols at the desk: set beside the sources, told on the tile, stopped and resumed."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.unit.desk.conftest import Desk, Make
from ui.common.lint import findings
from ui.desk import patrol_badge
from wallctl.domain import commands as c
from wallctl.domain.commands import Turn
from wallctl.domain.entities import Patrol
from wallctl.domain.observed import PatrolState

CTRL = Qt.KeyboardModifier.ControlModifier
SOURCES = ("drone-1", "body-7", "look-2")


def ask(desk: Desk, *commands: object) -> None:
    for command in commands:
        desk.window.actions_.ask(command)  # type: ignore[arg-type]
        desk.settle()


def tell(desk: Desk, *states: PatrolState) -> None:
    desk.room.observe(patrols=states)
    desk.settle()


@pytest.fixture
def prepared(desk: Desk) -> Desk:
    """Scene 3 in preview, its drone's window chosen."""
    ask(desk, c.SceneRecall("s3"))
    tile = next(t for t in desk.room.show.preview_tiles("hall") if t.source == "drone-1")
    desk.window.selection.choose_tile(tile.id)
    desk.room.asked.clear()
    return desk


@pytest.fixture
def live(prepared: Desk) -> Desk:
    """Its patrol is on the wall, and told of."""
    desk = prepared
    ask(desk, c.PatrolSet(desk.window.selection.tile, SOURCES, 8.0), c.WallTake("hall"))
    tell(desk, running(desk))
    desk.room.asked.clear()
    return desk


def running(desk: Desk, **more: object) -> PatrolState:
    fields = {"source": "drone-1", "next": "body-7", "due_at": time.time() + 7}
    return PatrolState("hall", desk.window.selection.tile, **(fields | more))  # type: ignore[arg-type]


def test_set_by_keyboard_from_the_list_of_sources(prepared: Desk) -> None:
    desk, window = prepared, prepared.window
    QTest.keyClick(window, Qt.Key.Key_R, CTRL)
    sheet = window.sheets.patrol
    assert sheet.isVisible()
    assert sheet.sources == ("drone-1",)  # what the window shows
    assert not sheet.save.isEnabled()
    for source in ("body-7", "look-2"):
        window.selection.choose_source(source)
        QTest.keyClick(sheet.add, Qt.Key.Key_Return)
    sheet.list.setCurrentRow(2)
    QTest.keyClick(sheet.list, Qt.Key.Key_Up, CTRL)
    assert sheet.sources == ("drone-1", "look-2", "body-7")
    sheet.dwell.setText("20")
    QTest.keyClick(sheet.dwell, Qt.Key.Key_Return)
    assert "60" in sheet._effect.text()
    QTest.keyClick(sheet.save, Qt.Key.Key_Return)
    desk.settle()
    assert desk.room.asked == [
        c.PatrolSet(window.selection.tile, ("drone-1", "look-2", "body-7"), 20.0)
    ]
    assert not sheet.isVisible()
    tile = desk.room.show.preview_tiles("hall")[2]
    assert tile.patrol == Patrol(("drone-1", "look-2", "body-7"), 20.0)
    assert "3" in window.patrol_row._said.text()


def test_several_chosen_windows_give_their_sources(prepared: Desk) -> None:
    tiles = prepared.room.show.preview_tiles("hall")
    prepared.window.selection.choose_tiles((tiles[0].id, tiles[2].id))
    QTest.keyClick(prepared.window, Qt.Key.Key_R, CTRL)
    sheet = prepared.window.sheets.patrol
    assert sheet.sources == (tiles[2].source, tiles[0].source)
    assert sheet.tile() == tiles[2]


def test_taken_out_moved_and_not_twice(prepared: Desk) -> None:
    window = prepared.window
    QTest.keyClick(window, Qt.Key.Key_R, CTRL)
    sheet = window.sheets.patrol
    window.selection.choose_source("drone-1")
    sheet.add.press()
    assert sheet.sources == ("drone-1",)
    assert window.log.text == prepared.words("hint.patrol_has")
    QTest.keyClick(sheet.list, Qt.Key.Key_Delete)
    assert sheet.sources == ()
    assert prepared.room.asked == []


def test_taken_away(prepared: Desk) -> None:
    ask(prepared, c.PatrolSet(prepared.window.selection.tile, SOURCES))
    prepared.room.asked.clear()
    QTest.keyClick(prepared.window, Qt.Key.Key_R, CTRL)
    prepared.window.sheets.patrol.clear.press()
    prepared.settle()
    assert prepared.room.asked == [c.PatrolSet(prepared.window.selection.tile, ())]


def test_without_a_window_nothing_can_be_set(desk: Desk) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_R, CTRL)
    assert not desk.window.sheets.patrol.save.isEnabled()
    assert not desk.window.patrol_row.edit.isEnabled()


def test_stopped_and_resumed_by_one_key(live: Desk) -> None:
    button = live.window.centre.patrol
    assert button.isVisible()
    assert button.text() == live.words("patrol.stop")
    QTest.keyClick(live.window, Qt.Key.Key_P, CTRL)
    live.settle()
    assert live.room.asked == [c.PatrolStop("hall", live.window.selection.tile)]
    tell(live, running(live, stopped="manual", due_at=0.0))
    assert button.text() == live.words("patrol.go_on")
    live.room.asked.clear()
    live.window.centre.patrols.toggle()
    live.settle()
    assert live.room.asked == [c.PatrolResume("hall", live.window.selection.tile)]


def test_arrows_on_the_echo_turn_it_by_hand(live: Desk) -> None:
    program = live.window.centre.program
    live.room.report("hall")
    live.settle()
    from tests.unit.desk.fake_room import picture, wall_picture

    show = live.room.show
    tiles, serial = show.program("hall").tiles, show.program("hall").serial
    live.pictures.put(*picture("program", "hall", wall_picture(show, "hall", tiles, 600), serial))
    program.setFocus()
    QTest.keyClick(program, Qt.Key.Key_Right)
    QTest.keyClick(program, Qt.Key.Key_Left)
    live.settle()
    tile = live.window.selection.tile
    assert live.room.asked == [
        c.PatrolShow("hall", tile, turn=Turn.NEXT),
        c.PatrolShow("hall", tile, turn=Turn.PREVIOUS),
    ]


def test_arrows_elsewhere_and_without_a_patrol_turn_nothing(prepared: Desk) -> None:
    program = prepared.window.centre.program
    program.setFocus()
    QTest.keyClick(program, Qt.Key.Key_Right)
    assert not any(isinstance(one, c.PatrolShow) for one in prepared.room.asked)


def test_no_patrol_on_the_wall_no_button(prepared: Desk) -> None:
    assert not prepared.window.centre.patrol.isVisible()
    QTest.keyClick(prepared.window, Qt.Key.Key_P, CTRL)
    assert prepared.room.asked == []
    assert prepared.window.log.text == prepared.words("hint.no_patrol")


def test_of_several_the_chosen_one_is_meant(live: Desk) -> None:
    other = next(
        t for t in live.room.show.program("hall").tiles if t.id != live.window.selection.tile
    )
    tell(live, PatrolState("hall", other.id, other.source, stopped="manual"), running(live))
    patrols = live.window.centre.patrols
    meant = patrols.meant()
    assert meant is not None and meant.tile == live.window.selection.tile
    live.window.selection.choose_live(other.id)
    meant = patrols.meant()
    assert meant is not None and meant.tile == other.id


def test_badges_tell_how_it_goes(live: Desk) -> None:
    tile = next(t for t in live.room.show.program("hall").tiles if t.patrol is not None)
    now, words = time.time(), live.words

    def said(shown: str = "", **more: object) -> str:
        state = running(live, due_at=now + 7, **more)
        return patrol_badge.state_words(tile, state, shown, words, now)

    assert said() == words("patrol.badge", n=1, all=3, s=7)
    assert said("look-2") == words("patrol.badge", n=3, all=3, s=7)  # the glass has its say
    assert said(stopped="manual") == words("patrol.badge_stopped", n=1, all=3)
    assert said(stopped="no_picture") == words("patrol.badge_no_picture", n=1, all=3)
    assert patrol_badge.set_words(tile, words) == words("patrol.badge_set", n=3, s="8")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("size", "px"),
    [((1366, 768), 1366 / 310), ((1920, 1080), 1920 / 531.4), ((2560, 1440), 2560 / 597.7)],
    ids=["14in", "24in", "27in"],
)
def test_nothing_is_clipped(make_desk: Make, size: tuple[int, int], px: float, lang: str) -> None:
    desk = make_desk(size, lang, px)
    ask(desk, c.SceneRecall("s3"))
    desk.window.selection.choose_tile(desk.room.show.preview_tiles("hall")[2].id)
    ask(desk, c.PatrolSet(desk.window.selection.tile, SOURCES, 8.0), c.WallTake("hall"))
    tell(desk, running(desk, stopped="manual", due_at=0.0))
    desk.qtbot.wait(20)
    found = findings(desk.window)
    desk.window.sheets.toggle("patrol")
    desk.qtbot.wait(20)
    assert found + findings(desk.window) == []
