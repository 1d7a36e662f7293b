"""Alarms at the desk: in the line, on the page, to be heard."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.unit.desk.conftest import Desk, Make
from ui.common.lint import findings
from ui.desk.alarm_sound import Tune, samples
from wallctl.domain.alarm_figures import figures
from wallctl.domain.alarms import Alarm, AlarmEvent, AlarmMark, Happened, Priority
from wallctl.domain.commands import AlarmAck, AlarmReset, AlarmShelve
from wallctl.domain.show import apply, change
from wallctl.wire.history import (
    ALARM_HISTORY,
    ALARM_STATISTICS,
    AlarmLine,
    AlarmPage,
    AlarmStatistics,
)

Key, ALT = Qt.Key, Qt.KeyboardModifier.AltModifier


def alarm(
    code: str = "node_lost",
    target: str = "hall-1",
    priority: Priority = Priority.CRITICAL,
    ago: float = 5.0,
    **more: Any,
) -> Alarm:
    fields = more.pop("fields", {"node": target, "source": target, "wall": "hall"})
    return Alarm(
        f"{code}:{target}",
        code,
        target,
        priority,
        time.time() - ago,
        fields=tuple(fields.items()),
        **more,
    )


NODE = alarm()
TILES = tuple(
    alarm("tile_dark", f"hall/{s}", Priority.WARNING, cause=NODE.key, fields={"source": s})
    for s in ("map", "river", "look-2")
)
BACKUP = alarm("backup_failed", "", Priority.WARNING, 60.0)


def observe(desk: Desk, *alarms: Alarm) -> None:
    desk.room.observe(alarms=alarms)
    desk.settle()


def read(desk: Desk) -> None:
    """Time enough to have read the alarm in the line."""
    desk.pass_time(1)
    assert not desk.window.alarms._unread.isActive()


def test_the_line_says_what_is_wrong_and_what_to_do(desk: Desk) -> None:
    observe(desk, NODE, *TILES, BACKUP)
    bar = desk.window.alarms
    assert "紧急" in bar.text.text()
    assert "渲染节点 hall-1 失联" in bar.text.text()
    assert "检查该机的电源和网线" in bar.text.text()
    assert bar.counts.accessibleName() == "紧急 1  重要 1"
    assert bar.ack.isVisible()
    observe(desk)
    assert bar.text.text() == ""
    assert not bar.ack.isVisible()


def test_an_alarm_of_another_day_says_its_day(desk: Desk) -> None:
    old = alarm(ago=30 * 3600.0)
    observe(desk, old)
    day = datetime.fromtimestamp(old.raised_at).strftime("%m-%d %H:%M")
    assert desk.window.alarms.at.text() == day
    desk.window.drawer.open_page("alarms")
    (row,) = desk.window.drawer.page("alarms").active.list.rows.rows
    assert row.at == day


def test_one_key_acknowledges_the_alarm_in_the_line_then_the_next(desk: Desk) -> None:
    observe(desk, NODE, BACKUP)
    read(desk)
    QTest.keyClick(desk.window, Key.Key_A, ALT)
    desk.settle()
    assert desk.room.asked == [AlarmAck(NODE.key, NODE.raised_at)]
    assert "备份失败" in desk.window.alarms.text.text()
    desk.pass_time(0.51)
    QTest.keyClick(desk.window, Key.Key_A, ALT)
    desk.settle()
    assert desk.room.asked[-1] == AlarmAck(BACKUP.key, BACKUP.raised_at)
    assert not desk.window.alarms.ack.isVisible()
    assert "渲染节点" in desk.window.alarms.text.text()  # it still stands, and is still told


def test_an_alarm_nobody_can_have_read_is_not_acknowledged(desk: Desk) -> None:
    observe(desk, BACKUP)
    read(desk)
    observe(desk, NODE, BACKUP)
    QTest.keyClick(desk.window, Key.Key_A, ALT)
    assert desk.room.asked == []


def test_without_an_alarm_the_key_does_nothing(desk: Desk) -> None:
    QTest.keyClick(desk.window, Key.Key_A, ALT)
    assert desk.room.asked == []
    assert "没有需要确认的告警" in desk.window.log.text


def test_a_raise_after_the_acknowledged_one_needs_a_new_look(desk: Desk) -> None:
    desk.room.show = apply(
        desk.room.show, [change(None, AlarmMark(NODE.key, acked_raise=NODE.raised_at - 100))]
    )
    observe(desk, NODE)
    assert desk.window.alarms.ack.isVisible()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("size", "px"),
    [((1366, 768), 4.41), ((1920, 1080), 1920 / 531.4), ((2560, 1440), 2560 / 597.0)],
)
def test_nothing_is_clipped(make_desk: Make, size: tuple[int, int], px: float, lang: str) -> None:
    desk = make_desk(size, lang, px)
    fill_pages(desk)
    observe(desk, NODE, *TILES, BACKUP, alarm("emergency_sign_in", "", Priority.WARNING))
    assert [str(f) for f in findings(desk.window.status)] == []
    QTest.keyClick(desk.window, Key.Key_F4)
    page = desk.window.drawer.page("alarms")
    for number in range(page.tabs.count()):
        page.tabs.setCurrentIndex(number)
        desk.settle()
        QTest.qWait(30)
        assert [str(f) for f in findings(desk.window.drawer)] == []
    page.tabs.setCurrentIndex(0)
    page.active.shelve.press()
    QTest.qWait(30)
    assert [str(f) for f in findings(desk.window.drawer)] == []


def fill_pages(desk: Desk) -> None:
    now = time.time()
    events = [
        AlarmEvent(
            now - 100 * n,
            Happened.RAISED,
            "no_picture:map",
            "no_picture",
            "map",
            Priority.WARNING,
            now - 100 * n,
            fields=(("source", "map"), ("reason", "unreachable")),
        )
        for n in range(12)
    ]
    lines = tuple(AlarmLine(number=99 - n, event=e) for n, e in enumerate(events))
    desk.room.pages[ALARM_HISTORY] = AlarmPage(lines=lines, next=3)
    since = now - 86_400
    desk.room.pages[ALARM_STATISTICS] = AlarmStatistics(
        at=now, since=since, figures=figures(events, events[:1], since, now)
    )


class Page:
    """The alarms page under the keyboard alone."""

    def __init__(self, desk: Desk, *alarms: Alarm) -> None:
        self.desk = desk
        fill_pages(desk)
        observe(desk, *alarms)
        QTest.keyClick(desk.window, Key.Key_F4)
        self.page = desk.window.drawer.page("alarms")
        self.active = self.page.active

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.active.list, key)
        self.desk.settle()

    @property
    def titles(self) -> list[str]:
        return [row.title for row in self.active.list.rows.rows]


def test_the_page_folds_what_an_alarm_explains(desk: Desk) -> None:
    page = Page(desk, NODE, *TILES)
    assert page.titles == ["渲染节点 hall-1 失联"]
    page.key(Key.Key_Right)
    assert page.titles[1:] == [
        "应急指挥一张图 不在大屏上",
        "水利 · 实时水位 不在大屏上",
        "瞭望 02 · 双龙 不在大屏上",
    ]
    page.key(Key.Key_Down)
    page.key(Key.Key_Left)
    assert len(page.titles) == 1
    assert page.active.list.key == NODE.key


def test_enter_acknowledges_on_the_page(desk: Desk) -> None:
    page = Page(desk, NODE, BACKUP)
    page.key(Key.Key_Down)
    page.key(Key.Key_Return)
    assert desk.room.asked == [AlarmAck(BACKUP.key, BACKUP.raised_at)]
    assert "desk 已确认" in page.active.list.rows.rows[1].detail


def test_shelving_needs_a_reason_and_puts_it_on_the_other_tab(desk: Desk) -> None:
    page = Page(desk, BACKUP)
    page.active.shelve.press()
    form = page.active.form
    assert form.why.hasFocus()
    form.hours[4].press()
    assert desk.room.asked == []
    QTest.keyClicks(form.why, "disk")
    form.hours[4].press()
    desk.settle()
    assert desk.room.asked == [AlarmShelve(BACKUP.key, 4 * 3600.0, "disk")]
    assert page.titles == []
    assert page.page.tabs.tabText(1) == "搁置 1"
    assert "disk" in page.page.shelved.list.rows.rows[0].detail
    assert desk.window.alarms.text.text() == ""
    page.page.tabs.setCurrentIndex(1)
    page.page.shelved.unshelve.press()
    desk.settle()
    assert page.titles == ["备份失败"]


def test_escape_leaves_the_shelf_form_then_the_page(desk: Desk) -> None:
    page = Page(desk, BACKUP)
    page.active.shelve.press()
    QTest.keyClick(page.active.form.why, Key.Key_Escape)
    assert not page.active.form.isVisible()
    assert desk.window.drawer.name == "alarms"
    page.key(Key.Key_Escape)
    assert desk.window.drawer.name == ""
    assert desk.room.asked == []


def test_only_what_is_over_and_latched_can_be_reset(desk: Desk) -> None:
    latched = alarm("emergency_sign_in", "", Priority.WARNING)
    page = Page(desk, latched)
    assert not page.active.reset.isVisible()
    over = alarm("emergency_sign_in", "", Priority.WARNING, cleared_at=time.time() - 1)
    observe(desk, over)
    page.active.reset.press()
    desk.settle()
    assert desk.room.asked == [AlarmReset(over.key, over.raised_at)]


def test_history_and_figures_are_read_when_they_are_looked_at(desk: Desk) -> None:
    page = Page(desk, NODE)
    assert desk.room.fetched == []
    page.page.tabs.setCurrentIndex(2)
    assert len(page.page.history.list.rows.rows) == 12
    assert page.page.history.list.rows.rows[0].title == "应急指挥一张图 无画面（无法连接）"
    page.page.tabs.setCurrentIndex(3)
    said = {row.key: row.at for row in page.page.figures.list.rows.rows}
    assert said["raised"] == "12"
    assert said["top0"] == "12 次 · 100%"


def test_what_cannot_be_read_is_said(desk: Desk) -> None:
    page = Page(desk, NODE)
    desk.room.pages.clear()
    page.page.tabs.setCurrentIndex(2)
    assert "读不出来" in page.page.history.none.text()
    page.page.tabs.setCurrentIndex(3)
    assert "读不出来" in page.page.figures.rate.text()


@pytest.mark.parametrize("tune", list(Tune))
def test_every_tune_can_be_heard_and_does_not_clip(tune: Tune) -> None:
    made = samples(tune)
    assert 0.3 < len(made) / 48_000 < 2.5
    assert 15_000 < max(made) < 32_767
    assert made[0] == 0
