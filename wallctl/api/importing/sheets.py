"""Workbooks (xlsx) in and out. Formulas, zip bombs and codes that became numbers are found."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from wallctl.api.importing.gathering import as_table
from wallctl.api.importing.table import MAX_ROWS, BadFile, Table

MAX_UNPACKED = 96 * 1024 * 1024  # bytes of all parts; ten thousand rows are some 10 MB
MAX_PARTS = 2_000
_MAX_COLUMNS = 64
_WHOLE = 10**15  # beyond this a number in a sheet has lost digits


def read_sheet(data: bytes) -> Table:
    """Raises BadFile."""
    _check_parts(data)
    from openpyxl import load_workbook  # here: it takes 0.2 s, and few engines ever need it

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            sheet = next((s for s in book.worksheets if s.sheet_state == "visible"), None)
            if sheet is None:
                raise BadFile("no_sheet")
            sheet.reset_dimensions()  # what it says of its own size is not believed
            return as_table("xlsx", _rows(sheet))
        finally:
            book.close()
    except BadFile:
        raise
    except Exception as exc:  # whatever a damaged file makes the library trip over
        raise BadFile("not_xlsx", type(exc).__name__) from None


def write_sheet(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], notes: Sequence[str] = ()
) -> bytes:
    """A workbook of text cells. `notes` fill a second sheet, a line each."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for n, heading in enumerate(headings, 1):
        column = sheet.column_dimensions[_letter(n)]
        column.width = max(12, 2 * len(heading) + 4)
        column.number_format = "@"  # what is typed here stays text
    bold = Font(bold=True)

    def cell(text: str, font: Any = None) -> Any:
        made = WriteOnlyCell(sheet, text)
        made.data_type = "s"  # never a formula, whatever it begins with
        made.number_format = "@"
        if font is not None:
            made.font = font
        return made

    sheet.append([cell(heading, bold) for heading in headings])
    for row in rows:
        sheet.append([cell(text) if text[:1] in "=+-@0123456789" else text for text in row])
    if notes:
        help_sheet = book.create_sheet("help")
        help_sheet.column_dimensions["A"].width = 100
        for note in notes:
            help_sheet.append([note])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _check_parts(data: bytes) -> None:
    """Before anything is unpacked: how much there would be. A part that lies about its size is
    cut off there by zipfile."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            parts = zipped.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise BadFile("not_xlsx") from None
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise BadFile("too_big_unpacked")
    if any(part.flag_bits & 1 for part in parts):
        raise BadFile("encrypted")


def _rows(sheet: Any) -> Iterator[tuple[int, list[str], dict[int, str]]]:
    """(number, texts, reasons by column) of each row, at most one more than is allowed."""
    limit = MAX_ROWS + 16  # a title and the headings come on top
    for number, row in enumerate(sheet.iter_rows(max_row=limit, max_col=_MAX_COLUMNS), 1):
        texts: list[str] = []
        wrong: dict[int, str] = {}
        for n, one in enumerate(row):
            text, reason = _text(one)
            texts.append(text)
            if reason:
                wrong[n] = reason
        yield number, texts, wrong


def _text(cell: Any) -> tuple[str, str]:
    """(text, reason why it is none)."""
    value = cell.value
    if value is None:
        return "", ""
    if isinstance(value, str):
        if cell.data_type == "f":
            return "", "formula"
        if cell.data_type == "e":
            return "", "error_cell"
        return value.strip(), ""
    if cell.data_type == "f":
        return "", "formula"
    if isinstance(value, bool):
        return str(value).lower(), ""
    if isinstance(value, int | float):
        if abs(value) >= _WHOLE:
            return "", "number_too_long"
        return (str(int(value)) if value == int(value) else repr(value)), ""
    return str(value), ""


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number))
