"""The whole site as one archive, out and in. The passphrase comes in a header, never in the URL."""

from __future__ import annotations

import asyncio
from typing import Protocol
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response

from wallctl.api.answers import answer_out, refusal, status_of
from wallctl.api.limits import TooLarge, body_of
from wallctl.api.routes_room import json_answer, user_of
from wallctl.domain.commands import SiteImport
from wallctl.domain.entities import Entity
from wallctl.domain.show import Show
from wallctl.engine.room import RoomEngine
from wallctl.ports.clock import Ids

PASSPHRASE = "Wallctl-Passphrase"
"""Its value is percent-encoded UTF-8."""
MIN_PASSPHRASE = 8
MAX_ARCHIVE = 64 * 1024 * 1024
ARCHIVE_TYPE = "application/octet-stream"


class Archive(Protocol):
    """Packs and unpacks; blocking, called on a thread."""

    def pack(self, show: Show, passphrase: str) -> bytes: ...

    def unpack(self, data: bytes, passphrase: str) -> tuple[Entity, ...]:
        """Raises ValueError with the place that is wrong; never with a secret."""
        ...


def site_routes(engine: RoomEngine, archive: Archive, ids: Ids) -> APIRouter:
    routes = APIRouter()

    def refused(status: int, code: str, message: str, **fields: str) -> Response:
        return json_answer(status, refusal(engine.show.revision, code, message, **fields))

    def passphrase_of(request: Request) -> str:
        return unquote(request.headers.get(PASSPHRASE, ""))

    def weak(passphrase: str) -> Response | None:
        if len(passphrase) >= MIN_PASSPHRASE:
            return None
        reason = f"at least {MIN_PASSPHRASE} characters are needed"
        return refused(422, "invalid", f"passphrase: {reason}", key="passphrase", reason=reason)

    @routes.post("/api/v1/export")
    async def export(request: Request) -> Response:
        passphrase = passphrase_of(request)
        if (no := weak(passphrase)) is not None:
            return no
        data = await asyncio.to_thread(archive.pack, engine.show, passphrase)
        name = f'attachment; filename="{engine.room}.wallctl"'
        return Response(data, media_type=ARCHIVE_TYPE, headers={"content-disposition": name})

    @routes.post("/api/v1/import")
    async def import_(request: Request) -> Response:
        if request.headers.get("content-type", "") != ARCHIVE_TYPE:
            return refused(415, "invalid", f"content-type: {ARCHIVE_TYPE} is needed")
        passphrase = passphrase_of(request)
        if (no := weak(passphrase)) is not None:
            return no
        try:
            data = await body_of(request, MAX_ARCHIVE)
            entities = await asyncio.to_thread(archive.unpack, data, passphrase)
        except TooLarge as exc:
            return refused(413, "too_large", f"over {exc} bytes")
        except ValueError as exc:
            return refused(422, "invalid", f"archive: {exc}", key="archive", reason=str(exc))
        id = request.headers.get("Wallctl-Id", "") or ids.fresh()
        answer = await engine.ask(SiteImport(entities), id=id, by=user_of(request))
        return json_answer(status_of(answer), answer_out(answer))

    return routes
