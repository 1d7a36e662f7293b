"""Templates at the desk: any grid, mixed ones, one's own; by mouse and by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.unit.desk.conftest import Desk, Make
from tests.unit.desk.test_keyboard import Hands
from ui.common.lint import findings
from ui.desk.template_sheet import TemplateSheet
from wallctl.domain.entities import Template
from wallctl.domain.geometry import Rect
from wallctl.domain.people import Role
from wallctl.wire.desk import Me

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def opened(desk: Desk) -> TemplateSheet:
    desk.window.actions_.recall_scene("s3")
    desk.settle()
    desk.room.asked.clear()
    desk.window.sheets.toggle("templates")
    return desk.window.sheets.templates


def rects(desk: Desk) -> list[Rect]:
    return [t.rect for t in desk.room.show.preview_tiles("hall")]


def test_a_grid_by_one_press(desk: Desk) -> None:
    sheet = opened(desk)
    at = sheet.grid.cell(4, 2).center().toPoint()
    desk.qtbot.mouseMove(sheet.grid, at)
    assert sheet.grid.name == "4x2"
    desk.qtbot.mouseClick(sheet.grid, Qt.MouseButton.LeftButton, pos=at)
    desk.settle()
    assert desk.room.kinds() == ["layout.apply"]
    assert {(r.w, r.h) for r in rects(desk)} == {(1920, 1080)}
    assert sheet.isVisible(), "one may try several"


def test_a_press_that_slides_to_another_cell_does_nothing(desk: Desk) -> None:
    sheet = opened(desk)
    grid = sheet.grid
    desk.qtbot.mousePress(grid, Qt.MouseButton.LeftButton, pos=grid.cell(2, 2).center().toPoint())
    desk.qtbot.mouseRelease(grid, Qt.MouseButton.LeftButton, pos=grid.cell(5, 5).center().toPoint())
    assert not desk.room.asked


def test_a_grid_by_keys_and_back(desk: Desk) -> None:
    hands = Hands(desk)
    sheet = opened(desk)
    before = rects(desk)
    desk.window.sheets.toggle("templates")
    hands.key(Key.Key_T, CTRL)
    assert sheet.isVisible()
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Down, Key.Key_Return):
        hands.key(key)
    assert sheet.grid.name == "2x2"
    assert len(rects(desk)) == 4, "the fifth had no cell"
    hands.key(Key.Key_Z, CTRL)
    assert rects(desk) == before
    hands.key(Key.Key_Escape)
    assert not sheet.isVisible()


def test_what_leaves_is_said_before(desk: Desk) -> None:
    sheet = opened(desk)
    desk.qtbot.mouseMove(sheet.grid, sheet.grid.cell(2, 1).center().toPoint())
    assert "3 个窗口没有位置" in sheet._effect.text()
    assert not desk.room.asked


def test_mixed_ones(desk: Desk) -> None:
    sheet = opened(desk)
    sheet.mixed[0].press()
    desk.settle()
    assert rects(desk)[0].w > rects(desk)[1].w


def test_one_s_own_is_kept_applied_replaced_and_removed(desk: Desk) -> None:
    hands = Hands(desk)
    sheet = opened(desk)
    before = rects(desk)
    hands.key(Key.Key_T, CTRL | SHIFT)
    assert hands.focus is sheet.name
    hands.type("防汛五窗")
    hands.key(Key.Key_Return)
    (own,) = desk.room.show.all(Template).values()
    assert (own.name, list(own.cells)) == ("防汛五窗", before)
    desk.window.actions_.template("4x2")
    desk.settle()
    sheet.own[0].press()
    desk.settle()
    assert rects(desk) == before
    sheet.name.setText("防汛五窗")
    assert sheet.save.text() == desk.words("templates.replace")
    sheet.removers[0].press()
    desk.settle()
    assert not desk.room.show.all(Template)
    hands.key(Key.Key_Z, CTRL)
    assert desk.room.show.all(Template) == {own.id: own}


def test_an_empty_preview_is_no_template(desk: Desk) -> None:
    desk.window.sheets.toggle("templates")
    desk.window.sheets.templates.name.setText("空")
    desk.window.sheets.templates.save.press()
    assert desk.window.log.text == desk.words("hint.template_empty")
    assert not desk.room.asked


def test_what_a_role_or_show_mode_may_not_is_not_there(make_desk: Make) -> None:
    desk = make_desk(editing=False)
    sheet = opened(desk)
    desk.window.actions_.save_template("一")
    desk.settle()
    assert sheet.own
    assert not sheet.removers
    desk.room.become(Me(user="v", name="观察员", role=Role.VIEWER.value, signed_in=True))
    desk.qtbot.waitUntil(lambda: not sheet.save.isVisible(), timeout=2000)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("size", "px"),
    [((1366, 768), 1366 / 310), ((1920, 1080), 1920 / 531.4), ((2560, 1440), 2560 / 597.7)],
)
def test_nothing_is_clipped(make_desk: Make, size: tuple[int, int], px: float, lang: str) -> None:
    desk = make_desk(size, lang, px)
    sheet = opened(desk)
    for name in ("三分屏", "左大右小四窗加底部一条"):
        desk.window.actions_.save_template(name)
        desk.settle()
    sheet.grid._look((2, 1))
    desk.qtbot.wait(20)
    assert findings(desk.window) == []


def test_parts_drawn_again_look_as_if_all_were(desk: Desk) -> None:
    """Only what changed is painted; the canvas looks the same as painted whole."""
    desk.window.actions_.recall_scene("s3")
    desk.settle()
    canvas = desk.window.centre.preview
    canvas.grab()
    tile = desk.room.show.preview_tiles("hall")[1]
    whole = []
    canvas.redraw = lambda: whole.append(1)  # type: ignore[method-assign]
    desk.window.actions_.arrange({tile.id: tile.rect.moved(400, -300)})
    desk.settle()
    desk.window.actions_.lock((tile.id,), True)
    desk.settle()
    assert not whole
    parts = canvas.grab().toImage()
    del canvas.redraw  # the real one again
    canvas.redraw()
    assert canvas.grab().toImage() == parts
