"""The overlay page: parts shown and taken down, visitors, response and warning."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.unit.desk.conftest import Desk, Make
from ui.common.lint import findings
from ui.desk.overlay_strips import CORNERS, corner_of, corner_rect
from ui.desk.pages.overlays import OverlaysPage
from wallctl.domain.commands import OverlaySet, SceneUpdate, SituationSet, WallTake
from wallctl.domain.entities import Edge, Notice, Situation
from wallctl.domain.geometry import Size, whole


def page_of(desk: Desk) -> OverlaysPage:
    if desk.window.drawer.name != "overlays":
        desk.window.drawer.toggle("overlays")
    page = desk.window.drawer.page("overlays")
    assert isinstance(page, OverlaysPage)
    return page


def test_a_notice_is_typed_shown_changed_and_taken_down(desk: Desk) -> None:
    page = page_of(desk)
    field = page.notice.field
    assert field is not None
    page.notice.button.press()
    desk.settle()
    assert not desk.room.show.overlay("hall").notice.on
    desk.pass_time(0.51)  # a second press sooner is the same press
    QTest.keyClicks(field, "ceshi")
    page.notice.button.press()
    desk.settle()
    notice = desk.room.show.overlay("hall").notice
    assert (notice.text, notice.on, notice.edge) == ("ceshi", True, Edge.BOTTOM)
    page.edge.setCurrentIndex(1)
    page.edge.activated.emit(1)
    desk.settle()
    assert desk.room.show.overlay("hall").notice.edge is Edge.TOP
    desk.pass_time(0.51)
    page.notice.button.press()
    desk.settle()
    assert not desk.room.show.overlay("hall").notice.on


def test_what_somebody_else_shows_is_seen_here_but_not_over_what_is_typed(desk: Desk) -> None:
    page = page_of(desk)
    field = page.notice.field
    assert field is not None
    desk.room.do(OverlaySet("hall", notice=Notice("别处设的", on=True)))
    desk.settle()
    assert field.text() == "别处设的" and page.notice.button.isChecked()
    field.end(False)
    QTest.keyClicks(field, "x")
    desk.room.do(OverlaySet("hall", notice=Notice("又改了", on=True)))
    desk.settle()
    assert field.text() == "别处设的x"


def test_response_and_warning_are_set_and_ended_apart(desk: Desk) -> None:
    page = page_of(desk)
    page.response.setText("防汛Ⅱ级应急响应")
    QTest.keyClick(page.response, Qt.Key.Key_Return)
    page.warning.setText("暴雨橙色预警")
    page.level.put(1)
    page.set_warning.press()
    desk.settle()
    (now,) = desk.room.show.all(Situation).values()
    assert (now.response, now.warning, now.warning_level) == (
        "防汛Ⅱ级应急响应",
        "暴雨橙色预警",
        "orange",
    )
    page.end_warning.press()
    desk.settle()
    (now,) = desk.room.show.all(Situation).values()
    assert (now.response, now.warning) == ("防汛Ⅱ级应急响应", "")


def test_a_ticked_scene_is_not_taken_before_visitors_and_the_desk_says_why(desk: Desk) -> None:
    page = page_of(desk)
    scene = desk.room.show.scenes["s3"]
    for row in range(page.scenes.count()):
        item = page.scenes.item(row)
        if item.data(Qt.ItemDataRole.UserRole) == "s3":
            item.setCheckState(Qt.CheckState.Checked)
    desk.settle()
    assert desk.room.show.scenes["s3"].sensitive
    page.visit.press()
    desk.settle()
    assert desk.room.show.walls["hall"].visit
    desk.window.actions_.recall_scene("s3", live=True)
    desk.settle()
    assert desk.room.show.program("hall").scene != "s3"
    assert "观摩" in desk.window.log.text and scene.name in desk.window.log.text


@pytest.mark.parametrize("corner", CORNERS)
def test_corners_lie_on_the_canvas_and_are_known_again(corner: str) -> None:
    canvas = Size(7680, 2160)
    rect = corner_rect(canvas, corner, Size(540, 135))
    assert whole(canvas).contains(rect)
    assert CORNERS[corner_of(canvas, rect)] == corner


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("size", "px"), [((1366, 768), 4.41), ((1920, 1080), 1920 / 531.4), ((2560, 1440), 4.28)]
)
def test_nothing_is_clipped(make_desk: Make, size: tuple[int, int], px: float, lang: str) -> None:
    desk = make_desk(size, lang, px)
    desk.room.do(SituationSet("防汛Ⅱ级应急响应", "暴雨橙色预警", "orange"))
    desk.room.do(OverlaySet("hall", notice=Notice("请各组注意收听调度，白龙桥方向", on=True)))
    desk.room.do(SceneUpdate("s3", sensitive=True))
    desk.room.do(WallTake("hall"))
    desk.settle()
    page_of(desk)
    desk.qtbot.wait(20)
    assert findings(desk.window) == []
