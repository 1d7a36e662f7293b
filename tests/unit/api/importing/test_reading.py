"""Any file people have becomes a table, or says what is wrong with it and where."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.api.importing.making import CODE, book
from wallctl.api.importing import sheets
from wallctl.api.importing.reading import read_file
from wallctl.api.importing.table import MAX_ROWS, BadFile, Table

HEAD = ("名称", "主码流地址", "国标编码")
ROW = ("东门", "rtsp://10.0.0.1/a", CODE)


def cells(table: Table) -> list[dict[str, str]]:
    return [dict(line.cells) for line in table.lines]


EXPECTED = [{"name": "东门", "main": "rtsp://10.0.0.1/a", "code": CODE}]


def delimited(delimiter: str) -> str:
    return f"{delimiter.join(HEAD)}\r\n{delimiter.join(ROW)}\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_office(encoding: str, delimiter: str) -> None:
    table = read_file(delimited(delimiter).encode(encoding))
    assert table.format == "csv"
    assert cells(table) == EXPECTED
    assert table.lines[0].number == 2


@pytest.mark.parametrize("code", [f'"=""{CODE}"""', f"'{CODE}", f"\t{CODE}", f'"{CODE}"'])
def test_a_code_stays_text_however_it_was_kept_so(code: str) -> None:
    table = read_file(f"名称,主码流地址,国标编码\n东门,rtsp://10.0.0.1/a,{code}\n".encode())
    assert cells(table) == EXPECTED


@pytest.mark.parametrize(
    "head",
    ["name,main,code", "Name,Main stream,GB code", "名称,RTSP地址,设备编码", "名 称*,URL,编码"],
)
def test_headings_in_either_language(head: str) -> None:
    assert cells(read_file(f"{head}\n{','.join(ROW)}\n".encode())) == EXPECTED


def test_titles_above_the_headings_and_empty_rows_are_passed() -> None:
    text = f"某县应急局信号源登记表,,\n,,\n{','.join(HEAD)}\n,,\n{','.join(ROW)}\n"
    table = read_file(text.encode())
    assert cells(table) == EXPECTED
    assert table.lines[0].number == 5


def test_a_name_over_two_lines_counts_the_file_s_lines() -> None:
    text = f'{",".join(HEAD)}\n"东\n门",x,\n{",".join(ROW)}\n'
    assert [line.number for line in read_file(text.encode()).lines] == [2, 4]


def test_a_sheet_with_its_code_as_text() -> None:
    table = read_file(book(("登记表",), HEAD, ROW))
    assert table.format == "xlsx"
    assert cells(table) == EXPECTED
    assert table.lines[0].number == 3


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (3.402e19, "number_too_long"),
        (34020000001320000001, "number_too_long"),
        ("=A1", "formula"),
        ("x" * 4001, "too_long"),
    ],
)
def test_a_cell_that_is_no_text_fails_its_row_alone(cell: object, reason: str) -> None:
    table = read_file(book(HEAD, ("东门", "rtsp://h/a", cell), ROW))
    assert table.lines[0].wrong == ("code", reason)
    assert table.lines[1].wrong is None


def test_numbers_and_dates_are_texts() -> None:
    table = read_file(book(HEAD, (12, "rtsp://h/a", 4102)))
    assert (table.lines[0].cells["name"], table.lines[0].cells["code"]) == ("12", "4102")


def test_a_formula_in_csv_fails_its_row() -> None:
    table = read_file("名称,主码流地址\n=1+1,rtsp://h/a\n".encode())
    assert table.lines[0].wrong == ("name", "formula")


@pytest.mark.parametrize(
    ("data", "reason", "got"),
    [
        (b"", "empty_file", ""),
        (b" \n", "empty_file", ""),
        (b"PK\x03\x04 broken", "not_xlsx", None),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "old_xls", ""),
        (b"%PDF-1.7 ...", "not_text", ""),
        (b"name,main\n\x00,\x00", "not_text", ""),
        ("名称,主码流地址\n".encode() + b"a\xff\xff,b\n", "encoding", 2),
        (b"one,two\n1,2\n", "no_headings", ""),
        ("名称,主码流地址\n".encode(), "no_rows", ""),
        (b"<?xml version='1.0'?><playlist><a>", "xml_broken", None),
        (b"<playlist/>", "no_rows", ""),
        (b"#EXTM3U\n", "no_rows", ""),
    ],
)
def test_what_is_wrong_with_the_file_is_said(data: bytes, reason: str, got: object) -> None:
    with pytest.raises(BadFile) as caught:
        read_file(data)
    assert caught.value.fields["reason"] == reason
    if got is not None:
        assert caught.value.fields["got"] == got


def test_too_many_rows() -> None:
    text = "名称,主码流地址\n" + "a,rtsp://h/a\n" * (MAX_ROWS + 1)
    with pytest.raises(BadFile, match="too_many_rows"):
        read_file(text.encode())


@pytest.mark.matrix
def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for n in range(4):
            zipped.writestr(f"xl/worksheets/sheet{n}.xml", b" " * (32 * 1024 * 1024))
    assert len(out.getvalue()) < 1024 * 1024
    with pytest.raises(BadFile, match="too_big_unpacked"):
        read_file(out.getvalue())


def test_a_sheet_that_lies_about_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    good = book(HEAD, ROW)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.endswith("sheet1.xml"):
                data = data.replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"')
            new.writestr(item.filename, data)
    assert cells(read_file(out.getvalue())) == EXPECTED


def test_a_row_far_down_is_not_waited_for() -> None:
    good = book(HEAD, ROW)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.endswith("sheet1.xml"):
                data = data.replace(b'<row r="2"', b'<row r="1048576"').replace(b"A2", b"A1048576")
            new.writestr(item.filename, data)
    with pytest.raises(BadFile, match="no_rows"):
        read_file(out.getvalue())


def test_entities_in_a_playlist_are_refused() -> None:
    bomb = b"<?xml version='1.0'?><!DOCTYPE p [<!ENTITY a 'aaaa'>]><playlist>&a;</playlist>"
    with pytest.raises(BadFile, match="xml_broken"):
        read_file(bomb)


def test_m3u_with_groups() -> None:
    text = (
        "#EXTM3U\n"
        '#EXTINF:-1 tvg-name="x" group-title="无人机",无人机 1, 大坝\nrtsp://10.0.0.1/1\n'
        '#EXTINF:-1 group-title="水利局",水位\n#EXTVLCOPT:network-caching=300\nhttp://h/2.m3u8\n'
        "#EXTINF:0,第三\n#EXTGRP:公安局\nudp://@239.0.0.1:1234\n"
    )
    first, second, third = cells(read_file(text.encode()))
    assert first == {
        "name": "无人机 1, 大坝",
        "main": "rtsp://10.0.0.1/1",
        "medium": "stream",
        "kind": "drone",
    }
    assert (second["department"], third["department"]) == ("水利局", "公安局")
    assert [line.number for line in read_file(text.encode("gbk")).lines] == [3, 6, 9]


@given(st.binary(max_size=400))
def test_no_file_makes_it_trip(data: bytes) -> None:
    try:
        read_file(data)
    except BadFile as bad:
        assert bad.fields["reason"]


@given(st.binary(min_size=1, max_size=40), st.integers(0, 4000))
def test_no_damaged_sheet_makes_it_trip(noise: bytes, at: int) -> None:
    good = book(HEAD, ROW)
    try:
        read_file(good[: at % len(good)] + noise + good[(at + len(noise)) % len(good) :])
    except BadFile as bad:
        assert bad.fields["reason"]


def test_limits_are_what_a_big_room_needs() -> None:
    assert MAX_ROWS >= 10_000
    assert sheets.MAX_UNPACKED >= 64 * 1024 * 1024


def test_entities_in_a_sheet_are_refused() -> None:
    bomb = '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    good = book(HEAD, ROW)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.endswith("sheet1.xml"):
                text = data.decode().replace("<worksheet", f"{bomb}<worksheet", 1)
                data = text.replace("<v>0</v>", "<v>&b;</v>").encode()
            new.writestr(item.filename, data)
    with pytest.raises(BadFile, match="not_xlsx"):
        read_file(out.getvalue())
