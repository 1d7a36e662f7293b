"""Several tiles on the canvas: chosen, moved, put in order, by mouse, keys, toolbar and menu."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tests.unit.desk.conftest import Desk
from tests.unit.desk.test_keyboard import Hands
from ui.desk.checks_panel import Line
from ui.desk.functions import FUNCTIONS
from wallctl.domain.commands import WallTake
from wallctl.domain.entities import Tile
from wallctl.domain.geometry import NO_CROP, Crop, Fit, Rect, whole

Key, Mod, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton
CTRL, SHIFT, ALT, PLAIN = (
    Mod.ControlModifier,
    Mod.ShiftModifier,
    Mod.AltModifier,
    Mod.NoModifier,
)
PLACES = (Rect(0, 0, 960, 540), Rect(1200, 100, 960, 540), Rect(3000, 400, 480, 270))
SOURCES = ("body-7", "look-2", "look-5")


def _send(widget: QWidget, kind: QEvent.Type, at: QPointF, held: Button, mod: Mod = PLAIN) -> None:
    button = Button.NoButton if kind is QEvent.Type.MouseMove else Button.LeftButton
    event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, held, mod)
    QApplication.sendEvent(widget, event)


def drag(
    widget: QWidget, start: QPointF, end: QPointF, mod: Mod = PLAIN, *, release: bool = True
) -> None:
    _send(widget, QEvent.Type.MouseButtonPress, start, Button.LeftButton, mod)
    for n in range(1, 9):
        at = start + (end - start) * (n / 8)
        _send(widget, QEvent.Type.MouseMove, at, Button.LeftButton, mod)
    if release:
        _send(widget, QEvent.Type.MouseButtonRelease, end, Button.NoButton, mod)


@pytest.fixture
def three(desk: Desk) -> Desk:
    """Three tiles in preview, none of them chosen."""
    for source, rect in zip(SOURCES, PLACES, strict=True):
        desk.window.actions_.place(source, rect)
        desk.settle()
    desk.window.selection.choose_cell(None)
    desk.room.asked.clear()
    return desk


def tiles(desk: Desk) -> dict[str, Tile]:
    return {t.source: t for t in desk.room.show.preview_tiles("hall")}


def rects(desk: Desk) -> tuple[Rect, ...]:
    return tuple(tiles(desk)[s].rect for s in SOURCES)


def ids(desk: Desk, *sources: str) -> tuple[str, ...]:
    return tuple(tiles(desk)[s].id for s in sources or SOURCES)


def middle(desk: Desk, source: str) -> QPointF:
    return desk.window.centre.preview.to_view(tiles(desk)[source].rect).center()


def click(desk: Desk, source: str, mod: Mod = PLAIN) -> None:
    at = middle(desk, source).toPoint()
    desk.qtbot.mouseClick(desk.window.centre.preview, Button.LeftButton, mod, at)
    desk.settle()


def lock(desk: Desk, source: str) -> None:
    desk.window.actions_.lock(ids(desk, source), True)
    desk.settle()
    desk.room.asked.clear()


# -- choosing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("mod", [CTRL, SHIFT])
def test_a_click_with_a_key_adds_and_takes_out(three: Desk, mod: Mod) -> None:
    chosen = three.window.selection
    click(three, "body-7")
    click(three, "look-2", mod)
    assert chosen.tiles == ids(three, "body-7", "look-2")
    assert chosen.tile == ids(three, "look-2")[0]
    click(three, "body-7", mod)
    assert chosen.tiles == ids(three, "look-2")
    click(three, "look-5")
    assert chosen.tiles == ids(three, "look-5")


def test_a_rubber_band_takes_what_it_touches_but_no_locked_tile(three: Desk) -> None:
    canvas, chosen = three.window.centre.preview, three.window.selection
    lock(three, "look-2")
    start = canvas.to_view(Rect(4000, 1500, 1, 1)).center()
    drag(canvas, start, canvas.to_view(Rect(300, 300, 1, 1)).center())
    assert set(chosen.tiles) == set(ids(three, "body-7", "look-5"))
    assert not three.room.asked


def test_a_band_may_begin_on_a_tile_with_a_key(three: Desk) -> None:
    canvas, chosen = three.window.centre.preview, three.window.selection
    drag(canvas, middle(three, "body-7"), middle(three, "look-2"), SHIFT)
    assert set(chosen.tiles) == set(ids(three, "body-7", "look-2"))
    assert rects(three) == PLACES


def test_escape_gives_back_what_was_chosen_before_the_band(three: Desk) -> None:
    canvas, chosen = three.window.centre.preview, three.window.selection
    click(three, "look-5")
    start = canvas.to_view(Rect(100, 1500, 1, 1)).center()
    drag(canvas, start, middle(three, "look-2"), SHIFT, release=False)
    assert len(chosen.tiles) == 3
    three.qtbot.keyClick(canvas, Key.Key_Escape)
    assert chosen.tiles == ids(three, "look-5")


def test_all_by_key_and_more_by_keyboard_alone(three: Desk) -> None:
    hands, chosen = Hands(three), three.window.selection
    three.window.centre.preview.setFocus()
    hands.key(Key.Key_A, CTRL)
    assert set(chosen.tiles) == set(ids(three))
    hands.key(Key.Key_Escape)
    assert chosen.tiles == ()
    hands.key(Key.Key_Tab)
    hands.key(Key.Key_Insert)
    hands.key(Key.Key_Tab)
    hands.key(Key.Key_Tab)
    assert chosen.tiles == ids(three, "body-7", "look-5")


def test_ctrl_a_in_a_field_chooses_its_text(three: Desk) -> None:
    hands = Hands(three)
    hands.key(Key.Key_F, CTRL)
    hands.key(Key.Key_A, CTRL)
    assert three.window.selection.tiles == ()


# -- moving ---------------------------------------------------------------------------------------


def test_a_group_keeps_its_order_and_is_one_command(three: Desk) -> None:
    canvas = three.window.centre.preview
    three.window.selection.choose_tiles(ids(three))
    start = middle(three, "look-2")
    drag(canvas, start, start + QPointF(120, 40), ALT)
    three.settle()
    assert three.room.kinds() == ["tile.arrange"]
    dx, dy = rects(three)[0].x - PLACES[0].x, rects(three)[0].y - PLACES[0].y
    assert dx > 0
    assert dy > 0
    assert rects(three) == tuple(r.moved(dx, dy) for r in PLACES)
    three.window.actions_.undo()
    three.settle()
    assert rects(three) == PLACES


def test_a_group_snaps_as_a_whole(three: Desk) -> None:
    canvas = three.window.centre.preview
    three.window.selection.choose_tiles(ids(three, "body-7", "look-2"))
    start = middle(three, "look-2")
    k = canvas.ratio()
    drag(canvas, start, start + QPointF((1920 + 30) * k, -9 * k))
    three.settle()
    assert rects(three)[:2] == (Rect(1920, 0, 960, 540), Rect(3120, 100, 960, 540))


def test_a_locked_one_of_a_group_stays(three: Desk) -> None:
    lock(three, "look-5")
    canvas = three.window.centre.preview
    three.window.selection.choose_tiles(ids(three))
    start = middle(three, "body-7")
    drag(canvas, start, start + QPointF(100, 30), ALT)
    three.settle()
    assert rects(three)[2] == PLACES[2]
    assert rects(three)[0] != PLACES[0]


def test_a_click_on_one_of_a_group_chooses_it_alone(three: Desk) -> None:
    three.window.selection.choose_tiles(ids(three))
    click(three, "look-2")
    assert three.window.selection.tiles == ids(three, "look-2")
    assert not three.room.asked


def test_arrows_move_the_group_as_one(three: Desk) -> None:
    hands = Hands(three)
    canvas = three.window.centre.preview
    canvas.setFocus()
    three.window.selection.choose_tiles(ids(three, "look-2", "look-5"))
    hands.key(Key.Key_Right, SHIFT)
    hands.key(Key.Key_Down)
    assert rects(three)[1:] == tuple(r.moved(10, 1) for r in PLACES[1:])
    assert three.room.kinds() == ["tile.arrange", "tile.arrange"]


# -- in order -------------------------------------------------------------------------------------


def test_put_in_order_by_key(three: Desk) -> None:
    hands = Hands(three)
    three.window.selection.choose_tiles(ids(three))
    hands.key(Key.Key_Left, CTRL | SHIFT)
    assert [r.x for r in rects(three)] == [0, 0, 0]
    hands.key(Key.Key_S, CTRL | SHIFT)
    assert {(r.w, r.h) for r in rects(three)} == {(480, 270)}
    hands.key(Key.Key_V, CTRL | SHIFT)
    hands.key(Key.Key_Z, CTRL)
    hands.key(Key.Key_Z, CTRL)
    hands.key(Key.Key_Z, CTRL)
    assert rects(three) == PLACES


def test_too_few_are_said_and_nothing_is_asked(three: Desk) -> None:
    hands = Hands(three)
    three.window.selection.choose_tiles(ids(three, "body-7", "look-2"))
    hands.key(Key.Key_H, CTRL | SHIFT)
    assert three.window.log.text == three.words("hint.three_tiles")
    lock(three, "body-7")
    three.window.selection.choose_tiles(ids(three, "body-7"))
    hands.key(Key.Key_Delete)
    three.window.centre.tools.do(three.window.centre.tools.rest[-1])
    assert three.window.log.text == three.words("hint.locked_tiles")
    assert not three.room.asked


def test_numbers_are_shown_where_all_agree_and_given_to_all(three: Desk) -> None:
    panel = three.window.tile
    three.window.selection.choose_tiles(ids(three))
    assert panel.numbers["X"].text() == ""
    assert panel.numbers["W"].text() == ""
    three.window.selection.choose_tiles(ids(three, "body-7", "look-2"))
    assert panel.numbers["W"].text() == "960"
    field = panel.numbers["W"]
    field.setFocus()
    field.selectAll()
    three.qtbot.keyClicks(field, "1920/4")
    three.qtbot.keyClick(field, Key.Key_Return)
    three.settle()
    assert [r.w for r in rects(three)] == [480, 480, 480]
    assert three.room.kinds() == ["tile.arrange"]


def test_what_is_no_number_is_said_and_moves_nothing(three: Desk) -> None:
    panel = three.window.tile
    three.window.selection.choose_tiles(ids(three, "body-7"))
    field = panel.numbers["X"]
    field.setFocus()
    field.selectAll()
    three.qtbot.keyClicks(field, "19//")
    three.qtbot.keyClick(field, Key.Key_Return)
    assert field.bad
    assert three.window.log.text == three.words("hint.sum")
    assert not three.room.asked


def test_locked_removed_copied_together(three: Desk) -> None:
    hands = Hands(three)
    three.window.centre.preview.setFocus()
    three.window.selection.choose_tiles(ids(three, "body-7", "look-2"))
    hands.key(Key.Key_L, CTRL)
    assert tiles(three)["body-7"].locked
    assert tiles(three)["look-2"].locked
    assert three.window.tile.lock.text() == three.words("tile.unlock")
    hands.key(Key.Key_L, CTRL)
    assert not tiles(three)["body-7"].locked
    hands.key(Key.Key_D, CTRL)
    assert len(three.room.show.preview_tiles("hall")) == 5
    hands.key(Key.Key_Delete)
    assert len(three.room.show.preview_tiles("hall")) == 3
    hands.key(Key.Key_Z, CTRL)
    assert len(three.room.show.preview_tiles("hall")) == 5
    assert three.room.kinds() == [
        "tile.update_many",
        "tile.update_many",
        "tile.duplicate",
        "tile.remove_many",
        "undo",
    ]


# -- the whole canvas and cropping ----------------------------------------------------------------


def test_over_the_whole_canvas_and_back(three: Desk) -> None:
    hands = Hands(three)
    three.window.selection.choose_tiles(ids(three, "look-2"))
    hands.key(Key.Key_M, CTRL)
    assert rects(three)[1] == whole(three.room.show.walls["hall"].canvas)
    hands.key(Key.Key_M, CTRL)
    assert rects(three)[1] == PLACES[1]


def test_a_side_is_cropped_by_mouse(three: Desk) -> None:
    hands, canvas = Hands(three), three.window.centre.preview
    three.window.selection.choose_tiles(ids(three, "look-2"))
    hands.key(Key.Key_K, CTRL)
    assert three.window.centre.crop.isChecked()
    tile = tiles(three)["look-2"]
    stage = canvas.to_view(canvas.crop_stage(tile))
    left = QPointF(stage.left(), stage.center().y())
    drag(canvas, left, left + QPointF(stage.width() / 4, 0))
    three.settle()
    assert three.room.kinds() == ["tile.update"]
    assert tiles(three)["look-2"].crop.left == pytest.approx(0.25, abs=0.02)
    assert rects(three) == PLACES
    hands.key(Key.Key_Escape)
    assert not three.window.centre.tools.cropping
    three.window.actions_.undo()
    three.settle()
    assert tiles(three)["look-2"].crop == NO_CROP


def test_cropped_by_keys(three: Desk) -> None:
    hands = Hands(three)
    three.window.selection.choose_tiles(ids(three, "look-2"))
    hands.key(Key.Key_K, CTRL)
    hands.key(Key.Key_Left, ALT | SHIFT)
    hands.key(Key.Key_Up, ALT)
    hands.key(Key.Key_Right)
    assert tiles(three)["look-2"].crop == Crop(0.01, 0, 0.04, 0.01)
    hands.key(Key.Key_Return)
    assert not three.window.centre.tools.cropping
    assert three.window.selection.tiles == ids(three, "look-2")


def test_escape_drops_a_crop_in_the_hand(three: Desk) -> None:
    hands, canvas = Hands(three), three.window.centre.preview
    three.window.selection.choose_tiles(ids(three, "look-2"))
    hands.key(Key.Key_K, CTRL)
    stage = canvas.to_view(canvas.crop_stage(tiles(three)["look-2"]))
    drag(canvas, stage.topLeft(), stage.center(), release=False)
    hands.key(Key.Key_Escape)
    _send(canvas, QEvent.Type.MouseButtonRelease, stage.center(), Button.NoButton)
    assert not three.room.asked
    assert three.window.centre.tools.cropping, "the mode itself ends with the next Esc"


def test_the_mode_ends_with_another_tile(three: Desk) -> None:
    hands = Hands(three)
    three.window.selection.choose_tiles(ids(three, "look-2"))
    hands.key(Key.Key_K, CTRL)
    three.window.selection.choose_tile("")
    assert not three.window.centre.tools.cropping
    hands.key(Key.Key_K, CTRL)
    assert three.window.log.text == three.words("hint.one_tile")


# -- every function three ways --------------------------------------------------------------------


def _menu(desk: Desk) -> QMenu:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()]
    assert found
    return found[-1]


def _names(menu: QMenu) -> set[str]:
    names = set()
    for action in menu.actions():
        inner = action.menu()
        names |= _names(inner) if isinstance(inner, QMenu) else {action.text().partition("\t")[0]}
    return names


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_every_tool_is_in_the_menu_and_has_a_key(three: Desk) -> None:
    window = three.window
    window.selection.choose_tiles(ids(three))
    window.centre.preview.open_menu()
    menu = _menu(three)
    tools = window.centre.tools.all()
    assert {three.words(t.word) for t in tools} <= _names(menu)
    menu.close()
    with_key = {f.name for f in FUNCTIONS}
    on_canvas = {"front", "raise", "lower", "back", "remove"}  # PgUp, PgDn, Del
    in_fields = {"no_crop", *(f"fit_{f.value}" for f in Fit)}  # reached with Tab
    assert {t.name for t in tools} <= with_key | on_canvas | in_fields


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_menu_also_where_no_tile_is(three: Desk) -> None:
    three.window.centre.preview.open_menu()
    menu = _menu(three)
    assert three.words("tile.select_all") in _names(menu)
    menu.close()


# -- the wall -------------------------------------------------------------------------------------


def test_a_tile_of_the_echo_fills_the_wall_and_the_same_key_brings_the_layout_back(
    three: Desk,
) -> None:
    hands, window = Hands(three), three.window
    hands.key(Key.Key_Return, CTRL)
    before = three.room.show.program("hall").tiles
    window.actions_.remove(ids(three))  # preview has gone on
    three.settle()
    program = window.centre.program
    at = program.to_view(before[1].rect).center().toPoint()
    three.qtbot.mouseClick(program, Button.LeftButton, pos=at)
    assert window.selection.live == before[1].id
    assert not [k for k in three.room.kinds() if k == "wall.full"]
    hands.key(Key.Key_F12)
    full = three.room.show.program("hall")
    assert [(t.source, t.rect) for t in full.tiles] == [
        ("look-2", whole(three.room.show.walls["hall"].canvas))
    ]
    three.pass_time(0.51)
    hands.key(Key.Key_F12)
    assert three.room.show.program("hall").tiles == before


def test_tab_goes_through_the_tiles_of_the_wall(three: Desk) -> None:
    hands, window = Hands(three), three.window
    hands.key(Key.Key_Return, CTRL)
    window.centre.program.setFocus()
    hands.key(Key.Key_Tab)
    hands.key(Key.Key_Tab)
    assert window.selection.live == ids(three, "look-2")[0]
    hands.key(Key.Key_Escape)
    assert window.selection.live == ""


def test_fifty_gestures_are_undone_and_the_wall_is_not_touched(three: Desk) -> None:
    hands, window = Hands(three), three.window
    hands.key(Key.Key_Return, CTRL)
    program = three.room.show.program("hall")
    window.centre.preview.setFocus()
    window.selection.choose_tiles(ids(three, "body-7"))
    for _ in range(50):
        hands.key(Key.Key_Right, SHIFT)
    assert rects(three)[0].x == 500
    three.room.asked.clear()
    for _ in range(50):
        hands.key(Key.Key_Z, CTRL)
    assert rects(three) == PLACES
    assert three.room.kinds() == ["undo"] * 50
    assert three.room.show.program("hall") is program


def test_ten_programs_are_restored_one_after_another(three: Desk) -> None:
    """恢复 goes ten deep; what was restored is not in the way."""
    window = three.window
    for n in range(1, 12):
        window.actions_.arrange({ids(three, "body-7")[0]: PLACES[0].moved(10 * n, 0)})
        three.settle()
        window.actions_.ask(WallTake("hall"))
        three.settle()
    for n in range(10, 0, -1):
        window.actions_.restore()
        three.settle()
        program = three.room.show.program("hall")
        assert next(t for t in program.tiles if t.source == "body-7").rect.x == 10 * n


# -- warnings -------------------------------------------------------------------------------------


def test_a_warning_is_put_right_by_mouse_and_by_key(three: Desk) -> None:
    hands, window = Hands(three), three.window
    window.actions_.place("look-5", PLACES[0])
    three.settle()
    window.selection.choose_cell(None)
    lines = [w for w in window.checks.findChildren(Line) if w.isVisible()]
    covered = next(w for w in lines if "遮住" in w.text)
    covered.setFocus()
    hands.key(Key.Key_Return)
    assert window.selection.tiles == ids(three, "body-7")
    window.selection.choose_cell(None)
    hands.key(Key.Key_J, CTRL)
    first = window.selection.tile
    hands.key(Key.Key_J, CTRL)
    assert first
    assert window.selection.tile not in ("", first)


def test_a_lost_node_leads_to_the_alarms(three: Desk) -> None:
    three.room.observe(nodes=(), lost_nodes=("hall-1",))
    three.settle()
    Hands(three).key(Key.Key_J, CTRL)
    assert three.window.drawer.name == "alarms"


def test_nothing_to_put_right_is_said(three: Desk) -> None:
    Hands(three).key(Key.Key_J, CTRL)
    assert three.window.log.text == three.words("hint.no_warning")
