from __future__ import annotations

from pathlib import Path

import pytest

from wallctl.ports.journal import Entry, JournalFull
from wallctl.testing.journal import MemoryDisk, MemoryJournal
from wallctl.testing.journal_suite import JournalSuite


class TestMemoryJournal(JournalSuite):
    @pytest.fixture(autouse=True)
    def _disks(self) -> None:
        self.disks: dict[Path, MemoryDisk] = {}

    async def open(self, where: Path) -> MemoryJournal:
        return MemoryJournal(self.disks.setdefault(where, MemoryDisk()))


async def test_a_full_disk_takes_nothing() -> None:
    journal = MemoryJournal(MemoryDisk(full=True))
    with pytest.raises(JournalFull):
        await journal.append(Entry(1, "c1", "undo", "li", 0.0, ()))
    assert (await journal.load()).revision == 0
