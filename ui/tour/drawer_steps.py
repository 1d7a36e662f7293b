"""Every page of the desk: by its key, in both languages, on three screens."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.desk.pages.handover import HandoverPage
from ui.desk.pages.overlays import OverlaysPage
from ui.tour.walk import HALL_WALL, Walk, check

SIZES = ((1366, 768), (1920, 1080), (2560, 1440))


async def situation(walk: Walk) -> None:
    """Response and warning at the top, a notice on the wall that a take leaves alone."""
    window = walk.window
    window.drawer.toggle("overlays")
    page = window.drawer.page("overlays")
    check(isinstance(page, OverlaysPage), "the page of overlays")
    assert isinstance(page, OverlaysPage)
    walk.type("防汛Ⅱ级应急响应", page.response)
    walk.key(Qt.Key.Key_Return, to=page.response)
    walk.type("暴雨橙色预警", page.warning)
    page.level.setCurrentIndex(1)
    walk.click(page.set_warning)
    badge = window.status.situation.warning
    await walk.until("the warning stands at the top", lambda: badge.text() == "暴雨橙色预警")
    field = page.notice.field
    assert field is not None
    walk.type("请各组注意收听调度", field)
    walk.click(page.notice.button)
    await walk.until("the notice is on", lambda: walk.hall.show.overlay(HALL_WALL).notice.on)
    await walk.rest()
    walk.desk_shot("page-overlays", "字幕与观摩: 响应与预警在顶栏, 滚动字幕已显示")
    await walk.wall_shot("wall-notice", "滚动字幕在画面之上")
    await walk.rest(0.6)  # the same press again would be the same press
    walk.click(page.notice.button)
    await walk.until("taken down", lambda: not walk.hall.show.overlay(HALL_WALL).notice.on)
    window.drawer.shut()


async def handed_over(walk: Walk) -> None:
    """A note, the page as the room is, two people confirm."""
    window = walk.window
    walk.key(Qt.Key.Key_F9)
    page = window.drawer.page("handover")
    assert isinstance(page, HandoverPage)
    await walk.until("F9 opens the handover", page.isVisible)
    walk.type("布控球 03 电池在充, 明早七点前归还", page.note)
    walk.key(Qt.Key.Key_Return, to=page.note)
    await walk.until("the note is there", lambda: page.notes.count() == 1)
    walk.type("张工", page.who)
    walk.key(Qt.Key.Key_Return, to=page.who)
    await walk.until("it waits for the next", lambda: page.pending() is not None)
    await walk.rest()
    walk.desk_shot("page-handover", "交接班: 现状、临时状态、故障、备注, 等待接班人确认")
    walk.type("李工", page.who)
    walk.key(Qt.Key.Key_Return, to=page.who)
    await walk.until("both confirmed", lambda: page.pending() is None)
    walk.key(Qt.Key.Key_Escape, to=page)
    await walk.until("Esc closes it", lambda: not window.drawer.name)


async def every_page(walk: Walk) -> None:
    window = walk.window
    before = window.geometry()
    for width, height in SIZES:
        for lang in ("zh", "en"):
            window.setGeometry(0, 0, width, height)
            window.words.switch(lang)
            for name in window.drawer.names():
                window.drawer.toggle(name)
                await walk.rest(0.6)
                check(window.drawer.name == name, f"page {name} opens")
                walk.desk_shot(f"page-{name}-{width}-{lang}", window.words(f"page.{name}"))
            window.drawer.shut()
    window.words.switch("zh")
    window.setGeometry(before)


STEPS = (situation, handed_over, every_page)
