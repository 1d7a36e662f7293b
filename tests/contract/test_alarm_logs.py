"""The histories of alarms keep the same contract: in the room's database, and in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from wallctl.engine.recent_alarms import RecentAlarms
from wallctl.ports.alarms import AlarmLog
from wallctl.store.alarm_log import SqlAlarmLog
from wallctl.store.journal import open_journal
from wallctl.testing.alarm_log_suite import CLEARED, RAISED, AlarmLogSuite, Opened


@asynccontextmanager
async def _sqlite(where: Path) -> AsyncIterator[AlarmLog]:
    journal = await open_journal(f"sqlite:///{where / 'room.sqlite'}")
    try:
        yield SqlAlarmLog(journal)
    finally:
        await journal.close()


class TestSqliteAlarmLog(AlarmLogSuite):
    def open(self, where: Path) -> Opened:
        return _sqlite(where)

    async def test_it_is_there_after_opening_again(self, tmp_path: Path) -> None:
        async with self.open(tmp_path) as log:
            await log.add([RAISED, CLEARED])
        async with self.open(tmp_path) as log:
            assert await log.since(0.0, 10) == (RAISED, CLEARED)


@asynccontextmanager
async def _memory() -> AsyncIterator[AlarmLog]:
    yield RecentAlarms()


class TestRecentAlarms(AlarmLogSuite):
    def open(self, where: Path) -> Opened:
        return _memory()
