"""What is exported comes back the same, and no password ever leaves."""

from __future__ import annotations

import io
import time

import pytest
from openpyxl import load_workbook

from tests.unit.api.importing.making import CODE, SEALER, book, camera, known, rows
from wallctl.api.importing.batches import Batches
from wallctl.api.importing.matching import RowState
from wallctl.api.importing.reading import read_file
from wallctl.api.importing.table import COLUMNS
from wallctl.api.importing.words import FileWords, Lang
from wallctl.api.importing.writing import write_failed, write_sources, write_template
from wallctl.domain.entities import Medium
from wallctl.testing.clock import VirtualClock

ALL = (
    camera(
        "a", code=CODE, tags=("桥", "东 门"), name_en="East", department="应急局", place="=桥头"
    ),
    camera("b", name='乙, "二"', main="udp://@239.0.0.1:1234", secret="", backup="a"),
    camera("c", name="-丙", sub="rtsp://admin@10.0.0.1/s"),
    camera("web", medium=Medium.WEB, main="https://h/board?a=1", secret=""),
    camera("card", medium=Medium.BARS, main="", secret=""),
)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_a_table_comes_back_the_same(format: str, lang: Lang) -> None:
    made = write_sources(ALL, format, FileWords(lang))
    assert [row.state for row in rows(made, *ALL)] == [RowState.SAME] * len(ALL)


@pytest.mark.parametrize("format", ["m3u", "xspf"])
def test_a_playlist_comes_back_the_same(format: str) -> None:
    streams = tuple(s for s in ALL if s.medium is Medium.STREAM)
    back = rows(write_sources(streams, format, FileWords("zh")), *streams)
    assert [(r.before and r.before.id, r.state) for r in back] == [
        (s.id, RowState.SAME) for s in streams
    ]


@pytest.mark.parametrize("format", ["xlsx", "csv", "m3u", "xspf"])
def test_no_password_is_exported(format: str) -> None:
    made = write_sources(ALL, format, FileWords("zh"))
    whole = str(read_file(made).lines[0].cells) + made.decode("latin-1")
    assert ALL[0].secret not in whole
    assert "密码" not in whole


def test_no_cell_is_a_formula_or_lost_its_zeros() -> None:
    made = write_sources(ALL, "xlsx", FileWords("zh"))
    sheet = load_workbook(io.BytesIO(made)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert CODE in {cell.value for cell in cells}
    text = write_sources(ALL, "csv", FileWords("zh")).decode("utf-8-sig")
    assert f"'{CODE}" in text
    assert "'=桥头" in text


def test_the_template_is_read_and_empty() -> None:
    made = write_template(FileWords("zh"))
    book_ = load_workbook(io.BytesIO(made))
    headings = [c.value for c in book_.worksheets[0][1]]
    assert headings == [FileWords("zh").heading(c) for c in COLUMNS]
    filled = book(headings, ["", "东门", "", CODE, *[""] * 5, "rtsp://h/1"])
    (row,) = rows(filled)
    assert row.state is RowState.NEW


def test_failed_rows_come_back_with_their_reason_and_go_in_once_mended() -> None:
    text = "名称,地址,国标编码,用户名,密码\n甲,rtsp://h/1,,u,s3cret\n乙,rtsp://u:s3cret@h:99999/2,00012,,\n"
    batch = Batches(VirtualClock()).prepare(text.encode(), {}, SEALER.source, lambda: "n")
    failed = write_failed(batch.table, batch.rows, FileWords("zh"))
    told = failed.decode("utf-8-sig")
    assert "s3cret" not in told
    assert "甲" not in told
    assert "主码流地址 · 地址里没有主机，或端口有误" in told
    mended = told.replace("99999", "554")
    (row,) = rows(mended)
    assert row.after is not None
    assert (row.state, row.after.name, row.after.code) == (RowState.NEW, "乙", "00012")


def test_failed_rows_of_a_sheet_are_a_sheet() -> None:
    data = book(("名称", "地址", "国标编码"), ("甲", "", 1e30), ("乙", "rtsp://h/1", "1"))
    batch = Batches(VirtualClock()).prepare(data, {}, SEALER.source, lambda: "n")
    failed = write_failed(batch.table, batch.rows, FileWords("en"))
    sheet = load_workbook(io.BytesIO(failed)).worksheets[0]
    assert [c.value for c in sheet[1]] == ["Name", "GB code", "Main stream", "Why not imported"]
    assert sheet.max_row == 2


def test_every_reason_has_words_in_both_languages() -> None:
    for lang in ("zh", "en"):
        words = FileWords(lang)
        for reason in ("formula", "number_too_long", "twice", "ambiguous", "scheme", "code"):
            assert words.reason(reason) != reason


@pytest.mark.matrix
@pytest.mark.parametrize(("format", "rows"), [("xlsx", 2_000), ("csv", 10_000)])
def test_ten_thousand_rows_in_time(format: str, rows: int) -> None:
    """Of this thread's own time: others may want the machine as well. A workbook is written and
    read row by row: 2,000 tell of 10,000."""
    many = tuple(
        camera(f"c{n}", code=f"{n:020}", main=f"rtsp://admin@10.0.0.1/{n}") for n in range(rows)
    )
    made = write_sources(many, format, FileWords("zh"))
    began = time.thread_time()
    batch = Batches(VirtualClock()).prepare(
        made,
        known(*many[: rows // 2]),
        SEALER.source,
        iter(range(10**6)).__next__,  # type: ignore[arg-type]
    )
    took = time.thread_time() - began
    assert (batch.count(RowState.SAME), batch.count(RowState.NEW)) == (rows // 2, rows // 2)
    assert took < rows / 2_000, f"{took:.1f} s"
