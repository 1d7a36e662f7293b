"""What a table of sources would do to the show: each row new, changed, the same, or failed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from wallctl.api.importing.row import BadCell, key_of, source_of
from wallctl.api.importing.table import Line, Table
from wallctl.domain.address import redact
from wallctl.domain.deciding.sources import check_source
from wallctl.domain.entities import Source
from wallctl.domain.errors import Refused

Seal = Callable[[Source, Source | None], Source]
"""(as typed, with its passwords; as known) -> without them, sealed."""


class RowState(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Row:
    """`before` is the source it was matched with, `after` what it becomes; a failed row has its
    `column` and `reason` instead."""

    number: int
    state: RowState
    name: str
    before: Source | None = None
    after: Source | None = None
    column: str = ""
    reason: str = ""
    got: str = ""


def rows_of(
    table: Table, known: Mapping[str, Source], seal: Seal, fresh: Callable[[], str]
) -> tuple[Row, ...]:
    """One for each line, in the file's order."""
    matcher = _Matcher(known)
    rows = [_row(line, matcher, seal, fresh) for line in table.lines]
    return tuple(_with_backups(rows, table, known))


def _row(line: Line, matcher: _Matcher, seal: Seal, fresh: Callable[[], str]) -> Row:
    name = line.cells.get("name", "")
    try:
        before = matcher.match(line)
        source = source_of(line.cells, before, fresh)
        after = seal(source, before)
        check_source("", after)
        matcher.taken(line, after)
    except BadCell as bad:
        return Row(
            line.number,
            RowState.FAILED,
            redact(name),
            column=bad.column,
            reason=bad.reason,
            got=bad.got,
        )
    except Refused as refused:
        told = refused.fields
        column = str(told.get("key", "")).partition("[")[0].rpartition(".")[2]
        reason, got = str(told.get("reason", refused.code)), str(told.get("got", ""))
        return Row(
            line.number, RowState.FAILED, redact(name), column=column, reason=reason, got=got[:200]
        )
    if before is None:
        return Row(line.number, RowState.NEW, after.name, None, after)
    state = RowState.SAME if after == before else RowState.CHANGED
    return Row(line.number, state, after.name, before, after)


class _Matcher:
    """Finds the known source of a line: by id, by code, else by name and address."""

    def __init__(self, known: Mapping[str, Source]) -> None:
        self._known = known
        self._by_code = _index(known.values(), lambda s: s.code)
        self._by_key = _index(known.values(), lambda s: key_of(s.name, s.main))
        self._lines: dict[tuple[str, object], int] = {}

    def match(self, line: Line) -> Source | None:
        """Raises BadCell where more than one would fit, or a cell is none."""
        cells = line.cells
        if line.wrong is not None:
            raise BadCell(*line.wrong)
        if (id := cells.get("id", "")) in self._known:
            return self._known[id]
        for column, found in (
            ("code", self._by_code.get(cells.get("code", ""), ())),
            ("name", self._by_key.get(key_of(cells.get("name", ""), cells.get("main", "")), ())),
        ):
            if len(found) > 1:
                raise BadCell(column, "ambiguous", ", ".join(s.id for s in found[:4]))
            if found:
                return found[0]
        return None

    def taken(self, line: Line, after: Source) -> None:
        """Raises BadCell where an earlier line of the file means the same source."""
        keys: list[tuple[str, object]] = [("id", after.id)]
        if after.code:
            keys.append(("code", after.code))
        keys.append(("name", key_of(after.name, after.main)))
        for key in keys:
            if key in self._lines:
                raise BadCell(key[0], "twice", str(self._lines[key]))
        self._lines.update(dict.fromkeys(keys, line.number))


def _index(
    sources: Iterable[Source], key: Callable[[Source], object]
) -> dict[object, tuple[Source, ...]]:
    found: defaultdict[object, list[Source]] = defaultdict(list)
    for source in sources:
        if value := key(source):
            found[value].append(source)
    return {value: tuple(many) for value, many in found.items()}


def _with_backups(rows: list[Row], table: Table, known: Mapping[str, Source]) -> Iterable[Row]:
    """Backups are named by id, code or name, also of sources further down; one that is not there
    fails its row, and then those that wanted that row."""
    if "backup" not in table.columns:
        return rows
    while True:
        there = {**known, **{r.after.id: r.after for r in rows if r.after is not None}}
        named: dict[str, str] = {}
        for source in there.values():
            for word in (source.name, source.code):
                if word:
                    named.setdefault(word, source.id)
        done = [_with_backup(row, there, named) for row in rows]
        if done == rows:
            return done
        rows = done


def _with_backup(row: Row, there: Mapping[str, Source], named: Mapping[str, str]) -> Row:
    source = row.after
    if source is None or not source.backup:
        return row
    id = source.backup if source.backup in there else named.get(source.backup, "")
    if not id or id == source.id:
        reason = "itself" if id else "unknown"
        return Row(
            row.number,
            RowState.FAILED,
            row.name,
            column="backup",
            reason=reason,
            got=source.backup,
        )
    after = replace(source, backup=id)
    if row.before is None:
        return replace(row, after=after)
    state = RowState.SAME if after == row.before else RowState.CHANGED
    return replace(row, after=after, state=state)
