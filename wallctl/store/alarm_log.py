"""The history of alarms in the room's database, beside the journal and on its thread."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select

from wallctl.domain.alarming import TURNS, stays
from wallctl.domain.alarms import AlarmEvent, Happened, Priority
from wallctl.ports.alarms import Line
from wallctl.store.journal import SqlJournal
from wallctl.store.tables import ALARMS


class SqlAlarmLog:
    """ports.AlarmLog. Raises StoreError."""

    def __init__(self, journal: SqlJournal) -> None:
        self._journal = journal

    async def add(self, events: Sequence[AlarmEvent]) -> None:
        rows = [_row(one) for one in events]
        if rows:
            await self._journal.beside(lambda c: c.execute(insert(ALARMS), rows))

    async def since(self, at: float, limit: int) -> tuple[AlarmEvent, ...]:
        newest = (
            select(ALARMS).where(ALARMS.c.at >= at).order_by(ALARMS.c.number.desc()).limit(limit)
        )
        rows = await self._journal.beside(lambda c: c.execute(newest).all())
        return tuple(_event(one) for one in reversed(rows))

    async def page(self, before: int, limit: int) -> tuple[Line, ...]:
        newest = select(ALARMS).order_by(ALARMS.c.number.desc()).limit(limit)
        if before:
            newest = newest.where(ALARMS.c.number < before)
        rows = await self._journal.beside(lambda c: c.execute(newest).all())
        return tuple(Line(one.number, _event(one)) for one in rows)

    async def latest(self, latched: Collection[str]) -> tuple[AlarmEvent, ...]:
        last = (
            select(func.max(ALARMS.c.number))
            .where(ALARMS.c.what.in_([one.value for one in TURNS]))
            .group_by(ALARMS.c.key)
            .scalar_subquery()
        )
        turns = select(ALARMS).where(ALARMS.c.number.in_(last)).order_by(ALARMS.c.number)
        rows = await self._journal.beside(lambda c: c.execute(turns).all())
        return tuple(e for e in map(_event, rows) if stays(e, latched))

    async def prune(self, before: float) -> int:
        old = delete(ALARMS).where(ALARMS.c.at < before)
        return await self._journal.beside(lambda c: c.execute(old).rowcount)


def _row(event: AlarmEvent) -> dict[str, Any]:
    return {
        "at": event.at,
        "what": event.what.value,
        "key": event.key,
        "code": event.code,
        "target": event.target,
        "priority": event.priority.value,
        "raised_at": event.raised_at,
        "by": event.by,
        "note": event.note,
        "cause": event.cause,
        "fields": json.dumps(event.fields, ensure_ascii=False),
    }


def _event(row: Row[Any]) -> AlarmEvent:
    return AlarmEvent(
        row.at,
        Happened(row.what),
        row.key,
        row.code,
        row.target,
        Priority(row.priority),
        row.raised_at,
        row.by,
        row.note,
        row.cause,
        tuple((str(key), str(value)) for key, value in json.loads(row.fields)),
    )
