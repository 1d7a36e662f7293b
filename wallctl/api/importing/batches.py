"""What was previewed, kept until it is applied: what is applied is what was seen."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wallctl.api.importing.matching import Row, RowState, Seal, rows_of
from wallctl.api.importing.reading import read_file
from wallctl.api.importing.table import Line, Table
from wallctl.domain.address import split
from wallctl.domain.commands import SourceImport
from wallctl.domain.entities import Source
from wallctl.ports.clock import Clock

KEPT = 6
KEPT_S = 1800.0
_APPLIED = frozenset({RowState.NEW, RowState.CHANGED})


@dataclass(frozen=True, slots=True)
class Batch:
    """A file as it was read, and what it would do. `table` keeps only the lines that failed."""

    digest: str
    table: Table
    rows: tuple[Row, ...]

    def command(self) -> SourceImport:
        """All of it, over the sources as they were then."""
        rows = [row for row in self.rows if row.state in _APPLIED]
        return SourceImport(
            tuple(row.after for row in rows if row.after is not None),
            tuple(row.before for row in rows if row.before is not None),
        )

    def count(self, state: RowState) -> int:
        return sum(row.state is state for row in self.rows)


class Batches:
    """The newest few. Passwords in them are sealed; lines that hold others are not kept."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[Batch, float]] = {}
        self._key = os.urandom(32)  # so that a digest tells nothing of a password in the file

    def prepare(
        self, data: bytes, known: Mapping[str, Source], seal: Seal, fresh: Callable[[], str]
    ) -> Batch:
        """Reads and matches; blocks for seconds with a large file. Raises BadFile."""
        table = read_file(data)
        rows = rows_of(table, known, seal, fresh)
        told = hashlib.blake2b(key=self._key, digest_size=16)
        told.update(data)
        for row in rows:
            told.update(repr((row.number, row.state, row.before)).encode())
        failed = {row.number for row in rows if row.state is RowState.FAILED}
        lines = tuple(_bare(line) for line in table.lines if line.number in failed)
        return Batch(told.hexdigest(), Table(table.format, table.columns, lines), rows)

    def keep(self, batch: Batch) -> None:
        self._drop_old()
        self._kept.pop(batch.digest, None)
        self._kept[batch.digest] = (batch, self._clock.monotonic())
        while len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)))

    def get(self, digest: str) -> Batch | None:
        self._drop_old()
        found = self._kept.get(digest)
        return None if found is None else found[0]

    def _drop_old(self) -> None:
        since = self._clock.monotonic() - KEPT_S
        self._kept = {d: kept for d, kept in self._kept.items() if kept[1] >= since}


def _bare(line: Line) -> Line:
    cells = {
        column: split(text).address if column in {"main", "sub"} else text
        for column, text in line.cells.items()
        if column != "password"
    }
    return Line(line.number, cells, line.wrong)
