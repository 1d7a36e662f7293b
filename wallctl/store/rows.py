"""Rows of the journal: what is stored, what is hashed, and the check of the chain."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from wallctl.ports.journal import ChainBroken, Entry
from wallctl.store import codec


@dataclass(frozen=True, slots=True)
class Head:
    """How far the journal goes: rows, the show's revision, the hash of the last row."""

    row: int = 0
    revision: int = 0
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One journal row as stored. `row` counts all rows, `revision` applied commands only."""

    row: int
    revision: int
    command_id: str
    kind: str
    by: str
    at: float
    schema: str
    body: bytes
    previous: str
    hash: str

    def head(self, after: Head) -> Head:
        """How far the journal goes with this row. An action never takes the revision back."""
        return Head(self.row, max(after.revision, self.revision), self.hash)


def row_of(entry: Entry, after: Head, schema: str) -> Row:
    """The row that carries an entry on from `after`. Raises ValueError for what is no JSON."""
    body = codec.canonical(
        {
            "changes": codec.changes_to_list(entry.changes),
            "detail": entry.detail,
            "undoes": entry.undoes,
        }
    )
    row = Row(
        row=after.row + 1,
        revision=entry.revision,
        command_id=entry.command_id,
        kind=entry.kind,
        by=entry.by,
        at=float(entry.at),
        schema=schema,
        body=body,
        previous=after.hash,
        hash="",
    )
    return replace(row, hash=digest(row))


def entry_of(row: Row) -> Entry:
    """The entry a row carries. Raises ValueError, KeyError where the body is not ours."""
    body: dict[str, Any] = json.loads(row.body)
    return Entry(
        revision=row.revision,
        command_id=row.command_id,
        kind=row.kind,
        by=row.by,
        at=row.at,
        changes=codec.changes_from_list(body["changes"]),
        undoes=body.get("undoes", 0),
        detail=body.get("detail", ""),
    )


def told(row: Row) -> Entry:
    """The entry for people to read: without its changes where those are of another version."""
    try:
        return entry_of(row)
    except (ValueError, KeyError):
        return Entry(row.revision, row.command_id, row.kind, row.by, row.at, ())


def check(row: Row, after: Head) -> Head:
    """The head after a row that follows on. Raises ChainBroken(revision, why) where it does not."""
    if row.row != after.row + 1:
        raise ChainBroken(after.revision + 1, f"row {after.row + 1} is missing")
    if row.previous != after.hash:
        raise ChainBroken(row.revision, f"row {row.row} does not follow the row before it")
    if digest(row) != row.hash:
        raise ChainBroken(row.revision, f"row {row.row} was changed")
    return row.head(after)


def digest(row: Row) -> str:
    """SHA-256 over the row before and all that this row stores."""
    told = [row.previous, row.row, row.revision, row.command_id, row.kind, row.by, row.at]
    return hashlib.sha256(codec.canonical([*told, row.schema]) + row.body).hexdigest()
