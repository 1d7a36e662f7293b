"""The sources page by hand and by keys: nothing changes before it is asked for, words say why."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.unit.desk.sources_page.conftest import Make, Seat
from ui.common.lint import findings
from ui.desk.pages.sources import SourcesPage
from ui.desk.sources import paths, tested
from ui.desk.sources.filled import BadField, source_of, values_of
from ui.desk.sources.form import Purpose
from wallctl.domain import commands as c
from wallctl.domain.entities import Medium, Source
from wallctl.domain.observed import Proposal
from wallctl.domain.show import apply, change

Key = Qt.Key
WORD = "s3cret-Wort"


@pytest.fixture
def page(seat: Seat) -> SourcesPage:
    # The demo's pages have a stream's address: as the engine would never take them in.
    for id in ("river", "map", "rain"):
        source = seat.room.show.sources[id]
        fitting = replace(source, main=f"http://10.0.0.5/{id}")
        seat.room.show = apply(seat.room.show, [change(source, fitting)])
    seat.hub.moved()
    seat.settle()
    made: SourcesPage = seat.page(SourcesPage)
    return made


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def asked(seat: Seat) -> object:
    seat.settle()
    return seat.room.asked[-1]


async def test_a_source_is_added_and_its_password_is_in_the_address_alone(
    seat: Seat, page: SourcesPage
) -> None:
    page.add()
    for key, value in {
        "name": "东门",
        "department": "公安",
        "tags": "汛、桥",
        "main": "rtsp://10.0.0.9/1",
        "sub": "rtsp://10.0.0.9/2",
        "user": "admin",
        "code": "00402000001320000001",
    }.items():
        page.form.editors[key].put(value)
    page.form.editors["password"].setText(WORD)
    sent: list[object] = []

    async def send(kind: str, args: object, **_: object) -> c.Answer:
        sent.append(args)
        return c.Answer(c.Result.DONE, 2)

    seat.room.send = send  # type: ignore[method-assign]  # the fake has no sealer
    page.form.save.press()
    await seat.done()
    (command,) = sent
    assert isinstance(command, c.SourceAdd)
    assert command.source.main == f"rtsp://admin:{WORD}@10.0.0.9/1"
    assert command.source.sub == f"rtsp://admin:{WORD}@10.0.0.9/2"
    assert (command.source.tags, command.source.code[:3]) == (("汛", "桥"), "004")
    assert page.stack.currentWidget() is page.list
    assert page.form.editors["password"].value() == ""


async def test_only_what_was_changed_is_asked_for(seat: Seat, page: SourcesPage) -> None:
    page.list.choose("body-7")
    page.list.edit()
    page.form.editors["place"].put("白龙桥头")
    page.form.save.press()
    await seat.done()
    assert asked(seat) == c.SourceUpdate("body-7", place="白龙桥头")
    assert seat.room.show.sources["body-7"].place == "白龙桥头"


async def test_a_refusal_names_the_field(seat: Seat, page: SourcesPage) -> None:
    page.list.choose("body-7")
    page.list.edit()
    page.form.editors["code"].put("3.4E+19")
    page.form.save.press()
    await seat.done()
    assert page.stack.currentWidget() is page.form
    assert "国标编码" in page.form.said.text()
    assert page.form.editors["code"].hasFocus()


def test_a_kept_password_is_said_and_not_shown(seat: Seat, page: SourcesPage) -> None:
    sealed = replace(seat.hub.show.sources["body-7"], secret="sealed")
    page._form(Purpose.EDIT, sealed)
    field = page.form.editors["password"]
    assert isinstance(field, QLineEdit)
    assert (field.text(), field.placeholderText()) == ("", "已保存，不显示")
    assert field.echoMode() is QLineEdit.EchoMode.Password


def test_a_pasted_address_is_taken_apart(seat: Seat, page: SourcesPage) -> None:
    page.add()
    field = page.form.editors["main"]
    assert isinstance(field, QLineEdit)
    field.setText(f"rtsp://admin:{WORD}@10.0.0.9:554/1")
    field.editingFinished.emit()
    assert field.text() == "rtsp://10.0.0.9:554/1"
    assert page.form.editors["user"].value() == "admin"
    assert page.form.editors["password"].value() == WORD
    page.form.done.emit()
    page.stack.setCurrentWidget(page.list)
    assert page.form.editors["password"].value() == ""


async def test_another_device_keeps_name_and_scenes(seat: Seat, page: SourcesPage) -> None:
    before = seat.room.show.sources["body-7"]
    page.list.choose("body-7")
    page.list._replace()
    assert "2 处使用" in page.form.title.text()
    assert not page.form.editors["name"].isVisible()
    page.form.editors["main"].put("rtsp://10.0.0.77/new")
    page.form.save.press()
    await seat.done()
    after = seat.room.show.sources["body-7"]
    assert isinstance(asked(seat), c.SourceReplace)
    assert after == replace(before, main="rtsp://10.0.0.77/new")


def test_each_medium_has_its_own_fields(seat: Seat, page: SourcesPage) -> None:
    page.add()
    medium = page.form.editors["medium"]
    seen = {}
    for one in Medium:
        medium.put(one.value)
        page.form._lay()
        seen[one] = {key for key, editor in page.form.editors.items() if editor.isVisibleTo(page)}
    assert "options.refresh_s" in seen[Medium.WEB]
    assert "options.page" in seen[Medium.PDF]
    assert "options.text" in seen[Medium.TEXT]
    assert "sub" not in seen[Medium.WEB]
    assert "main" not in seen[Medium.CLOCK]
    assert all({"name", "kind", "backup"} <= keys for keys in seen.values())


@pytest.mark.parametrize("source", ["body-7", "river", "card", "seat-1"])
def test_a_form_that_nobody_touched_means_the_same_source(seat: Seat, source: str) -> None:
    known = replace(seat.hub.show.sources[source], secret="sealed")
    if known.medium is Medium.BARS:
        known = replace(known, main="")
    assert source_of(values_of(known, seat.hub.show), known, seat.hub.show) == known


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("options.size", "big", "not_number"),
        ("options.fps", "five", "not_number"),
        ("backup", "没有这个", "unknown"),
        ("password", "x", "empty"),
    ],
)
def test_what_cannot_be_read_names_its_field(seat: Seat, key: str, value: str, reason: str) -> None:
    known = seat.hub.show.sources["body-7"]
    values = values_of(known, seat.hub.show) | {key: value}
    with pytest.raises(BadField) as caught:
        source_of(values, known, seat.hub.show)
    assert caught.value.reason == reason


def test_a_used_source_says_by_whom_and_offers_no_button(seat: Seat, page: SourcesPage) -> None:
    page.list.choose("body-7")
    page.list._remove()
    said = page.list.asking.said.text()
    assert "2 处在用" in said
    assert "场景「日常值守」" in said
    assert not page.list.asking.remove.isVisible()
    assert page.list.asking.keep.hasFocus()


async def test_an_unused_one_is_removed_by_a_button_with_the_room_s_name(
    seat: Seat, page: SourcesPage
) -> None:
    page.list.choose("card")
    page.list.table.setFocus()
    QTest.keyClick(page.list.table, Key.Key_Delete)
    asking = page.list.asking
    assert "测试卡" in asking.said.text()
    assert "Ctrl+Z" in asking.said.text()
    assert "指挥大厅" in asking.remove.text()
    assert asking.keep.hasFocus(), "the safe one is at hand"
    asking.remove.press()
    await seat.done()
    assert "card" not in seat.room.show.sources
    assert not asking.isVisible()


async def test_many_are_changed_in_one_step_over_a_preview(seat: Seat, page: SourcesPage) -> None:
    page.list.choose("body-7", "body-9", "drone-1")
    page.list.edit()
    assert page.stack.currentWidget() is page.bulk
    assert not page.bulk.apply.isEnabled()
    page.bulk.editors["department"].put("应急")
    page.bulk.editors["tags_add"].put("汛")
    page.bulk._look()
    told = [page.bulk.preview.item(n).text() for n in range(page.bulk.preview.count())]
    assert len(told) == 3
    assert any("公安 → 应急" in line for line in told)
    assert page.bulk.apply.text() == "修改 3 个"
    revision = seat.room.show.revision
    page.bulk.apply.press()
    await seat.done()
    assert seat.room.show.revision == revision + 1
    assert {seat.room.show.sources[id].tags for id in ("body-7", "body-9", "drone-1")} == {("汛",)}


def test_a_bulk_change_says_whose_password_is_lost(seat: Seat, page: SourcesPage) -> None:
    source = seat.room.show.sources["body-7"]
    seat.room.show = apply(seat.room.show, [change(source, replace(source, secret="sealed"))])
    seat.hub.moved()
    seat.settle()
    page._bulk(["body-7", "body-9"])
    page.bulk.editors["host_from"].put("10.0.0.")
    page.bulk.editors["host_to"].put("10.9.8.")
    page.bulk._look()
    assert "1 个信号源换了主机" in page.bulk.said.text()
    page.bulk.editors["host_to"].put("10.9.8.7")
    page.bulk._look()
    assert "都不以点结尾" in page.bulk.said.text()
    assert not page.bulk.apply.isEnabled()
    page.bulk.editors["host_from"].put("10.7.7.7")
    page.bulk._look()
    assert "没有信号源在这个主机上" in page.bulk.said.text()


async def test_the_preview_of_very_many_is_made_beside(seat: Seat, page: SourcesPage) -> None:
    many = [Source(f"c{n}", f"摄像机 {n}", Medium.STREAM, f"rtsp://h/{n}") for n in range(400)]
    seat.room.show = apply(seat.room.show, [change(None, one) for one in many])
    seat.hub.moved()
    seat.settle()
    page._bulk([one.id for one in many])
    page.bulk.editors["department"].put("应急")
    page.bulk._look()
    assert not page.bulk.apply.isEnabled(), "not before it is seen"
    await seat.done()
    assert page.bulk.apply.text() == "修改 400 个"
    assert page.bulk.preview.count() == 201
    assert page.bulk.preview.item(200).text() == "另有 200 个"


def test_out_of_sight_the_table_follows_nothing(seat: Seat, page: SourcesPage) -> None:
    page.hide()
    rows = page.list.rows.rowCount()
    seat.room.show = apply(seat.room.show, [change(None, Source("x", "新", Medium.BARS))])
    seat.hub.moved()
    seat.settle()
    assert page.list.rows.rowCount() == rows
    page.show()
    assert page.list.rows.rowCount() == rows + 1


CSV = (
    "编号,名称,主码流地址\nbody-7,新名,rtsp://10.0.0.1/body-7\n,城东大坝,rtsp://10.0.0.2/2\n"
    ",路口,rtsp://h:99999/3\n"
)


async def test_a_file_is_previewed_applied_and_its_failed_rows_kept(
    seat: Seat, page: SourcesPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "places", lambda: (tmp_path,))
    monkeypatch.setattr(paths, "folder", lambda: tmp_path / "out")
    (tmp_path / "list.csv").write_bytes(CSV.encode("gbk"))
    page.open_import()
    await seat.done()
    assert page.importing.files.count() == 1
    before = seat.room.show
    page.importing.files.setFocus()
    page.importing.files.setCurrentRow(0)
    QTest.keyClick(page.importing.files, Key.Key_Return)
    await seat.done()
    assert seat.room.show is before, "a preview changes nothing"
    assert page.importing.counts.text() == "新增 1　改动 1　相同 0　未导入 1"
    rows = page.importing.rows
    assert [rows.index(n, 1).data() for n in range(3)] == ["▲ 未导入", "改动", "新增"]
    assert "单兵 07 · 白龙桥 → 新名" in rows.said(1)
    page.importing.apply.press()
    await seat.done()
    assert seat.room.show.sources["body-7"].name == "新名"
    assert "已导入：新增 1，改动 1" in page.importing.said.text()
    assert not page.importing.apply.isEnabled(), "it cannot be done twice"
    page.importing.failed.press()
    await seat.done()
    (kept,) = files_in(tmp_path / "out")
    assert "路口" in kept.read_text("utf-8-sig")
    assert str(kept) in page.importing.said.text()


async def test_a_file_that_is_none_and_one_that_is_not_there(
    seat: Seat, page: SourcesPage, tmp_path: Path
) -> None:
    page.open_import()
    await seat.done()
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"0" * 100)
    for name, said in (("old.xls", ".xlsx"), ("none.csv", "文件读写失败")):
        page.importing.path.setText(str(tmp_path / name))
        QTest.keyClick(page.importing.path, Key.Key_Return)
        await seat.done()
        assert said in page.importing.said.text()
        assert page.importing.path.isVisible(), "it is still at the first step"


async def test_what_moved_on_meanwhile_is_said(seat: Seat, page: SourcesPage) -> None:
    page.open_import()
    await page.importing.look(CSV.encode())
    await seat.room.send("source.update", c.SourceUpdate("body-7", place="别处"), by="li")
    page.importing.apply.press()
    await seat.done()
    assert "没有导入" in page.importing.said.text()
    assert seat.room.show.sources["body-7"].name != "新名"


@pytest.mark.parametrize("format", ["xlsx", "csv", "m3u", "xspf"])
async def test_export_into_a_file(
    seat: Seat,
    page: SourcesPage,
    format: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paths, "folder", lambda: tmp_path)
    page.export(format, ["body-7"])
    await seat.done()
    (kept,) = files_in(tmp_path)
    assert kept.suffix == f".{format}"
    assert len(paths.read(kept)) > 50
    assert str(kept) in page.list.said.text()


async def test_a_disk_that_does_not_take_the_file(
    seat: Seat, page: SourcesPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr(paths, "folder", lambda: tmp_path / "file")
    page.export("csv")
    await seat.done()
    assert "文件读写失败" in page.list.said.text()


def test_what_is_found_goes_into_the_form_and_nowhere_else(seat: Seat, page: SourcesPage) -> None:
    before = seat.room.show
    seat.room.observe(
        proposals=(Proposal("o", "onvif", "布控球 07", "http://10.0.0.1:80/onvif/x", model="DS"),)
    )
    seat.settle()
    page._to(page.found)
    assert "此主机已有信号源" in page.found.list.item(0).text()
    page.found.list.setFocus()
    QTest.keyClick(page.found.list, Key.Key_Return)
    assert page.stack.currentWidget() is page.form
    assert page.form.editors["name"].value() == "布控球 07"
    assert page.form.editors["main"].value() == "rtsp://10.0.0.1/"
    assert seat.room.show is before


def test_a_platforms_camera_is_known_by_its_code(seat: Seat, page: SourcesPage) -> None:
    """All of them have the platform's address: the host says nothing."""
    code, at = "34020000001320000001", "rtsp://10.0.0.1/rtp/a_b"
    seat.room.observe(proposals=(Proposal("g", "gb28181", "大坝 1", at, code=code),))
    seat.settle()
    page._to(page.found)
    assert "此主机已有信号源" not in page.found.list.item(0).text()
    page.found.list.setFocus()
    QTest.keyClick(page.found.list, Key.Key_Return)
    assert page.form.editors["main"].value() == at
    assert page.form.editors["code"].value() == code


def test_a_search_that_fails_says_what_failed(seat: Seat, page: SourcesPage) -> None:
    for code, said in (("no_network", "没有可查找的网络"), ("auth_failed", "平台无法查找")):
        page.found._answered(c.Answer(c.Result.FAILED, 0, code, "", (), ()))
        assert said in page.found.said.text()


def answer(*steps: c.Step, result: c.Result = c.Result.DONE, **fields: str) -> c.Answer:
    return c.Answer(result, 1, "", "", tuple(fields.items()), steps)


def test_words_for_a_test(seat: Seat) -> None:
    live = c.Step("source", "a", "live")
    fields = {
        "first_picture_ms": "212",
        "width": "1920",
        "height": "1080",
        "fps": "25",
        "codec": "h264",
        "sub_width": "640",
        "sub_height": "360",
        "sub_fps": "25",
        "sub_codec": "h264",
    }
    both = answer(live, c.Step("sub", "a", "live"), **fields)
    assert tested.tested_words(both, seat.words) == (
        "212 ms 出图，1920×1080@25 H.264，子码流 640×360@25 H.264"
    )
    no_sub = answer(live, c.Step("sub", "a", "failed", "not_found"), result=c.Result.PART, **fields)
    assert "子码流打不开（地址不存在）" in tested.tested_words(no_sub, seat.words)
    wrong = answer(c.Step("source", "a", "failed", "auth"), result=c.Result.FAILED)
    assert tested.tested_words(wrong, seat.words) == "打不开：用户名或密码错误"
    assert "结果未知" in tested.tested_words(None, seat.words)


def test_show_mode_configures_nothing(seat: Seat, page: SourcesPage) -> None:
    page.list.choose("body-7")
    page._form(Purpose.EDIT, seat.hub.show.sources["body-7"])
    seat.rights.edit(False)
    assert page.stack.currentWidget() is page.list
    shown = {name for name, button in page.list._acts.items() if button.isVisible()}
    assert shown == {"test"}
    assert not page.list._buttons["import"].isVisible()
    assert page.list.export.isVisible()
    page.list.edit()
    assert page.stack.currentWidget() is page.list


def test_by_keys_alone(seat: Seat, page: SourcesPage) -> None:
    page.list.find.setFocus()
    QTest.keyClicks(page.list.find, "#")
    page.list.find.setText("琅琊镇")
    page.list._search()
    QTest.keyClick(page.list.find, Key.Key_Down)
    assert page.list.table.hasFocus()
    assert [s.id for s in page.list.chosen()] == ["body-9"]
    QTest.keyClick(page.list.table, Key.Key_Return)
    assert page.stack.currentWidget() is page.form
    QTest.keyClick(page.form.editors["name"], Key.Key_Escape)
    assert page.stack.currentWidget() is page.list
    asked_to_close = []
    page.close_wanted.connect(lambda: asked_to_close.append(1))
    QTest.keyClick(page.list.table, Key.Key_Escape)
    assert page.list.find.text() == ""
    assert not asked_to_close, "first the search goes"
    QTest.keyClick(page.list.table, Key.Key_Escape)
    assert asked_to_close


def test_search_over_ten_thousand(seat: Seat, page: SourcesPage) -> None:
    many = [Source(f"c{n}", f"摄像机 {n:05d}", Medium.STREAM, tags=("汛",)) for n in range(10_000)]
    seat.room.show = apply(seat.room.show, [change(None, one) for one in many])
    seat.hub.moved()
    seat.settle()
    page.list.find.setText("09999 #汛")
    began = time.thread_time()
    page.list._search()
    QApplication.processEvents()
    took = time.thread_time() - began
    assert page.list.rows.rowCount() == 1
    assert took < 0.1, f"{took * 1000:.0f} ms"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("size", "px"), [((463, 640), 4.41), ((560, 960), 3.6131), ((640, 1240), 4.288)]
)
async def test_nothing_is_clipped(
    make_seat: Make, lang: str, size: tuple[int, int], px: float
) -> None:
    seat = make_seat(lang, px)
    page: SourcesPage = seat.page(SourcesPage, size)

    def whole(view: str) -> None:
        QApplication.processEvents()
        assert not findings(page), view

    page.list.choose("body-7")
    whole("list")
    page.list._remove()
    whole("asking")
    page.list.edit()
    whole("edit")
    page._form(Purpose.REPLACE, seat.hub.show.sources["body-7"])
    whole("replace")
    page._bulk(["body-7", "body-9"])
    page.bulk.editors["department"].put("应急管理局")
    page.bulk._look()
    whole("bulk")
    page.open_import()
    whole("import")
    await page.importing.look(CSV.encode())
    whole("preview")
    page._to(page.found)
    page.found.say(seat.words("found.count", n=2) + seat.words("found.part"))
    whole("found")
    await seat.done()
