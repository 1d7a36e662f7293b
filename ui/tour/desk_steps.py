"""An operator's shift at the desk: find, place, move, take, restore, undo, save, recall."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from ui.tour.walk import CONTROL, HALL_WALL, SHIFT, Walk, check
from wallctl.domain.geometry import Rect

SCENES = {
    1: "日常值守",
    2: "应急指挥",
    3: "防汛防台",
    4: "森林防火",
    5: "视频会商",
    6: "观摩汇报",
}
DRAGGED, TYPED = "uav1", "沙畈"


async def opened(walk: Walk) -> None:
    window = walk.window
    window.activateWindow()  # a virtual display has no window manager to do it
    await walk.until("the desk has the keyboard", window.isActiveWindow)
    await walk.until("the desk is connected", lambda: window.hub.connected)
    await walk.until("the daily watch is live on the hall's wall", walk.all_live, 60)
    await walk.rest(2.0)
    walk.desk_shot("desk-opened", "值守台: 信号源, 预监, 主监回显, 场景")
    await walk.wall_shot("wall-daily", "大厅大屏: 日常值守, 每个窗口均为活动画面")


async def found(walk: Walk) -> None:
    sources = walk.window.sources
    walk.key(Qt.Key.Key_F, CONTROL)
    await walk.until("Ctrl+F goes to the search", sources.find.hasFocus)
    everything = sources.model.found()
    walk.type(TYPED, sources.find)
    await walk.until("the search narrows", lambda: 0 < sources.model.found() < everything)
    await walk.rest()
    walk.desk_shot("desk-search", f"查找信号源: {TYPED}")
    sources.find.clear()
    await walk.until("the list is whole again", lambda: sources.model.found() == everything)


async def placed_by_drag(walk: Walk) -> None:
    """A new layout from an empty template: one source by mouse, one by keyboard."""
    window = walk.window
    await walk.ask("layout.apply", {"wall": HALL_WALL, "tiles": []})
    await walk.until("the preview is empty", lambda: not walk.preview())
    tree = window.sources.tree
    index = window.sources.model.index_of(DRAGGED)
    check(index.isValid(), f"{DRAGGED} is in the source list")
    tree.scrollTo(index)
    await walk.rest(0.2)
    canvas = window.centre.preview
    target = QPoint(canvas.width() // 8, canvas.height() // 4)
    await walk.drag(tree.viewport(), tree.visualRect(index).center(), canvas, target)
    await walk.until("the dragged source is a tile", lambda: len(walk.preview()) == 1)
    check(walk.preview()[0].source == DRAGGED, "the tile shows what was dragged")
    walk.desk_shot("desk-dragged", "拖入预监: 一个信号源成为窗口")


async def placed_by_keys(walk: Walk) -> None:
    window = walk.window
    window.sources.tree.setCurrentIndex(window.sources.model.index_of("lw02"))
    window.sources.tree.setFocus()
    walk.key(Qt.Key.Key_Return, to=window.sources.tree)
    await walk.until("Enter places the chosen source", lambda: len(walk.preview()) == 2)
    new = next(t for t in walk.preview() if t.source == "lw02")
    await walk.until("the desk has it too", lambda: window.centre.preview.tile(new.id) is not None)
    window.selection.choose_tile(new.id)
    window.centre.preview.setFocus()
    walk.key(Qt.Key.Key_Right, SHIFT, window.centre.preview)
    await walk.until(
        "Shift+arrow moves by 10 px",
        lambda: _rect(walk, new.id) not in (None, new.rect),
    )
    moved = _rect(walk, new.id)
    check(moved == new.rect.moved(10, 0), f"moved from {new.rect} to {moved}")
    await walk.rest(1.0)
    walk.desk_shot("desk-keyboard", "键盘放置与移动: 选中窗口的坐标与四角手柄")


def _rect(walk: Walk, tile: str) -> Rect | None:
    return next((t.rect for t in walk.preview() if t.id == tile), None)


async def undone(walk: Walk) -> None:
    before = walk.preview()
    walk.key(Qt.Key.Key_Z, CONTROL, walk.window)
    await walk.until("Ctrl+Z takes the move back", lambda: walk.preview() != before)
    walk.key(Qt.Key.Key_Y, CONTROL, walk.window)
    await walk.until("Ctrl+Y brings it back", lambda: walk.preview() == before)


async def taken(walk: Walk) -> None:
    window = walk.window
    walk.key(Qt.Key.Key_Return, CONTROL, window)
    await walk.until(
        "TAKE puts the preview on program",
        lambda: len(walk.hall.show.program(HALL_WALL).tiles) == 2,
    )
    await walk.until("the glass shows it, all live", walk.all_live)
    await walk.until("the answer is on the desk", lambda: window.log.text)
    await walk.rest(1.5)
    walk.desk_shot("desk-taken", "上屏: 大屏确认后才显示已确认")
    await walk.wall_shot("wall-taken", "大厅大屏: 两个窗口, 背景无黑屏")


async def restored(walk: Walk) -> None:
    before = walk.hall.show.program(HALL_WALL).history[-1].tiles
    walk.key(Qt.Key.Key_Backspace, CONTROL, walk.window)
    await walk.until(
        "restore brings the last confirmed program back",
        lambda: walk.hall.show.program(HALL_WALL).tiles == before,
    )
    await walk.until("the glass shows it", walk.all_live)
    await walk.rest(1.0)
    walk.desk_shot("desk-restored", "恢复上一画面")


async def scenes(walk: Walk) -> None:
    """Each scene by its key to preview, then on the wall."""
    window = walk.window
    window.centre.preview.setFocus()
    for number, name in SCENES.items():
        walk.key(Qt.Key(int(Qt.Key.Key_0) + number), to=window)
        scene = next(s for s in walk.hall.show.scenes.values() if s.number == number)
        check(scene.name == name, f"scene {number} is {scene.name}")
        await walk.until(
            f"{name} is in preview",
            lambda scene=scene: walk.hall.show.preview(HALL_WALL).scene == scene.id,
        )
        await walk.rest(1.5)
        walk.desk_shot(f"desk-scene-{number}", f"场景 {number} {name}: 在预监, 上屏前检查")
        walk.key(Qt.Key.Key_Return, CONTROL, window)
        await walk.until(
            f"{name} is on program",
            lambda scene=scene: walk.hall.show.program(HALL_WALL).scene == scene.id,
        )
        await walk.until(f"{name} is live on the glass", walk.all_live, 30)
        await walk.rest(1.2)
        await walk.wall_shot(f"wall-scene-{number}", f"大厅大屏: {name}")


async def live_key(walk: Walk) -> None:
    """Ctrl+1 recalls live; the answer names the walls."""
    walk.key(Qt.Key.Key_1, CONTROL, walk.window)
    await walk.until(
        "Ctrl+1 puts the daily watch on program",
        lambda: walk.hall.show.program(HALL_WALL).scene == "rczs",
    )
    await walk.until("and on the glass", walk.all_live, 30)


async def saved(walk: Walk) -> None:
    window = walk.window
    walk.key(Qt.Key.Key_E, CONTROL, window)
    await walk.until("Ctrl+E goes to edit mode", lambda: window.rights.editing)
    walk.key(Qt.Key.Key_S, CONTROL, window)
    await walk.until("Ctrl+S opens the save sheet", window.sheets.save.isVisible)
    window.sheets.save.name.setFocus()
    window.sheets.save.name.setText("夜间值守")
    await walk.rest()
    walk.desk_shot("desk-save", "保存场景: 名称, 编号, 说明影响")
    walk.click(window.sheets.save.save)
    await walk.until(
        "the scene is saved",
        lambda: any(s.name == "夜间值守" for s in walk.hall.show.scenes.values()),
    )
    await walk.rest()
    walk.desk_shot("desk-saved", "新场景出现在场景列表")
    scene = next(s for s in walk.hall.show.scenes.values() if s.name == "夜间值守")
    walk.key(Qt.Key.Key_E, CONTROL, window)
    await walk.until("and back to show mode", lambda: not window.rights.editing)
    await walk.ask("scene.remove", {"id": scene.id})


async def other_operator(walk: Walk) -> None:
    """What somebody else does is seen here, with who."""
    tile = walk.preview()[0]
    await walk.ask("tile.update", {"id": tile.id, "title": "现场总览"})
    await walk.until(
        "the other's change is here",
        lambda: any(t.title == "现场总览" for t in walk.window.hub.show.preview_tiles(HALL_WALL)),
        1.0,
    )
    await walk.ask("undo", {"wall": HALL_WALL})


async def languages(walk: Walk) -> None:
    window = walk.window
    for sheet, key in ((window.sheets.help, Qt.Key.Key_F1), (window.sheets.keys, None)):
        for lang in ("zh", "en"):
            window.words.switch(lang)
            if key is None:
                window.log.keys_wanted.emit()
            else:
                walk.key(key, to=window)
            await walk.until("the sheet opens", sheet.isVisible)
            await walk.rest()
            name = "help" if key else "keys"
            walk.desk_shot(f"desk-{name}-{lang}", "离线帮助" if key else "快捷键一览")
            sheet.shut()
    window.words.switch("zh")


async def sizes(walk: Walk) -> None:
    """Both languages on the three screens of a desk."""
    window = walk.window
    before = window.geometry()
    for width, height in ((1366, 768), (1920, 1080), (2560, 1440)):
        window.setGeometry(0, 0, width, height)
        for lang in ("zh", "en"):
            window.words.switch(lang)
            await walk.rest(1.6)
            check(
                (window.width(), window.height()) == (width, height),
                f"the desk takes {width}x{height}, it is {window.width()}x{window.height()}",
            )
            walk.desk_shot(f"desk-{width}-{lang}", f"值守台 {width}x{height} {lang}")
    window.words.switch("zh")
    window.setGeometry(before)
    await walk.rest(0.8)


def mean_colour(image: QImage) -> tuple[int, int, int]:
    """The average colour of a picture, 0..255 each."""
    dot = image.scaled(
        1, 1, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    colour = dot.pixelColor(0, 0)
    return colour.red(), colour.green(), colour.blue()


STEPS = (
    opened,
    found,
    placed_by_drag,
    placed_by_keys,
    undone,
    taken,
    restored,
    scenes,
    live_key,
    saved,
    other_operator,
    languages,
    sizes,
)
