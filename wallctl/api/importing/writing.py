"""Files of sources: export, template, and the rows that failed. Never with a password."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wallctl.api.importing.lines import write_lines
from wallctl.api.importing.matching import Row
from wallctl.api.importing.playlists import write_m3u, write_xspf
from wallctl.api.importing.sheets import write_sheet
from wallctl.api.importing.table import COLUMNS, Table
from wallctl.api.importing.words import FileWords
from wallctl.domain.address import signed, split, user_of
from wallctl.domain.entities import Source

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "m3u": "audio/x-mpegurl; charset=utf-8",
    "xspf": "application/xspf+xml; charset=utf-8",
}
_WRITTEN = tuple(c for c in COLUMNS if c != "password")


def write_sources(sources: Iterable[Source], format: str, words: FileWords) -> bytes:
    """All that a file of that format can hold of the sources."""
    rows = (_cells(source, words) for source in sources)
    if format == "m3u":
        return write_m3u(rows)
    if format == "xspf":
        return write_xspf(rows)
    return _sheet(format, _WRITTEN, rows, words)


def write_template(words: FileWords) -> bytes:
    """An empty workbook with its headings, and how to fill it on a second sheet."""
    notes = [words("import.note.first"), words("import.note.text"), words("import.note.password")]
    for column in COLUMNS:
        values = words.values(column)
        if values:
            notes.append(f"{words.heading(column)}: {' / '.join(values)}")
    return write_sheet(words("import.sheet"), [words.heading(c) for c in COLUMNS], (), notes=notes)


def write_failed(table: Table, rows: Sequence[Row], words: FileWords) -> bytes:
    """The lines that failed, as they came, each with its reason. A playlist's become a table:
    it has no place for a reason. `table` is a batch's: its lines hold no password."""
    columns = [c for c in COLUMNS if c in table.columns and c != "password"]
    failed = {row.number: row for row in rows if row.reason}
    made = (
        {c: line.cells.get(c, "") for c in columns}
        | {"reason": _reason(failed[line.number], words)}
        for line in table.lines
        if line.number in failed
    )
    format = "xlsx" if table.format == "xlsx" else "csv"
    return _sheet(format, [*columns, "reason"], made, words)


def _sheet(
    format: str, columns: Sequence[str], rows: Iterable[Mapping[str, str]], words: FileWords
) -> bytes:
    headings = [words.heading(c) for c in columns]
    texts = ([row[c] for c in columns] for row in rows)
    if format == "xlsx":
        return write_sheet(words("import.sheet"), headings, texts)
    return write_lines(headings, texts)


def _cells(source: Source, words: FileWords) -> dict[str, str]:
    return {
        "id": source.id,
        "name": source.name,
        "name_en": source.name_en,
        "code": source.code,
        "kind": words.value("kind", source.kind),
        "department": source.department,
        "carrier": words.value("carrier", source.carrier),
        "place": source.place,
        "medium": words.value("medium", source.medium),
        "main": signed(split(source.main).address, ""),
        "sub": signed(split(source.sub).address, ""),
        "user": user_of(source.main) or user_of(source.sub),
        "player": words.value("player", source.player),
        "transport": words.value("transport", source.options.transport),
        "tags": "、".join(source.tags),
        "backup": source.backup,
    }


def _reason(row: Row, words: FileWords) -> str:
    column = words.heading(row.column) if row.column in COLUMNS else ""
    got = f" ({row.got})" if row.got else ""
    return " · ".join(part for part in (column, words.reason(row.reason)) if part) + got
