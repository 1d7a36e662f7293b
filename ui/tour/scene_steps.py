"""Scenes with their versions, patrols, and a leader's request, as an operator meets them."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.desk.pages.scenes import ScenesPage
from ui.tour.walk import CONTROL, HALL_WALL, Walk, check
from wallctl.domain.entities import Tile
from wallctl.domain.observed import PatrolState
from wallctl.domain.shift import Request, RequestState
from wallctl.domain.versions import versions_of

ALT = Qt.KeyboardModifier.AltModifier
DWELL_S = 5.0


async def scene_versions(walk: Walk) -> None:
    """A scene saved over keeps its former version, which comes back."""
    window = walk.window
    before = walk.hall.show.scenes["rczs"]
    await walk.ask("scene.recall", {"id": "rczs"})
    await walk.ask("scene.update", {"id": "rczs", "note": "夜班"})
    window.rights.edit(True)
    walk.key(Qt.Key.Key_F8, to=window)
    await walk.until("F8 opens the scenes", lambda: window.drawer.name == "scenes")
    page = window.drawer.page("scenes")
    assert isinstance(page, ScenesPage)
    page.choose("rczs")
    await walk.until("the desk knows the version", lambda: page.versions.list.count() >= 2)
    await walk.rest(0.5)
    walk.desk_shot("desk-scenes", "场景页: 按分类列出, 不影响什么, 编辑模式下可改名、锁定、删除")
    page.tabs.setCurrentWidget(page.versions)
    page.versions.list.setCurrentRow(1)
    await walk.rest(0.3)
    walk.desk_shot("desk-scene-versions", "历史版本: 谁在何时改的, 与现在差在哪里")
    page.versions.revert.press()
    await walk.until(
        "the former version is back", lambda: walk.hall.show.scenes["rczs"].note == before.note
    )
    check(len(versions_of(walk.hall.show, "rczs")) >= 2, "going back is a version too")
    window.words.switch("en")
    page.tabs.setCurrentIndex(0)
    await walk.rest(0.5)
    walk.desk_shot("desk-scenes-en", "The page of scenes in English")
    window.words.switch("zh")
    window.rights.edit(False)
    await walk.rest(0.3)
    walk.desk_shot("desk-scenes-show", "值守模式: 只看不改, 仍可调入预监")
    window.drawer.shut()


async def patrolled(walk: Walk) -> None:
    """Three sources in turn on the wall, stopped and resumed by one key."""
    window = walk.window
    await walk.ask("scene.recall", {"id": "rczs"})
    await walk.until("the scene is in preview", lambda: len(walk.preview()) > 1)
    shown = [t.source for t in walk.preview()]
    tile = walk.preview()[-1]
    listed = list(dict.fromkeys([tile.source, *shown]))[:3]
    window.selection.choose_tile(tile.id)
    args = {"tile": tile.id, "sources": listed, "dwell_s": DWELL_S}
    await walk.ask("patrol.set", args)
    await walk.until("the desk has it", lambda: _has(window.centre.preview.tile(tile.id)))
    walk.key(Qt.Key.Key_R, CONTROL, window)
    await walk.until("Ctrl+R opens the patrol", window.sheets.patrol.isVisible)
    await walk.rest()
    walk.desk_shot("desk-patrol-set", "设置轮巡: 信号源、顺序、停留时间")
    window.sheets.patrol.shut()
    walk.key(Qt.Key.Key_Return, CONTROL, window)
    await walk.until("the patrol is on the wall", lambda: _state(walk) is not None)
    await walk.until("TAKE is answered", walk.all_live)
    first = _state(walk)
    await walk.until("it turns", lambda: (s := _state(walk)) and first and s.source != first.source)
    await walk.rest(1.5)
    walk.desk_shot("desk-patrol", "轮巡: 窗口上有第几路和剩余秒数")
    await walk.wall_shot("wall-patrol", "大厅大屏: 轮巡到下一路, 切换无黑屏")
    walk.key(Qt.Key.Key_P, CONTROL, window)
    await walk.until(
        "it is stopped", lambda: (s := _state(walk)) is not None and s.stopped == "manual"
    )
    await walk.rest(1.2)
    walk.desk_shot("desk-patrol-stopped", "轮巡已停, 一键继续")
    window.centre.patrols.toggle()
    await walk.until("it goes on", lambda: (s := _state(walk)) is not None and not s.stopped)
    await walk.ask("scene.recall", {"id": "rczs", "live": True})
    await walk.until("the daily watch is back", walk.all_live)


async def requested(walk: Walk) -> None:
    """A leader asks for a scene: declined by one key; another expires in sight."""
    window = walk.window
    window.activateWindow()
    walk.key(Qt.Key.Key_F6, to=window)  # somebody is at the desk
    await walk.until("somebody is there", lambda: walk.hall.observed.presence.attended)
    scene = next(s for s in walk.hall.show.scenes.values() if s.number == 4)
    args = {"scene": scene.id, "seconds": 30, "panel": "大厅面板"}
    answer = await walk.ask("scene.request", args)
    card = window.centre.take.request
    await walk.until("the request is beside TAKE", card.isVisible)
    await walk.rest(1.2)
    walk.desk_shot("desk-request", "领导请求场景: 同意 Alt+Y, 拒绝 Alt+N, 到时失效")
    walk.key(Qt.Key.Key_N, ALT, window)
    await walk.until(
        "it is declined", lambda: _request(walk, answer.fields) is RequestState.DECLINED
    )
    await walk.until("the card is gone", lambda: not card.isVisible())
    answer = await walk.ask("scene.request", {"scene": scene.id, "seconds": 5, "panel": "大厅面板"})
    await walk.until("it expires", lambda: _request(walk, answer.fields) is RequestState.EXPIRED)
    await walk.until("and is seen to", lambda: "失效" in card.accessibleName())
    walk.desk_shot("desk-request-expired", "没有答复的请求: 失效可见")


def _has(tile: Tile | None) -> bool:
    return tile is not None and tile.patrol is not None


def _state(walk: Walk) -> PatrolState | None:
    return next((p for p in walk.hall.observed.patrols if p.wall == HALL_WALL), None)


def _request(walk: Walk, fields: tuple[tuple[str, str], ...]) -> RequestState | None:
    request = walk.hall.show.get(Request, dict(fields).get("id", ""))
    return request.state if request is not None else None


STEPS = (scene_versions, patrolled, requested)
