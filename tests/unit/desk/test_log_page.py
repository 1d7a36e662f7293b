"""The log page: searched, read back, and kept up with what is done."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.unit.desk.conftest import Desk, Make
from ui.common.lint import findings
from wallctl.wire.history import LOG, FieldChange, LogChange, LogPage, LogRow

Key = Qt.Key
KINDS = ("wall.take", "source.update", "scene.recall", "source.test")


def row(number: int, **more: Any) -> LogRow:
    made = {
        "row": number,
        "revision": number,
        "at": time.time() - 60 * (500 - number),
        "by": "王建国",
        "kind": KINDS[number % len(KINDS)],
        "result": "done",
    }
    return LogRow(**(made | more))


class Book:
    """A log of 250 rows, as the engine would give it in pages."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.rows = [row(n) for n in range(250, 0, -1)]
        desk.room.pages[LOG] = self.page
        QTest.keyClick(desk.window, Key.Key_F5)
        self.view = desk.window.drawer.page("log")

    def page(self, before: int, limit: int, q: str, kinds: str) -> LogPage:
        found = [
            r
            for r in self.rows
            if (not before or r.row < before) and (not q or q in r.by or r.kind in kinds.split(","))
        ]
        end = found[limit - 1].row if len(found) > limit else 0
        return LogPage(rows=tuple(found[:limit]), next=end)

    @property
    def keys(self) -> list[int]:
        return [int(r.key) for r in self.view.list.rows.rows]

    def asked(self) -> list[dict[str, object]]:
        return [query for path, query in self.desk.room.fetched if path == LOG]


@pytest.fixture
def book(desk: Desk) -> Book:
    return Book(desk)


def test_the_newest_come_first_and_older_ones_when_asked_for(book: Book) -> None:
    assert book.keys == list(range(250, 150, -1))
    book.view.more.press()
    assert book.keys == list(range(250, 50, -1))
    book.desk.pass_time(0.51)
    book.view.more.press()
    assert book.keys == list(range(250, 0, -1))
    assert not book.view.more.isVisible()


def test_scrolling_to_the_end_reads_further(book: Book) -> None:
    bar = book.view.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert len(book.keys) == 200


def test_a_word_for_an_operation_finds_its_kind(book: Book) -> None:
    book.view.find.setText("上屏")
    assert len(book.asked()) == 1
    book.desk.pass_time(1)
    assert len(book.asked()) == 2
    kinds = str(book.asked()[-1]["kinds"]).split(",")
    assert "wall.take" in kinds
    assert "source.update" not in kinds
    assert {r.kind for r in book.rows if r.row in book.keys} == {"wall.take"}


def test_what_is_not_found_is_said(book: Book) -> None:
    book.view.find.setText("没有的人")
    book.desk.pass_time(1)
    assert not book.keys
    assert "没有找到" in book.view.said.text()


def test_new_rows_come_by_themselves_while_the_newest_are_in_sight(book: Book) -> None:
    book.rows.insert(0, row(251, by="李"))
    book.desk.window.actions_.place("map")
    book.desk.settle()
    book.desk.pass_time(1)
    assert book.keys[0] == 251


def test_who_reads_further_back_is_not_torn_away(book: Book) -> None:
    bar = book.view.list.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = len(book.asked())
    book.desk.window.actions_.place("map")
    book.desk.settle()
    book.desk.pass_time(1)
    assert len(book.asked()) == before


def test_a_row_says_what_changed_in_words(desk: Desk) -> None:
    fields = (
        FieldChange(field="department", before="应急", after="水利"),
        FieldChange(field="carrier", before="government", after="command"),
        FieldChange(field="unheard_of", before="", after="x"),
    )
    change = LogChange(entity="source", id="map", name="旧名", what="changed", fields=fields)
    book = Book(desk)
    book.rows = [row(1, kind="source.update", changes=(change,))]
    book.view.opened()
    assert book.view.list.rows.rows[0].title.endswith("修改信号源  应急指挥一张图")
    said = book.view.detail.text()
    assert "部门 应急 → 水利" in said
    assert "链路 政务外网 → 指挥信息网" in said
    assert "unheard_of 空 → x" in said


def test_a_moment_is_a_date_and_a_time(desk: Desk) -> None:
    at = datetime(2026, 3, 9, 7, 58, 12).timestamp()
    fields = (
        FieldChange(field="confirmed_at", before="0.0", after=str(at)),
        FieldChange(field="answered_at", before="", after="1e999"),
        FieldChange(field="expires_at", before="", after="soon"),
    )
    change = LogChange(entity="handover", id="h", name="h", what="changed", fields=fields)
    book = Book(desk)
    book.rows = [row(1, kind="handover.accept", changes=(change,))]
    book.view.opened()
    said = book.view.detail.text()
    assert "确认时间 - → 03-09 07:58:12" in said
    assert "空 → 1e999" in said and "空 → soon" in said
    assert str(at) not in said


def test_an_alarm_is_named_and_what_says_nothing_is_left_out(desk: Desk) -> None:
    fields = (
        FieldChange(field="acked_raise", before="0.0", after="1795473065.1"),
        FieldChange(field="shelved_until", before="0.0", after="1795473065.1"),
        FieldChange(field="reason", before="", after="检修"),
    )
    key = "no_picture:map"
    mark = LogChange(entity="alarm", id=key, name=key, what="changed", fields=fields)
    lost = "network_lost:carrier/government"
    other = LogChange(entity="alarm", id=lost, name=lost, what="added")
    book = Book(desk)
    book.rows = [row(2, kind="alarm.shelve", changes=(mark,)), row(1, changes=(other,))]
    book.view.opened()
    titles = [one.title for one in book.view.list.rows.rows]
    assert titles[0].endswith("搁置告警  应急指挥一张图 无画面")
    assert titles[1].endswith("政务外网中断")
    said = book.view.detail.text()
    assert "1795473065" not in said
    assert "搁置到 - →" in said
    assert "原因 空 → 检修" in said


def test_an_operation_is_told_by_what_it_is_about(desk: Desk) -> None:
    def change(entity: str, id: str, name: str) -> LogChange:
        return LogChange(entity=entity, id=id, name=name, what="changed")

    tiles = tuple(change("tile", f"t{n}", "map") for n in range(5))
    book = Book(desk)
    book.rows = [
        row(3, kind="scene.recall", changes=(*tiles, change("preview", "hall", "s3"))),
        row(2, kind="wall.take", changes=(change("program", "hall", "s3"),)),
        row(
            1,
            kind="scene.save",
            changes=(change("preview", "hall", "s3"), change("scene", "s3", "x")),
        ),
    ]
    book.view.opened()
    titles = [one.title.split("  ")[-1] for one in book.view.list.rows.rows]
    assert titles == ["防汛防台", "大厅主屏", "防汛防台"]


def test_what_failed_says_why(desk: Desk) -> None:
    book = Book(desk)
    book.rows = [row(2, result="failed", code="unreachable"), row(1, result="")]
    book.view.opened()
    failed, unknown = book.view.list.rows.rows
    assert failed.detail == "失败 · 设备无法连接"
    assert unknown.detail == "结果没有记录"


def test_a_log_that_cannot_be_read_is_said_and_what_was_read_stays(book: Book) -> None:
    book.desk.room.pages.clear()
    book.view.more.press()
    assert "读不出来" in book.view.said.text()
    assert len(book.keys) == 100
    assert book.view.more.isVisible()


def test_an_answer_that_comes_late_is_dropped(book: Book) -> None:
    """Whoever typed on meanwhile sees what belongs to the last letter."""
    work = book.view._read(0, book.view._asked - 1)
    with pytest.raises(StopIteration):
        work.send(None)
    assert len(book.keys) == 100


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("size", "px"),
    [((1366, 768), 4.41), ((1920, 1080), 1920 / 531.4), ((2560, 1440), 2560 / 597.0)],
)
def test_nothing_is_clipped(make_desk: Make, size: tuple[int, int], px: float, lang: str) -> None:
    desk = make_desk(size, lang, px)
    book = Book(desk)
    book.rows[0] = row(
        250, result="part", code="not_all_live", by="a very long name of an engineer"
    )
    book.view.opened()
    QTest.qWait(30)
    assert [str(f) for f in findings(desk.window.drawer)] == []
