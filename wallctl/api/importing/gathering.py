"""Rows of text become lines by column: the row of headings is found, titles above are passed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wallctl.api.importing.table import MAX_CELL, MAX_ROWS, BadFile, Line, Table
from wallctl.api.importing.words import headings, plain

_LOOK = 12  # rows among which the headings are looked for
_NEEDED = {"name", "main"}


def columns_of(row: Sequence[str]) -> dict[int, str]:
    """Column by place, of a row of headings; the first of two that say the same."""
    known = headings()
    found: dict[int, str] = {}
    for n, text in enumerate(row):
        column = known.get(plain(text)) if text else None
        if column is not None and column not in found.values():
            found[n] = column
    return found


def as_table(format: str, rows: Iterable[tuple[int, Sequence[str], Mapping[int, str]]]) -> Table:
    """`rows` are (number, texts, reasons by place for cells that are no text). Raises BadFile."""
    at: dict[int, str] = {}
    lines: list[Line] = []
    seen = 0
    for number, texts, wrong in rows:
        if not at:
            seen += bool(any(texts))
            found = columns_of(texts)
            if _NEEDED & set(found.values()) and len(found) > 1:
                at = found
            elif seen >= _LOOK:
                break
            continue
        line = _line(number, texts, wrong, at)
        if line is None:
            continue
        if len(lines) >= MAX_ROWS:
            raise BadFile("too_many_rows", MAX_ROWS)
        lines.append(line)
    if not at:
        raise BadFile("no_headings")
    if not lines:
        raise BadFile("no_rows")
    return Table(format, frozenset(at.values()), tuple(lines))


def _line(
    number: int, texts: Sequence[str], wrong: Mapping[int, str], at: Mapping[int, str]
) -> Line | None:
    """None for an empty row."""
    cells = {column: _told(texts[n]) if n < len(texts) else "" for n, column in at.items()}
    bad = next(((at[n], reason) for n, reason in wrong.items() if n in at), None)
    if bad is None:
        bad = next(((c, "too_long") for c, text in cells.items() if len(text) > MAX_CELL), None)
    if bad is None and not any(cells.values()):
        return None
    return Line(number, cells, bad)


def _told(text: str) -> str:
    """Without the apostrophe that keeps a figure from being reckoned with."""
    text = text.strip()
    return text[1:].strip() if text[:1] in ("'", "’") else text
