"""Sessions in the room's database, beside the journal and on its thread."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, select

from wallctl.ports.sessions import Session
from wallctl.store.journal import SqlJournal
from wallctl.store.tables import SESSIONS


class SqlSessions:
    """ports.SessionStore. Raises StoreError."""

    def __init__(self, journal: SqlJournal) -> None:
        self._journal = journal

    async def load(self) -> tuple[Session, ...]:
        return await self._journal.beside(
            lambda c: tuple(Session(*row) for row in c.execute(select(SESSIONS)))
        )

    async def put(self, session: Session) -> None:
        def work(connection: Connection) -> None:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.id == session.id))
            connection.execute(insert(SESSIONS), asdict(session))

        await self._journal.beside(work)

    async def remove(self, ids: Collection[str]) -> None:
        if ids:
            gone = delete(SESSIONS).where(SESSIONS.c.id.in_(tuple(ids)))
            await self._journal.beside(lambda c: c.execute(gone))
