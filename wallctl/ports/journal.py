"""The room's memory: entities and the journal row beside them, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from wallctl.domain.commands import Answer
from wallctl.domain.show import Change, Show


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted command (or audited action) as it is journalled.

    `undoes` is the revision this entry takes back (undo) or brings back (redo), else 0.
    """

    revision: int
    command_id: str
    kind: str
    by: str
    at: float
    changes: tuple[Change, ...]
    undoes: int = 0
    detail: str = ""  # what an action was asked for, without secrets


@dataclass(frozen=True, slots=True)
class Logged:
    """A row of the journal for people to read. `row` counts all rows from 1; `answer` is None
    where no outcome was written."""

    row: int
    entry: Entry
    answer: Answer | None = None


class JournalFull(Exception):
    """The disk or database cannot take the row; nothing was written. `str()` says why."""


class ChainBroken(Exception):
    """A journal row is not what was written; fields: the row's revision."""


class Journal(Protocol):
    async def load(self) -> Show:
        """The show as last committed."""
        ...

    async def append(self, entry: Entry) -> None:
        """Writes entities and row in one durable transaction. Raises JournalFull."""
        ...

    async def answered(self, command_id: str, answer: Answer) -> None:
        """Remembers the outcome of a command beside its row."""
        ...

    async def outcome(self, command_id: str) -> Answer | None:
        """The remembered answer; an Answer of code `outcome_unknown` where the row is there
        and no outcome was written; None where the command was never seen."""
        ...

    async def tail(self, limit: int) -> tuple[Entry, ...]:
        """The newest entries since the last schema migration, oldest first (for undo)."""
        ...

    async def page(self, before: int, limit: int) -> tuple[Logged, ...]:
        """Rows under that number (0: from the end), newest first, with what came of them. An
        entry that this version cannot read comes without its changes."""
        ...

    async def verify(self) -> int:
        """Checks the whole hash chain; the number of rows. Raises ChainBroken."""
        ...

    async def close(self) -> None: ...
