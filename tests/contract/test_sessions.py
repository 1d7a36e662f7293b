"""The session stores keep the same contract: in the room's database, and in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar

from wallctl.ports.sessions import Session, SessionStore
from wallctl.store.journal import open_journal
from wallctl.store.sessions import SqlSessions
from wallctl.testing.session_suite import Opened, SessionSuite
from wallctl.testing.sessions import MemorySessions


@asynccontextmanager
async def _sqlite(where: Path) -> AsyncIterator[SessionStore]:
    journal = await open_journal(f"sqlite:///{where / 'room.sqlite'}")
    try:
        yield SqlSessions(journal)
    finally:
        await journal.close()


class TestSqliteSessions(SessionSuite):
    def open(self, where: Path) -> Opened:
        return _sqlite(where)


class TestMemorySessions(SessionSuite):
    _disks: ClassVar[dict[Path, dict[str, Session]]] = {}

    def open(self, where: Path) -> Opened:
        return _memory(self._disks.setdefault(where, {}))


@asynccontextmanager
async def _memory(kept: dict[str, Session]) -> AsyncIterator[SessionStore]:
    yield MemorySessions(kept)
