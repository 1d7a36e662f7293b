"""The window as a whole: lost engine, languages, walls, sheets, live pictures, idleness."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.unit.desk.conftest import Desk, Make
from tests.unit.desk.fake_room import node, picture, portrait, wall_picture
from ui.common.command_button import State
from ui.desk.main import arguments, choose_screen
from wallctl.domain import commands as c
from wallctl.domain.entities import Output, Wall
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.show import apply, change


def test_the_engine_is_lost_and_comes_back(desk: Desk) -> None:
    desk.room.lose()
    desk.settle()
    assert not desk.window.banner.isVisible(), "a short gap is not worth a banner"
    desk.pass_time(2)
    assert desk.window.banner.isVisible()
    assert "与引擎失联" in desk.window.banner.text
    button = desk.window.centre.take.button
    assert button.state is State.OFFLINE
    button.press()
    assert not desk.room.asked
    desk.room.come_back()
    desk.settle()
    assert not desk.window.banner.isVisible()
    assert button.state is State.IDLE


def test_what_is_opened_while_it_is_lost_is_shut_as_well(desk: Desk) -> None:
    desk.room.lose()
    desk.settle()
    window = desk.window
    window.sheets.toggle("templates")
    window.drawer.open_page("log")
    window.drawer.open_page("settings")
    sheet, log = window.sheets.templates, window.drawer.page("log")
    settings = window.drawer.page("settings")
    assert (sheet.save.state, log.more.state) == (State.OFFLINE, State.OFFLINE)
    assert sheet.save.note() == desk.words("lost.why")
    assert sheet.close_button.state is State.IDLE
    assert settings.fonts[0].state is State.IDLE, "it is for this machine alone"
    desk.room.come_back()
    desk.settle()
    assert (sheet.save.state, log.more.state) == (State.IDLE, State.IDLE)


def test_nothing_is_sent_while_it_is_lost(desk: Desk) -> None:
    desk.room.lose()
    desk.settle()
    desk.window.actions_.recall(1)
    assert not desk.room.asked
    assert desk.window.log.text == desk.words("hint.lost")


def test_language_is_switched_live(desk: Desk) -> None:
    desk.window.switch_language()
    assert desk.window.centre.take.button.text() == "TAKE"
    assert desk.window.windowTitle().startswith("指挥大厅")
    assert desk.window.scenes.cards[0].text() == "Daily watch"
    desk.window.switch_language()
    assert desk.window.scenes.cards[0].text() == "日常值守"


def test_a_second_wall_gets_a_switch(desk: Desk) -> None:
    side = Wall("side", "hall", "侧屏", Size(3840, 1080))
    output = Output("p0", "side", "hall-1", Rect(0, 0, 3840, 1080))
    desk.room.show = apply(desk.room.show, [change(None, side), change(None, output)])
    desk.room.on_change(None)
    desk.settle()
    assert set(desk.window.status.wall_buttons) == {"hall", "side"}
    desk.window.status.wall_buttons["side"].press()
    assert desk.window.selection.wall == "side"
    assert desk.window.centre.preview.canvas == Size(3840, 1080)
    desk.window.actions_.place("body-7")
    desk.settle()
    assert desk.room.show.preview_tiles("side")


def test_a_lost_node_is_said(desk: Desk) -> None:
    desk.room.observe(nodes=(), lost_nodes=("hall-1",))
    desk.settle()
    assert desk.window.centre.program.nodes_lost() == ("hall-1",)
    assert "渲染节点 0/1" in desk.window.status.state_words()
    desk.room.observe(nodes=(node(),), lost_nodes=())
    desk.settle()
    assert "渲染节点 1/1" in desk.window.status.state_words()


def test_an_echo_that_stops_is_old(desk: Desk) -> None:
    show = desk.room.show
    image = wall_picture(show, "hall", (), 640)
    desk.pictures.put(*picture("program", "hall", image, 0))
    program = desk.window.centre.program
    assert not program.is_old()
    desk.pass_time(3.5)
    assert not program.is_old()
    desk.pass_time(1)
    assert program.is_old()


@pytest.mark.qt_log_ignore("JPEG")
def test_broken_picture_is_left_out(desk: Desk) -> None:
    head, _ = picture("program", "hall", portrait("a", 64, 36))
    desk.pictures.put(head, b"\xff\xd8 not a picture")
    assert desk.pictures.get("program", "hall") is None


def test_wants_only_what_is_in_sight(desk: Desk) -> None:
    desk.pass_time(0.5)
    wanted = desk.room.wanted
    assert {w.id for w in wanted if w.kind != "thumbnail"} == {"hall"}
    thumbnails = [w for w in wanted if w.kind == "thumbnail"]
    assert {w.id for w in thumbnails} == set(desk.window.sources.tree.shown())
    assert sum(w.fps for w in thumbnails) <= 2.01


def test_wants_nothing_while_hidden(desk: Desk) -> None:
    desk.window.hide()
    assert desk.window.watching.wanted() == ()


def test_saving_a_scene(desk: Desk) -> None:
    desk.window.actions_.place("body-7")
    desk.settle()
    desk.window.sheets.open_to_save()
    sheet = desk.window.sheets.save
    assert sheet.isVisible()
    sheet.name.setText("夜间值守")
    desk.qtbot.keyClick(sheet.name, Qt.Key.Key_Return)
    desk.settle()
    (saved,) = (s for s in desk.room.show.scenes.values() if s.name == "夜间值守")
    assert saved.number == 7
    assert not sheet.isVisible()


def test_a_new_name_gets_a_free_number(desk: Desk) -> None:
    desk.window.actions_.recall_scene("s3")
    desk.settle()
    desk.window.sheets.open_to_save()
    sheet = desk.window.sheets.save
    assert sheet._numbers[2].isChecked()
    sheet.name.setText("防汛防台 二")
    assert not sheet._numbers[2].isChecked() and sheet._numbers[6].isChecked()
    sheet._numbers[8].press()
    sheet.name.setText("防汛防台 三")
    assert sheet._numbers[8].isChecked()
    desk.qtbot.keyClick(sheet.name, Qt.Key.Key_Return)
    desk.settle()
    (saved,) = (s for s in desk.room.show.scenes.values() if s.name == "防汛防台 三")
    assert saved.number == 9


def test_a_refused_number_names_the_scene_that_has_it(desk: Desk) -> None:
    desk.window.actions_.place("body-7")
    desk.settle()
    desk.window.actions_.save_scene("夜间值守", 1)
    desk.qtbot.waitUntil(lambda: "编号" in desk.window.log.text)
    assert "编号 1 已被『日常值守』使用" in desk.window.log.text


def test_an_existing_name_replaces_and_says_so(desk: Desk) -> None:
    desk.window.actions_.recall_scene("s3")
    desk.settle()
    desk.window.sheets.open_to_save()
    sheet = desk.window.sheets.save
    assert sheet.name.text() == "防汛防台"
    assert sheet.save.text() == desk.words("save.replace")
    desk.qtbot.keyClick(sheet.name, Qt.Key.Key_Return)
    desk.settle()
    assert len(desk.room.show.scenes) == 6


def test_sheets_leave_the_wall_in_sight(desk: Desk) -> None:
    for name in desk.window.sheets.names():
        desk.window.sheets.toggle(name)
        sheet = desk.window.sheets.sheet(name)
        assert sheet.isVisible() and desk.window.sheets.is_open(name)
        for stage in (desk.window.centre.preview, desk.window.centre.program):
            at = stage.mapTo(desk.window, stage.rect().topLeft())
            assert not sheet.geometry().intersects(stage.rect().translated(at))
        desk.qtbot.keyClick(sheet, Qt.Key.Key_Escape)
        assert not sheet.isVisible()


def test_settings_of_the_wall(desk: Desk) -> None:
    desk.window.wall.labels.press()
    desk.window.wall.visit.press()
    desk.settle()
    wall = desk.room.show.walls["hall"]
    assert (wall.labels, wall.visit) == (False, True)


def test_a_notice_is_typed_shown_and_hidden(desk: Desk) -> None:
    panel = desk.window.wall
    panel.notice.insert("10:30 会商")
    panel.show_notice.press()
    desk.settle()
    notice = desk.room.show.overlay("hall").notice
    assert (notice.on, notice.text) == (True, "10:30 会商")
    panel.show_notice.show_state(State.IDLE)
    desk.pass_time(0.51)  # two presses closer than 500 ms are one
    panel.show_notice.press()
    desk.settle()
    assert not desk.room.show.overlay("hall").notice.on


def test_exact_numbers(desk: Desk) -> None:
    desk.window.actions_.place("body-7")
    desk.settle()
    tile = desk.room.show.preview_tiles("hall")[0]
    desk.window.selection.choose_tile(tile.id)
    field = desk.window.tile.numbers["W"]
    field.selectAll()
    desk.qtbot.keyClicks(field, "3840")
    desk.qtbot.keyClick(field, Qt.Key.Key_Return)
    desk.settle()
    assert desk.room.show.preview_tiles("hall")[0].rect.w == 3840


def test_a_removed_tile_is_no_longer_chosen(desk: Desk) -> None:
    desk.window.actions_.place("body-7")
    desk.settle()
    tile = desk.room.show.preview_tiles("hall")[0]
    desk.window.selection.choose_tile(tile.id)
    desk.window.tile.remove.press()
    desk.settle()
    assert desk.window.selection.tile == ""


async def test_another_operator_is_named(desk: Desk) -> None:
    await desk.room.send("scene.recall", c.SceneRecall("s2"), by="王工")
    desk.settle()
    assert desk.room.show.preview("hall").scene == "s2"


class Paints(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def test_nothing_repaints_when_nothing_changes(desk: Desk) -> None:
    desk.window.actions_.recall_scene("s3")
    desk.settle()
    desk.pass_time(60)  # an echo that never came is old by now, every hint is gone
    paints = Paints()
    app = QApplication.instance()
    assert app is not None
    stands = desk.room.now()
    desk.room.now = lambda: stands  # type: ignore[method-assign]  # no age and no clock moves on
    desk.room.observed = replace_observed(desk)
    desk.room.on_change(None)
    desk.settle()
    desk.window.status.stop_clock()
    desk.pass_time(60)
    desk.qtbot.wait(50)
    app.installEventFilter(paints)
    for _ in range(5):
        desk.room.observed = replace_observed(desk)
        desk.room.on_change(None)
        desk.settle()
        desk.pass_time(1)
        desk.qtbot.wait(20)
    app.removeEventFilter(paints)
    assert paints.seen == []


def replace_observed(desk: Desk) -> object:
    """The same again, as a new object, with the jitter that figures have."""
    feeds = tuple(
        replace(f, frames=f.frames + 25, kbps=f.kbps + 3) for f in desk.room.observed.feeds
    )
    return desk.room.observed.model_copy(update={"feeds": feeds})


def test_many_sources_start_shut(make_desk: Make) -> None:
    desk = make_desk()
    assert desk.window.sources.tree.isExpanded(desk.window.sources.model.index(0, 0))


def test_options() -> None:
    options = arguments(["--engine", "http://x:1", "--user", "甲", "--lang", "en"])
    assert (options.engine, options.user, options.lang) == ("http://x:1", "甲", "en")


def test_keeps_off_the_wall(desk: Desk) -> None:
    screens = QApplication.screens()
    assert choose_screen(screens, "", frozenset()) is screens[0]
    assert choose_screen(screens, "", frozenset({screens[0].name()})) is screens[0]
    assert choose_screen([], "", frozenset()) is None
