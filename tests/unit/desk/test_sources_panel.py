"""The source list at the whole desk: grouping, comings by key, thumbnails within their budget."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.unit.desk.conftest import Desk, Make
from tests.unit.desk.fake_room import feed
from ui.common.source_model import Grouping
from ui.desk.watching import FIELD_A_SECOND, THUMBNAILS_A_SECOND
from wallctl.domain import commands as c
from wallctl.domain.observed import Picture
from wallctl.wire.node import Wanted

Key, Mod = Qt.Key, Qt.KeyboardModifier


def thumbnails(desk: Desk) -> list[Wanted]:
    return [one for one in desk.window.watching.wanted() if one.kind == "thumbnail"]


def test_grouped_by_a_press_and_by_key(desk: Desk) -> None:
    panel = desk.window.sources
    panel.grouping.buttons[Grouping.DEPARTMENT].press()
    assert panel.model.grouping is Grouping.DEPARTMENT
    assert panel.grouping.buttons[Grouping.DEPARTMENT].isChecked()
    QTest.keyClick(desk.window, Key.Key_G, Mod.AltModifier)
    assert panel.model.grouping is Grouping.CARRIER


def test_what_was_chosen_stays_chosen(desk: Desk) -> None:
    panel = desk.window.sources
    panel.tree.setCurrentIndex(panel.model.index_of("river"))
    panel.grouping.choose(Grouping.DEPARTMENT)
    assert desk.window.selection.source == "river"
    assert panel.model.source_at(panel.tree.currentIndex()).id == "river"


def test_a_unit_that_comes_on_line_goes_into_preview_by_one_key(desk: Desk) -> None:
    away = feed("body-7", Picture.SLATE, since=time.time() - 60)
    desk.room.observe(feeds=(away,))
    desk.settle()
    desk.window.sources.comings.look()
    desk.room.observe(feeds=(feed("body-7"),))
    desk.settle()
    desk.window.sources.comings.look()
    assert desk.window.sources.coming.isVisible()
    assert "Alt+P" in desk.window.log.text
    QTest.keyClick(desk.window, Key.Key_P, Mod.AltModifier)
    assert isinstance(desk.room.asked[-1], c.TileAdd)
    assert desk.room.asked[-1].source == "body-7"
    assert not desk.window.sources.coming.isVisible()


def test_all_thumbnails_share_one_budget(desk: Desk) -> None:
    desk.window.drawer.toggle("multiviewer")
    page = desk.window.drawer.page("multiviewer")
    desk.qtbot.waitUntil(lambda: bool(desk.pictures.wanted()))
    wanted = thumbnails(desk)
    assert {one.id for one in wanted} >= set(desk.pictures.wanted())
    assert sum(one.fps for one in wanted) <= THUMBNAILS_A_SECOND
    assert len({one.id for one in wanted}) == len(wanted), "one of each"
    desk.window.drawer.shut()
    assert desk.pictures.wanted() == {}
    assert not page.isVisible()
    assert sum(one.fps for one in thumbnails(desk)) <= THUMBNAILS_A_SECOND


def test_field_units_that_nobody_sees_are_looked_at_now_and_then(make_desk: Make) -> None:
    desk = make_desk(size=(1920, 1040))
    desk.room.observe(feeds=())
    desk.settle()
    desk.window.sources.find.setText("没有这个")
    field = thumbnails(desk)
    assert {one.id for one in field} == {"body-7", "body-9", "ball-3", "drone-1"}
    assert sum(one.fps for one in field) <= FIELD_A_SECOND + 1e-9
    desk.window.hide()
    assert desk.window.watching.wanted() == (), "out of sight nothing is asked for"
