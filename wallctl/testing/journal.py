"""A journal in memory, with a disk that can be filled and opened again."""

from __future__ import annotations

from dataclasses import dataclass, field

from wallctl.domain.commands import Answer, Result
from wallctl.domain.show import Show, apply
from wallctl.ports.journal import Entry, JournalFull, Logged


@dataclass
class MemoryDisk:
    """What outlives a journal. `full` lets every write fail."""

    show: Show = field(default_factory=Show)
    entries: list[Entry] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    full: bool = False


class MemoryJournal:
    """The Journal port over a `MemoryDisk`."""

    def __init__(self, disk: MemoryDisk | None = None) -> None:
        self.disk = disk if disk is not None else MemoryDisk()

    async def load(self) -> Show:
        return self.disk.show

    async def append(self, entry: Entry) -> None:
        if self.disk.full:
            raise JournalFull("no space left on the disk in memory")
        self.disk.show = apply(self.disk.show, entry.changes, entry.revision)
        self.disk.entries.append(entry)

    async def answered(self, command_id: str, answer: Answer) -> None:
        if self.disk.full:
            raise JournalFull("no space left on the disk in memory")
        self.disk.answers[command_id] = answer

    async def outcome(self, command_id: str) -> Answer | None:
        known = self.disk.answers.get(command_id)
        if known is not None:
            return known
        for entry in reversed(self.disk.entries):
            if entry.command_id == command_id:
                return Answer(Result.PART, entry.revision, "outcome_unknown")
        return None

    async def tail(self, limit: int) -> tuple[Entry, ...]:
        return tuple(self.disk.entries[-limit:]) if limit > 0 else ()

    async def page(self, before: int, limit: int) -> tuple[Logged, ...]:
        numbered = list(enumerate(self.disk.entries, 1))[: before - 1 if before else None]
        return tuple(
            Logged(row, entry, self.disk.answers.get(entry.command_id))
            for row, entry in reversed(numbered[-limit:])
        )

    async def verify(self) -> int:
        return len(self.disk.entries)

    async def close(self) -> None: ...
