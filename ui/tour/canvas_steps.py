"""The canvas: several tiles at once, in order, cropped, by templates, warnings, the camera."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from ui.tour.walk import CONTROL, HALL_WALL, SHIFT, Walk, check
from wallctl.domain.entities import Template, Tile
from wallctl.domain.geometry import Rect


def _rects(walk: Walk) -> dict[str, Rect]:
    return {t.source: t.rect for t in walk.preview()}


async def _three(walk: Walk) -> tuple[Tile, ...]:
    """Three tiles in preview that the desk knows too."""
    await walk.ask("layout.apply", {"wall": HALL_WALL, "tiles": []})
    for n, source in enumerate(("lw02", "uav1", "lw05")):
        rect = {"x": 200 + 1500 * n, "y": 150 + 230 * n, "w": 1280, "h": 720}
        await walk.ask("tile.add", {"wall": HALL_WALL, "source": source, "rect": rect})
    canvas = walk.window.centre.preview
    await walk.until("three tiles are on the canvas", lambda: len(canvas.tiles) == 3)
    return canvas.tiles


async def several_at_once(walk: Walk) -> None:
    window = walk.window
    tiles = await _three(walk)
    canvas = window.centre.preview
    canvas.setFocus()
    walk.key(Qt.Key.Key_A, CONTROL, canvas)
    await walk.until("all are chosen", lambda: len(window.selection.tiles) == 3)
    await walk.rest(1.5)
    walk.desk_shot("canvas-group", "多选: 三个窗口, 数值相同才显示, 最后选中的有白线")
    before = _rects(walk)
    start = canvas.to_view(tiles[0].rect).center().toPoint()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    for n in range(1, 7):
        walk.move(canvas, start + QPoint(8 * n, 3 * n))
        await walk.rest(0.05)
    walk.desk_shot("canvas-drag", "成组拖动: 窗口随手移动, 原位变暗, 磁吸到拼缝")
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(48, 18))
    await walk.until("the group has moved", lambda: _rects(walk) != before)
    after = _rects(walk)
    steps = {(after[s].x - before[s].x, after[s].y - before[s].y) for s in before}
    check(len(steps) == 1, f"all moved alike: {steps}")
    walk.key(Qt.Key.Key_Z, CONTROL, window)
    await walk.until("one undo brings all back", lambda: _rects(walk) == before)


async def in_order(walk: Walk) -> None:
    window = walk.window
    await _three(walk)
    canvas = window.centre.preview
    canvas.setFocus()
    walk.key(Qt.Key.Key_A, CONTROL, canvas)
    both = CONTROL | SHIFT
    walk.key(Qt.Key.Key_Up, both, window)
    await walk.until("aligned at the top", lambda: len({r.y for r in _rects(walk).values()}) == 1)
    await walk.rest(0.6)
    walk.key(Qt.Key.Key_H, both, window)
    await walk.rest(0.6)
    xs = sorted(r.x for r in _rects(walk).values())
    check(abs((xs[1] - xs[0]) - (xs[2] - xs[1])) <= 1, f"spread evenly: {xs}")
    walk.desk_shot("canvas-aligned", "对齐与等距: 上对齐, 水平等距")


async def cropped(walk: Walk) -> None:
    window = walk.window
    tiles = await _three(walk)
    window.selection.choose_tile(tiles[0].id)
    canvas = window.centre.preview
    canvas.setFocus()
    walk.key(Qt.Key.Key_K, CONTROL, window)
    await walk.until("crop mode", lambda: window.centre.tools.cropping)
    box = canvas.to_view(canvas.crop_stage(tiles[0]))
    left = QPoint(round(box.left()), round(box.center().y()))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=left)
    for n in range(1, 6):
        walk.move(canvas, left + QPoint(round(box.width() * n / 20), 0))
        await walk.rest(0.05)
    walk.desk_shot("canvas-crop", "裁剪: 拖边即裁, 暗处为裁去部分")
    end = left + QPoint(round(box.width() / 4), 0)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)
    await walk.until(
        "the left quarter is cut",
        lambda: any(abs(t.crop.left - 0.25) < 0.03 for t in walk.preview()),
    )
    walk.key(Qt.Key.Key_Escape, to=canvas)
    await walk.until("Esc ends the mode", lambda: not window.centre.tools.cropping)


async def by_templates(walk: Walk) -> None:
    window = walk.window
    await _three(walk)
    walk.key(Qt.Key.Key_T, CONTROL, window)
    sheet = window.sheets.templates
    await walk.until("Ctrl+T opens the templates", sheet.isVisible)
    at = sheet.grid.cell(3, 1).center().toPoint()
    walk.move(sheet.grid, at, held=False)
    walk.click(sheet.grid, at)
    await walk.until("laid out 3 x 1", lambda: len({r.w for r in _rects(walk).values()}) == 1)
    walk.type("三分屏", sheet.name)
    walk.click(sheet.save)
    await walk.until("it is kept as one's own", lambda: walk.hall.show.all(Template))
    await walk.rest(0.8)
    walk.desk_shot("templates", "模板: 任意网格一按即排, 混合模板, 自定义模板")
    sheet.shut()


async def warned(walk: Walk) -> None:
    """A tile wholly covered is told before the take, and one key leads there."""
    window = walk.window
    tiles = await _three(walk)
    over = tiles[0].rect
    rect = {"x": over.x, "y": over.y, "w": over.w, "h": over.h}
    await walk.ask("tile.add", {"wall": HALL_WALL, "source": "lw05", "rect": rect})
    await walk.until("the warning is there", lambda: any("遮住" in s for s in window.checks.said()))
    window.selection.choose_cell(None)
    for _ in range(len(window.checks.said())):
        walk.key(Qt.Key.Key_J, CONTROL, window)
        if window.selection.tile == tiles[0].id:
            break
    check(window.selection.tile == tiles[0].id, "Ctrl+J leads to the covered tile")
    await walk.rest()
    walk.desk_shot("checks", "上屏前检查: 遮住的窗口, 去修正")


async def its_camera(walk: Walk) -> None:
    """The demo site has no camera that moves: that is said, nothing is offered."""
    window = walk.window
    tiles = await _three(walk)
    window.selection.choose_tile(tiles[1].id)
    check("不支持" in window.ptz_row.said.text(), window.ptz_row.said.text())
    check(not window.ptz_row.open_button.isVisible(), "no button to what is not there")
    walk.key(Qt.Key.Key_Y, CONTROL | SHIFT, window)
    await walk.until("the sheet says it too", window.sheets.ptz.isVisible)
    check(not window.sheets.ptz.pad.isEnabled(), "the pad is shut")
    walk.desk_shot("ptz-unsupported", "云台: 该信号源不支持, 摇杆不可用")
    window.sheets.ptz.shut()


STEPS = (several_at_once, in_order, cropped, by_templates, warned, its_camera)
