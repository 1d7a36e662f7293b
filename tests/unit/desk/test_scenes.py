"""Scenes at the desk: found, told apart, kept in versions, brought back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.unit.desk.conftest import Desk, Make
from ui.common.lint import findings
from ui.desk.pages.scenes import ScenesPage
from ui.desk.scenes_words import difference_lines, untouched_words
from wallctl.domain import commands as c
from wallctl.domain.differs import scene_difference
from wallctl.domain.entities import Scene, Wall
from wallctl.domain.geometry import Size
from wallctl.domain.show import apply, change
from wallctl.domain.versions import versions_of

SCREENS = [((1366, 768), 1366 / 310), ((1920, 1080), 1920 / 531.4), ((2560, 1440), 2560 / 597.7)]


def write(field: QWidget, text: str) -> None:
    """As an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def more_scenes(desk: Desk) -> None:
    """Nine more, without a key."""
    base = desk.room.show.scenes["s5"]
    made = [replace(base, id=f"x{n}", name=f"备用 {n}", name_en="", number=0) for n in range(9)]
    desk.room.show = apply(desk.room.show, [change(None, s) for s in made])
    desk.room.on_change(None)
    desk.settle()


def page_of(desk: Desk) -> ScenesPage:
    if desk.window.drawer.name != "scenes":
        QTest.keyClick(desk.window, Qt.Key.Key_F8)
    page = desk.window.drawer.page("scenes")
    assert isinstance(page, ScenesPage)
    return page


def ask(desk: Desk, *commands: object) -> None:
    for command in commands:
        desk.window.actions_.ask(command)  # type: ignore[arg-type]
        desk.settle()


# -- cards --------------------------------------------------------------------------------------


def test_scenes_beyond_the_keys_are_found_by_name(desk: Desk) -> None:
    panel = desk.window.scenes
    assert not panel.find.isVisible()
    more_scenes(desk)
    assert panel.find.isVisible()
    QTest.keyClick(desk.window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert panel.find.hasFocus()
    write(panel.find, "备用 7")
    assert [card.text() for card in panel.cards] == ["备用 7"]
    QTest.keyClick(panel.find, Qt.Key.Key_Return)
    desk.settle()
    assert desk.room.show.preview("hall").scene == "x7"
    assert desk.room.show.program("hall").serial == 0  # never live
    assert len(panel.cards) == 15


def test_digits_typed_while_finding_recall_nothing(desk: Desk) -> None:
    more_scenes(desk)
    QTest.keyClick(desk.window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(desk.window.scenes.find, "1")
    assert desk.room.asked == []
    QTest.keyClick(desk.window.scenes.find, Qt.Key.Key_Escape)
    assert desk.window.scenes.find.text() == ""
    assert not desk.window.scenes.find.hasFocus()


def test_the_card_on_the_wall_says_when_the_wall_differs(desk: Desk) -> None:
    ask(desk, c.SceneRecall("s3", live=True))
    badges = {card.scene.id: [b.text for b in card.badges] for card in desk.window.scenes.cards}
    assert desk.words("scenes.live") in badges["s3"]
    tile = desk.room.show.preview_tiles("hall")[0]
    ask(desk, c.TileUpdate(tile.id, source="rain"), c.WallTake("hall"))
    badges = {card.scene.id: [b.text for b in card.badges] for card in desk.window.scenes.cards}
    assert desk.words("scenes.live_changed") in badges["s3"]


# -- the page -----------------------------------------------------------------------------------


def test_listed_by_category_and_found(desk: Desk) -> None:
    ask(desk, c.SceneUpdate("s2", category="应急响应"), c.SceneUpdate("s3", category="应急响应"))
    page = page_of(desk)
    rows = [page.list.item(n).text().split("\n")[0] for n in range(page.list.count())]
    assert rows[-3:] == ["应急响应", "2  应急指挥", "3  防汛防台"]
    assert rows[0] == desk.words("scene.no_category")
    page.find.setText("应急响应 防汛")
    rows = [page.list.item(n).text() for n in range(page.list.count())]
    assert rows == ["应急响应", "3  防汛防台"]
    assert page.chosen() is not None and page.chosen().id == "s3"
    assert not page.list.item(1).icon().isNull()


def test_what_is_typed_is_saved_in_one_command(desk: Desk) -> None:
    page = page_of(desk)
    page.choose("s3")
    assert not page.form.save.isEnabled()
    page.form.fields["name"].selectAll()
    write(page.form.fields["name"], "防汛")
    write(page.form.fields["note"], "每日 8 时")
    page.form.number.setCurrentIndex(9)
    page.form.number.activated.emit(9)
    assert desk.room.asked == []
    page.form.save.press()
    desk.settle()
    (asked,) = desk.room.asked
    assert asked == c.SceneUpdate("s3", name="防汛", note="每日 8 时", number=9)
    assert not page.form.save.isEnabled()


def test_what_is_being_typed_stays_while_another_saves(desk: Desk) -> None:
    page = page_of(desk)
    page.choose("s3")
    write(page.form.fields["note"], "在写")
    ask(desk, c.SceneUpdate("s3", category="防汛"))
    assert page.form.fields["note"].text() == "在写"


def test_a_locked_scene_takes_nothing_but_its_unlocking(desk: Desk) -> None:
    page = page_of(desk)
    page.choose("s3")
    page.form.lock.press()
    desk.settle()
    assert desk.room.show.scenes["s3"].locked
    assert not page.form.remove.isEnabled()
    assert not page.form.fields["name"].isEnabled()
    assert page.form.lock.isEnabled()


def test_removed_with_its_consequence_told_and_back_by_ctrl_z(desk: Desk) -> None:
    ask(desk, c.SceneUpdate("s3", note="x"))
    before = desk.room.show.scenes["s3"], versions_of(desk.room.show, "s3")
    page = page_of(desk)
    page.choose("s3")
    assert "防汛防台" in page.form._consequence.text()
    assert "Ctrl+Z" in page.form._consequence.text()
    page.form.remove.press()
    desk.settle()
    assert "s3" not in desk.room.show.scenes
    page.list.setFocus()
    QTest.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert (desk.room.show.scenes["s3"], versions_of(desk.room.show, "s3")) == before


def test_versions_with_author_and_difference_and_back(desk: Desk) -> None:
    first = desk.room.show.scenes["s3"]
    ask(desk, c.SceneRecall("s3"))
    tile = desk.room.show.preview_tiles("hall")[0]
    ask(desk, c.TileUpdate(tile.id, source="rain"), c.SceneSave("防汛防台", "s3"))
    ask(desk, c.SceneUpdate("s3", name="防汛（夜间）"))
    page = page_of(desk)
    page.choose("s3")
    page.tabs.setCurrentWidget(page.versions)
    rows = [page.versions.list.item(n).text() for n in range(page.versions.list.count())]
    assert len(rows) == 3
    assert rows[0].startswith(desk.words("scene.now"))
    assert "desk" in rows[0] and "desk" in rows[1]
    assert desk.words("scene.made_unknown") in rows[2]
    page.versions.list.setCurrentRow(2)
    said = page.versions.said()
    assert "防汛防台 → 防汛（夜间）" in said
    assert "水利 · 实时水位 → 气象 · 雷达降雨" in said
    page.versions.list.item(1).setSelected(True)  # two of them: with one another
    assert "防汛（夜间）" not in page.versions.said()
    assert not page.versions.revert.isEnabled()
    page.versions.list.setCurrentRow(2)
    page.versions.revert.press()
    desk.settle()
    now = desk.room.show.scenes["s3"]
    assert (now.name, now.layouts) == (first.name, first.layouts)
    assert len(versions_of(desk.room.show, "s3")) == 3


def test_show_mode_only_tells(make_desk: Make) -> None:
    desk = make_desk(editing=False)
    page = page_of(desk)
    page.choose("s3")
    form = page.form
    for one in (form.save, form.lock, form.remove, form.fields["name"], page.versions.revert):
        assert not one.isVisible()
    assert form.recall.isVisible()
    form.recall.press()
    desk.settle()
    assert desk.room.show.preview("hall").scene == "s3"


def test_what_it_leaves_alone_is_said(desk: Desk) -> None:
    show = apply(desk.room.show, [change(None, Wall("small", "hall", "小屏", Size(1920, 1080)))])
    said = untouched_words(show, show.scenes["s3"], desk.words)
    assert "小屏" in said
    assert "大厅主屏" not in said


def test_difference_in_words_names_the_wall_where_there_are_several(desk: Desk) -> None:
    show = desk.room.show
    one, other = show.scenes["s1"], show.scenes["s2"]
    alone = difference_lines(scene_difference(one, other), show, desk.words)
    assert not any(line.startswith("大厅主屏") for line in alone)
    two = apply(show, [change(None, Wall("small", "hall", "小屏", Size(1920, 1080)))])
    lines = difference_lines(scene_difference(one, other), two, desk.words)
    assert any(line.startswith("大厅主屏：") for line in lines)


def test_an_unknown_scene_shows_nothing(desk: Desk) -> None:
    page = page_of(desk)
    page.find.setText("没有这样的")
    assert page.chosen() is None
    assert page.form.title.text() == desk.words("scene.none_chosen")
    assert not page.form.recall.isEnabled()
    page.form.show_scene(None)
    assert isinstance(next(iter(desk.room.show.scenes.values())), Scene)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("size", "px"), SCREENS, ids=["14in", "24in", "27in"])
def test_nothing_is_clipped(make_desk: Make, size: tuple[int, int], px: float, lang: str) -> None:
    desk = make_desk(size, lang, px)
    more_scenes(desk)
    ask(desk, c.SceneUpdate("s3", category="应急响应", note="汛期每日 8 时检查", locked=True))
    ask(desk, c.SceneRecall("s3", live=True))
    desk.qtbot.wait(20)
    found = [str(f) for f in findings(desk.window)]
    page = page_of(desk)
    page.choose("s3")
    for tab in range(page.tabs.count()):
        page.tabs.setCurrentIndex(tab)
        desk.qtbot.wait(20)
        found += [f"{page.tabs.tabText(tab)}: {f}" for f in findings(desk.window)]
    assert found == []
