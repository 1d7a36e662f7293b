"""Alarms and the log: a call is answered by one key, one alarm is put aside, the log is read."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt

from ui.desk.pages.alarms import AlarmsPage
from ui.desk.pages.log import LogListPage
from ui.tour.walk import Walk, check
from wallctl.domain.alarms import AlarmMark

ALT = Qt.KeyboardModifier.AltModifier
READ_S = 0.6  # an alarm that nobody can have read is not acknowledged
ENDED_S = 40.0


async def duty_called(walk: Walk) -> None:
    """A panel calls the duty officer: it sounds, and Alt+A answers."""
    window, bar = walk.window, walk.window.alarms
    call = asyncio.ensure_future(walk.hall.send("duty.call", {"panel": "大厅面板"}))
    await walk.until("the call is in the status line", lambda: "呼叫值班员" in bar.text.text(), 5)
    check(window.sound.sounding, "a call sounds")
    await walk.rest(READ_S)
    walk.desk_shot("alarm-call", "面板呼叫值班员: 状态栏紧急告警, Alt+A 应答")
    walk.key(Qt.Key.Key_A, ALT)
    async with asyncio.timeout(ENDED_S):
        answer = await call
    check(dict(answer.fields).get("by"), f"the panel hears who answers: {answer}")
    await walk.until("the call is over", lambda: "呼叫值班员" not in bar.text.text())


async def alarms_page(walk: Walk) -> None:
    """A source goes: its alarm on the page, put aside with a reason, brought back."""
    window = walk.window
    walk.key(Qt.Key.Key_F4)
    page = window.drawer.page("alarms")
    check(isinstance(page, AlarmsPage), "F4 opens the alarms")
    assert isinstance(page, AlarmsPage)
    call = asyncio.ensure_future(walk.hall.send("duty.call", {"panel": "会商室面板"}))
    await walk.until("an alarm on the page", lambda: page.active.list.key, 5)
    await walk.rest()
    walk.desk_shot("page-alarms", "告警页: 什么坏了, 什么还能用, 该做什么")
    walk.click(page.active.shelve)
    walk.type("会商室装修", page.active.form.why)
    walk.click(page.active.form.hours[1])
    await walk.until("it is shelved", lambda: page.tabs.tabText(1).endswith("1"))
    page.tabs.setCurrentIndex(1)
    await walk.rest()
    walk.desk_shot("page-alarms-shelved", "搁置: 谁, 到几点, 为什么")
    walk.click(page.shelved.unshelve)
    await walk.until("it is back", lambda: page.tabs.tabText(1).endswith("0"))
    page.tabs.setCurrentIndex(0)
    await walk.rest(READ_S)
    walk.key(Qt.Key.Key_Return, to=page.active.list)
    async with asyncio.timeout(ENDED_S):
        await call
    page.tabs.setCurrentIndex(2)
    await walk.until("the history is read", lambda: page.history.list.rows.rows)
    await walk.rest()
    walk.desk_shot("page-alarms-history", "告警历史: 发生, 确认, 搁置, 恢复")
    page.tabs.setCurrentIndex(3)
    await walk.until("the figures are read", lambda: page.figures.list.rows.rows)
    for lang in ("en", "zh"):
        window.words.switch(lang)
        await walk.rest()
        walk.desk_shot(f"page-alarms-figures-{lang}", "按 EEMUA 191 的统计")
    page.tabs.setCurrentIndex(0)
    walk.key(Qt.Key.Key_Escape, to=page)
    marks = walk.hall.show.all(AlarmMark).values()
    check(not [m for m in marks if m.shelved_until > walk.hall.now()], "nothing is left shelved")


async def log_page(walk: Walk) -> None:
    """Who did what: searched by a word of the operation."""
    window = walk.window
    walk.key(Qt.Key.Key_F5)
    page = window.drawer.page("log")
    check(isinstance(page, LogListPage), "F5 opens the log")
    assert isinstance(page, LogListPage)
    await walk.until("the log is read", lambda: page.list.rows.rows)
    for lang in ("en", "zh"):
        window.words.switch(lang)
        await walk.rest()
        walk.desk_shot(f"page-log-{lang}", "操作日志: 谁, 何时, 对什么做了什么, 结果")
    walk.type("场景", page.find)
    await walk.until("only scenes", lambda: _all_are(page, "场景"))
    await walk.rest()
    walk.desk_shot("page-log-found", "在日志里查找「场景」")
    page.find.clear()
    walk.key(Qt.Key.Key_Escape, to=page)


def _all_are(page: LogListPage, word: str) -> bool:
    rows = page.list.rows.rows
    return bool(rows) and all(word in row.title for row in rows)


STEPS = (duty_called, alarms_page, log_page)
