"""The handover page says what the room is like, two people confirm it, paper has it too."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.unit.desk.conftest import Desk, Make
from ui.common.lint import findings
from ui.desk.handover.paper import page_html
from ui.desk.handover.text import sections
from ui.desk.pages.handover import HandoverPage
from wallctl.domain.alarms import Alarm, AlarmMark, Priority
from wallctl.domain.commands import (
    NoteAdd,
    SituationSet,
    WallSafe,
)
from wallctl.domain.entities import Handover, Note


def page_of(desk: Desk) -> HandoverPage:
    if desk.window.drawer.name != "handover":
        QTest.keyClick(desk.window, Qt.Key.Key_F9)
    page = desk.window.drawer.page("handover")
    assert isinstance(page, HandoverPage)
    return page


def items(desk: Desk) -> dict[str, tuple[str, ...]]:
    return {part.key: part.items for part in sections(desk.hub, desk.words)}


def test_the_page_says_what_is_not_as_usual(desk: Desk) -> None:
    assert items(desk)["handover.overrides"] == ()
    desk.room.do(WallSafe("hall", True))
    desk.room.do(SituationSet("防汛Ⅱ级应急响应", "暴雨橙色预警", "orange"))
    desk.settle()
    said = items(desk)
    assert "待机画面" in said["handover.overrides"][0]
    assert said["handover.situation"] == ("防汛Ⅱ级应急响应", "暴雨橙色预警")
    assert "指挥大厅" not in said["handover.now"][0] and said["handover.now"]


def test_faults_and_what_was_shelved_are_two_lists(desk: Desk) -> None:
    now = desk.hub.now()
    alarms = tuple(
        Alarm(f"node_lost/{n}", "node_lost", n, Priority.CRITICAL, now - 60) for n in ("n1", "n2")
    )
    gone = Alarm("node_lost/n3", "node_lost", "n3", Priority.CRITICAL, now - 60, cleared_at=now)
    desk.room.put(AlarmMark("node_lost/n2", shelved_until=now + 60, shelved_by="甲", reason="换机"))
    desk.room.observed = desk.room.observed.model_copy(update={"alarms": (*alarms, gone)})
    desk.hub.moved()
    desk.settle()
    said = items(desk)
    assert len(said["handover.faults"]) == 1 and "n1" in said["handover.faults"][0]
    (shelved,) = said["handover.shelved"]
    assert "甲" in shelved and "换机" in shelved


def test_notes_are_added_and_ticked_by_keyboard(desk: Desk) -> None:
    page = page_of(desk)
    assert page.note.hasFocus()
    QTest.keyClicks(page.note, "3 hao ji gui")
    QTest.keyClick(page.note, Qt.Key.Key_Return)
    desk.settle()
    (note,) = desk.room.show.all(Note).values()
    assert note.text == "3 hao ji gui"
    assert items(desk)["handover.notes"]
    page.notes.setCurrentRow(0)
    page.notes.setFocus()
    QTest.keyClick(page.notes, Qt.Key.Key_Space)
    desk.settle()
    assert desk.room.show.all(Note)[note.id].done
    assert not items(desk)["handover.notes"]


def test_what_the_engine_did_not_take_stays_typed_and_unticked(desk: Desk) -> None:
    desk.room.do(NoteAdd("白班备注"))
    desk.settle()
    page = page_of(desk)
    desk.room.lose()
    desk.settle()
    page.note.setText("新备注")
    QTest.keyClick(page.note, Qt.Key.Key_Return)
    assert page.note.text() == "新备注"
    page.notes.item(0).setCheckState(Qt.CheckState.Checked)
    assert page.notes.item(0).checkState() is Qt.CheckState.Unchecked
    (note,) = desk.room.show.all(Note).values()
    assert not note.done


def test_what_is_not_of_today_says_its_day(desk: Desk) -> None:
    now = desk.room.now()
    old, until = now - 30 * 3600, now + 30 * 3600
    day = datetime.fromtimestamp(old).strftime("%m-%d %H:%M")
    node = Alarm("node_lost/n1", "node_lost", "n1", Priority.CRITICAL, old)
    shelf = Alarm("node_lost/n2", "node_lost", "n2", Priority.CRITICAL, old)
    desk.room.put(AlarmMark(shelf.key, shelved_until=until, shelved_by="甲", reason="换机"))
    desk.room.put(Note("note-1", old, "甲", "夜里换了机柜"))
    desk.room.put(Note("note-2", now, "乙", "刚才"))
    desk.room.put(Handover("h1", old, "甲", "乙", old))
    desk.room.observe(alarms=(node, shelf))
    desk.settle()
    said = items(desk)
    assert said["handover.faults"][0].startswith(day)
    assert datetime.fromtimestamp(until).strftime("%m-%d %H:%M") in said["handover.shelved"][0]
    assert said["handover.notes"][0].startswith(day)
    today = datetime.fromtimestamp(now)
    assert said["handover.notes"][1].startswith(today.strftime("%H:%M:%S"))
    page = page_of(desk)
    assert page.notes.item(0).text().startswith(day)
    assert day in page.said.text()


def test_paper_names_nobody_who_has_not_confirmed(desk: Desk) -> None:
    parts = sections(desk.hub, desk.words)
    html = page_html(parts, desk.words, room="大厅", at=0.0, outgoing="甲", said="")
    assert "交班人：甲" in html and "接班人： " in html


def test_two_names_make_a_handover_and_one_does_not(desk: Desk) -> None:
    page = page_of(desk)
    page.confirm.press()
    desk.settle()
    assert not desk.room.show.all(Handover)
    page.who.setText("甲")
    QTest.keyClick(page.who, Qt.Key.Key_Return)
    desk.settle()
    pending = page.pending()
    assert pending is not None and pending.outgoing == "甲" and pending.lines
    assert page.confirm.text().startswith("接班确认") or "接班确认" in page.confirm.accessibleName()
    page.who.setText("乙")
    QTest.keyClick(page.who, Qt.Key.Key_Return)
    desk.settle()
    assert page.pending() is None
    assert desk.room.show.all(Handover)[pending.id].incoming == "乙"


def test_the_paper_is_a4_and_says_where_it_is(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.desk.pages.handover.folder", lambda: tmp_path)
    desk.room.do(NoteAdd("白班备注"))
    desk.settle()
    page = page_of(desk)
    page.print.press()
    (file,) = tmp_path.iterdir()
    data = file.read_bytes()
    assert data.startswith(b"%PDF") and b"/MediaBox [0 0 595" in data
    assert str(file) in page.printed.text()


def test_paper_that_cannot_be_written_says_so(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    monkeypatch.setattr("ui.desk.pages.handover.folder", lambda: tmp_path / "taken")
    page = page_of(desk)
    page.print.press()
    assert page.printed.text().startswith("未能保存")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("size", "px"), [((1366, 768), 4.41), ((1920, 1080), 1920 / 531.4), ((2560, 1440), 4.28)]
)
def test_nothing_is_clipped(make_desk: Make, size: tuple[int, int], px: float, lang: str) -> None:
    desk = make_desk(size, lang, px)
    for n in range(5):
        desk.room.do(NoteAdd(f"备注 {n}：布控球 03 电池在充，明早七点前归还；白龙桥方向请注意"))
    desk.settle()
    page_of(desk)
    desk.qtbot.wait(20)
    assert findings(desk.window) == []
