"""Drags: one command on release, the outline before, the tile itself only when answered."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.unit.desk.conftest import Desk
from tests.unit.desk.fake_room import Gate
from wallctl.domain import commands as c
from wallctl.domain.entities import Tile
from wallctl.domain.geometry import Rect

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier


def _send(widget: QWidget, kind: QEvent.Type, at: QPointF, buttons: Qt.MouseButton) -> None:
    button = NONE if kind is QEvent.Type.MouseMove else LEFT
    event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, buttons, PLAIN)
    QApplication.sendEvent(widget, event)


def _drag(widget: QWidget, start: QPointF, end: QPointF, *, release: bool = True) -> None:
    _send(widget, QEvent.Type.MouseButtonPress, start, LEFT)
    for n in range(1, 9):
        _send(widget, QEvent.Type.MouseMove, start + (end - start) * (n / 8), LEFT)
    if release:
        _send(widget, QEvent.Type.MouseButtonRelease, end, NONE)


def _place(desk: Desk, source: str, rect: Rect) -> Tile:
    known = {t.id for t in desk.room.show.preview_tiles("hall")}
    desk.window.actions_.place(source, rect)
    desk.settle()
    return next(t for t in desk.room.show.preview_tiles("hall") if t.id not in known)


def _rect(desk: Desk, tile: Tile) -> Rect:
    now = desk.room.show.get(Tile, tile.id)
    assert now is not None
    return now.rect


def test_a_drag_is_one_move_that_snaps(desk: Desk) -> None:
    canvas = desk.window.centre.preview
    tile = _place(desk, "body-7", Rect(0, 0, 1920, 1080))
    start = canvas.to_view(tile.rect).center()
    goal = canvas.to_view(Rect(3850, 1070, 1920, 1080)).center()
    _drag(canvas, start, goal)
    desk.settle()
    assert desk.room.kinds().count("tile.move") == 1
    assert _rect(desk, tile) == Rect(3840, 1080, 1920, 1080)


def test_a_handle_resizes(desk: Desk) -> None:
    canvas = desk.window.centre.preview
    tile = _place(desk, "body-7", Rect(0, 0, 1920, 1080))
    desk.window.selection.choose_tile(tile.id)
    box = canvas.to_view(tile.rect)
    _drag(canvas, box.bottomRight(), canvas.to_view(Rect(0, 0, 3850, 2150)).bottomRight())
    desk.settle()
    assert _rect(desk, tile) == Rect(0, 0, 3840, 2160)


def test_escape_lets_go_without_a_move(desk: Desk) -> None:
    canvas = desk.window.centre.preview
    tile = _place(desk, "body-7", Rect(0, 0, 1920, 1080))
    start = canvas.to_view(tile.rect).center()
    _drag(canvas, start, start + QPointF(200, 20), release=False)
    desk.qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    _send(canvas, QEvent.Type.MouseButtonRelease, start + QPointF(200, 20), NONE)
    desk.settle()
    assert "tile.move" not in desk.room.kinds()


def test_a_locked_tile_stays(desk: Desk) -> None:
    canvas = desk.window.centre.preview
    tile = _place(desk, "body-7", Rect(0, 0, 1920, 1080))
    desk.window.actions_.lock((tile.id,), True)
    desk.settle()
    start = canvas.to_view(tile.rect).center()
    _drag(canvas, start, start + QPointF(300, 0))
    desk.settle()
    assert "tile.move" not in desk.room.kinds()


def test_the_tile_moves_only_when_the_engine_says_so(desk: Desk) -> None:
    canvas = desk.window.centre.preview
    tile = _place(desk, "body-7", Rect(0, 0, 1920, 1080))
    asked: list[object] = []

    async def silent(kind: str, args: object, **_: object) -> c.Answer:
        asked.append(args)
        await Gate()
        raise AssertionError

    desk.room.send = silent  # type: ignore[method-assign]  # an engine that does not answer
    start = canvas.to_view(tile.rect).center()
    _drag(canvas, start, canvas.to_view(Rect(3840, 0, 1920, 1080)).center())
    assert len(asked) == 1
    assert canvas.tile(tile.id).rect == tile.rect
    assert canvas.asked(tile) == Rect(3840, 0, 1920, 1080)


def _pull(desk: Desk, source: str, to: QPointF) -> None:
    """From the list to a point of the canvas."""
    tree, canvas = desk.window.sources.tree, desk.window.centre.preview
    at = QPointF(tree.visualRect(desk.window.sources.model.index_of(source)).center())
    port = tree.viewport()
    goal = port.mapFromGlobal(canvas.mapToGlobal(to))
    _drag(port, at, goal)
    desk.settle()


def test_a_source_dropped_on_a_free_cell_fills_it(desk: Desk) -> None:
    canvas = desk.window.centre.preview
    cell = desk.window.actions_.cells()[6]
    _pull(desk, "body-7", canvas.to_view(cell).center())
    (tile,) = desk.room.show.preview_tiles("hall")
    assert (tile.source, tile.rect) == ("body-7", cell)
    assert not desk.window.drag.active


def test_dropped_on_a_tile_it_changes_the_source(desk: Desk) -> None:
    canvas = desk.window.centre.preview
    tile = _place(desk, "look-2", Rect(0, 0, 3840, 2160))
    _pull(desk, "body-7", canvas.to_view(tile.rect).center())
    (after,) = desk.room.show.preview_tiles("hall")
    assert (after.id, after.source) == (tile.id, "body-7")


def test_dropped_outside_nothing_happens(desk: Desk) -> None:
    _pull(desk, "body-7", QPointF(20, desk.window.centre.preview.height() + 40))
    assert not desk.room.asked
    assert not desk.window.drag.active


def test_the_target_is_lit_and_escape_cancels(desk: Desk) -> None:
    tree, canvas = desk.window.sources.tree, desk.window.centre.preview
    at = QPointF(tree.visualRect(desk.window.sources.model.index_of("body-7")).center())
    cell = desk.window.actions_.cells()[2]
    goal = tree.viewport().mapFromGlobal(canvas.mapToGlobal(canvas.to_view(cell).center()))
    _drag(tree.viewport(), at, goal, release=False)
    assert desk.window.drag.active
    assert canvas.lit == cell
    desk.qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    _send(tree.viewport(), QEvent.Type.MouseButtonRelease, goal, NONE)
    desk.settle()
    assert canvas.lit is None
    assert not desk.room.asked


def test_double_click_places(desk: Desk) -> None:
    tree = desk.window.sources.tree
    at = tree.visualRect(desk.window.sources.model.index_of("body-7")).center()
    _send(tree.viewport(), QEvent.Type.MouseButtonDblClick, QPointF(at), LEFT)
    desk.settle()
    assert [t.source for t in desk.room.show.preview_tiles("hall")] == ["body-7"]


def test_a_press_on_a_kind_shuts_it(desk: Desk) -> None:
    tree = desk.window.sources.tree
    head = desk.window.sources.model.index(0, 0)
    assert tree.isExpanded(head)
    desk.qtbot.mouseClick(tree.viewport(), LEFT, pos=tree.visualRect(head).center())
    assert not tree.isExpanded(head)


def test_a_click_beside_tiles_chooses_a_cell(desk: Desk) -> None:
    canvas = desk.window.centre.preview
    cell = desk.window.actions_.cells()[3]
    at: QPoint = canvas.to_view(cell).center().toPoint()
    desk.qtbot.mouseClick(canvas, LEFT, pos=at)
    assert desk.window.selection.cell == cell
