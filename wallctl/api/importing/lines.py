"""CSV in and out: any of the encodings and delimiters that office programs here write."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from wallctl.api.importing.gathering import as_table, columns_of
from wallctl.api.importing.table import MAX_CELL, BadFile, Table

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DELIMITERS = ",;\t，；|"
_FORMULAS = frozenset("=+-@")
_LONG = 12  # digits from which on a sheet would make a number of a code


def decoded(data: bytes) -> str:
    """The text of a file: by its mark, else UTF-8, else GB18030 (of which GBK is a part).
    Raises BadFile naming the place of what fits none."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as exc:
                raise BadFile("encoding", _line_of(data, exc.start)) from None
    farthest = 0
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as exc:
            farthest = max(farthest, exc.start)
    raise BadFile("encoding", _line_of(data, farthest))


def read_lines(text: str) -> Table:
    """Raises BadFile."""
    if "\0" in text:
        raise BadFile("not_text")
    csv.field_size_limit(max(csv.field_size_limit(), 131_072))
    return as_table("csv", _rows(text, _delimiter(text)))


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str], dict[int, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise BadFile("csv_broken", number) from None
        texts, wrong = [], {}
        for n, cell in enumerate(row):
            text_, formula = _plain_text(cell.strip())
            texts.append(text_)
            if formula:
                wrong[n] = "formula"
        yield number, texts, wrong


def _plain_text(cell: str) -> tuple[str, bool]:
    """(text, whether it is a formula). `="0012"` is how sheets are told that a code is text."""
    if cell.startswith('="') and cell.endswith('"') and len(cell) >= 3 and '"' not in cell[2:-1]:
        return cell[2:-1], False
    return cell, cell.startswith("=") and len(cell) <= MAX_CELL


def _delimiter(text: str) -> str:
    """The one that makes most headings of the first lines."""

    def known(delimiter: str) -> int:
        rows = csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter)
        best = 0
        try:
            for _, row in zip(range(12), rows, strict=False):
                best = max(best, len(columns_of(row)))
        except csv.Error:
            pass
        return best

    return max(_DELIMITERS, key=known)


def write_lines(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with its mark, as the office programs want it. What they would make a figure or a
    formula of has an apostrophe before it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_guarded(text) for text in row])
    return out.getvalue().encode("utf-8-sig")


def _guarded(text: str) -> str:
    long_figure = text.isdigit() and (len(text) >= _LONG or text[0] == "0")
    return f"'{text}" if text[:1] in _FORMULAS or text[:1] == "'" or long_figure else text


def _line_of(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1
