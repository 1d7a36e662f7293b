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
from wallctl.domain.errors import Refused
from wallctl.domain.show import Show
from wallctl.engine.room import RoomEngine
from wallctl.ports.clock import Ids
from wallctl.wire.site import ARCHIVE_TYPE, COMMAND_ID, PASSPHRASE

MAX_ARCHIVE = 64 * 1024 * 1024


class Archive(Protocol):
    """Packs and unpacks; blocking, called on a thread. Raises Refused, which names the place."""

    def pack(self, show: Show, passphrase: str) -> bytes: ...

    def unpack(self, data: bytes, passphrase: str) -> tuple[Entity, ...]: ...


def site_routes(engine: RoomEngine, archive: Archive, ids: Ids) -> APIRouter:
    routes = APIRouter()

    def refused(status: int, code: str, message: str, **fields: str) -> Response:
        return json_answer(status, refusal(engine.show.revision, code, message, **fields))

    def passphrase_of(request: Request) -> str:
        return unquote(request.headers.get(PASSPHRASE, ""))

    def told(exc: Refused) -> Response:
        fields = {key: str(value) for key, value in exc.fields.items()}
        return refused(422, exc.code, str(exc), **fields)

    @routes.post("/api/v1/export")
    async def export(request: Request) -> Response:
        passphrase = passphrase_of(request)
        try:
            data = await asyncio.to_thread(archive.pack, engine.show, passphrase)
        except Refused as exc:
            return told(exc)
        name = f'attachment; filename="{engine.room}.wallctl"'
        return Response(data, media_type=ARCHIVE_TYPE, headers={"content-disposition": name})

    @routes.post("/api/v1/import")
    async def import_(request: Request) -> Response:
        if request.headers.get("content-type", "") != ARCHIVE_TYPE:
            return refused(415, "invalid", f"content-type: {ARCHIVE_TYPE} is needed")
        passphrase = passphrase_of(request)
        try:
            data = await body_of(request, MAX_ARCHIVE)
            entities = await asyncio.to_thread(archive.unpack, data, passphrase)
        except TooLarge as exc:
            return refused(413, "too_large", f"over {exc} bytes")
        except Refused as exc:
            return told(exc)
        id = request.headers.get(COMMAND_ID, "") or ids.fresh()
        answer = await engine.ask(SiteImport(entities), id=id, by=user_of(request))
        return json_answer(status_of(answer), answer_out(answer))

    return routes
