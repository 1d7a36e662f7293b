"""The journal and the alarms' history to read, from the newest backwards."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from wallctl.api.answers import refusal
from wallctl.api.log_rows import matches, row_out
from wallctl.domain.alarm_figures import figures
from wallctl.domain.alarms import Happened
from wallctl.engine.room import RoomEngine
from wallctl.ports.clock import Clock
from wallctl.ports.journal import Logged
from wallctl.wire.history import (
    ALARM_HISTORY,
    ALARM_STATISTICS,
    LOG,
    AlarmLine,
    AlarmPage,
    AlarmStatistics,
    LogPage,
)

log = logging.getLogger(__name__)

CHUNK = 100  # rows of the journal read at a time: between two, commands get their turn
SCANNED = 3_000  # rows looked through for one page
LINES = 50_000  # of the alarms' history that figures are made of

Before = Annotated[int, Query(ge=0, le=2**53)]
Limit = Annotated[int, Query(ge=1, le=200)]
Sought = Annotated[str, Query(max_length=100)]
Kinds = Annotated[str, Query(max_length=4_000)]
Hours = Annotated[float, Query(ge=0.2, le=90 * 24)]


def history_routes(engine: RoomEngine, clock: Clock) -> APIRouter:
    routes = APIRouter()

    def unreadable(what: str) -> Response:
        log.exception("%s cannot be read", what)
        answer = refusal(engine.show.revision, "history_unreadable", f"{what} cannot be read")
        failed = answer.model_copy(update={"result": "failed"})
        return Response(failed.model_dump_json(), 502, media_type="application/json")

    @routes.get(LOG, response_model=LogPage)
    async def journal(
        before: Before = 0, limit: Limit = 50, q: Sought = "", kinds: Kinds = ""
    ) -> Response:
        wanted = frozenset(kind for kind in kinds.split(",") if kind)
        try:
            found, next_row = await _found(engine, before, limit, q.strip().casefold(), wanted)
        except Exception:
            return unreadable("the journal")
        return _json(LogPage(rows=tuple(row_out(one) for one in found), next=next_row))

    @routes.get(ALARM_HISTORY, response_model=AlarmPage)
    async def history(before: Before = 0, limit: Limit = 50) -> Response:
        try:
            lines = await engine.alarm_log.page(before, limit)
        except Exception:
            return unreadable("the alarms' history")
        told = tuple(AlarmLine(number=one.number, event=one.event) for one in lines)
        return _json(AlarmPage(lines=told, next=told[-1].number if len(told) == limit else 0))

    @routes.get(ALARM_STATISTICS, response_model=AlarmStatistics)
    async def statistics(hours: Hours = 24.0) -> Response:
        now = clock.now()
        since = now - hours * 3600
        try:
            events = await engine.alarm_log.since(since, LINES)
            latest = await engine.alarm_log.latest(())
        except Exception:
            return unreadable("the alarms' history")
        standing = [e for e in latest if e.what is Happened.RAISED and not e.cause]
        made = await asyncio.to_thread(figures, events, standing, since, now)
        return _json(AlarmStatistics(at=now, since=since, figures=made))

    return routes


async def _found(
    engine: RoomEngine, before: int, limit: int, wanted: str, kinds: Collection[str]
) -> tuple[list[Logged], int]:
    """Rows that match, and where to go on."""
    found: list[Logged] = []
    scanned = 0
    while scanned < SCANNED:
        rows = await engine.journal_page(before, CHUNK)
        for one in rows:
            before = one.row
            if matches(one, wanted, kinds):
                found.append(one)
                if len(found) == limit:
                    return found, before if before > 1 else 0
        scanned += len(rows)
        if len(rows) < CHUNK:
            return found, 0
    return found, before


def _json(model: BaseModel) -> Response:
    return Response(model.model_dump_json(), media_type="application/json")
