"""Sources in files: preview of an import, the import, its failed rows, export and template."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from wallctl.api.answers import answer_out, refusal, status_of
from wallctl.api.callers import caller_of, not_allowed
from wallctl.api.importing.batches import Batch, Batches
from wallctl.api.importing.preview import preview_of
from wallctl.api.importing.table import FORMATS, MAX_FILE, BadFile
from wallctl.api.importing.words import FileWords, Lang
from wallctl.api.importing.writing import TYPES, write_failed, write_sources, write_template
from wallctl.api.limits import TooLarge, body_of
from wallctl.api.routes_room import json_answer, user_of
from wallctl.api.sealing import Sealer
from wallctl.domain.entities import Source
from wallctl.engine.room import RoomEngine
from wallctl.ports.clock import Ids
from wallctl.wire.importing import EXPORT_PATH, IMPORT_PATH, PREVIEW_PATH, TEMPLATE_PATH, ImportAsk

MAX_ASK = 4_096
_AT_ONCE = 2  # files that are read at a time: each takes a thread and some seconds


def source_routes(engine: RoomEngine, batches: Batches, sealer: Sealer, ids: Ids) -> APIRouter:
    routes = APIRouter()
    reading = asyncio.Semaphore(_AT_ONCE)

    def refused(status: int, code: str, message: str, **fields: str) -> Response:
        return json_answer(status, refusal(engine.show.revision, code, message, **fields))

    def prepared(data: bytes) -> tuple[Batch, bytes]:
        show = engine.show
        batch = batches.prepare(data, show.sources, sealer.source, ids.fresh)
        return batch, preview_of(batch, show.revision).model_dump_json().encode()

    def barred(request: Request) -> Response | None:
        """What refuses somebody whose role may not import."""
        caller = caller_of(request.scope)
        no = not_allowed(caller, "source.import", engine.show.revision)
        return None if no is None else json_answer(403, no)

    @routes.post(PREVIEW_PATH)
    async def preview(request: Request) -> Response:
        if (no := barred(request)) is not None:
            return no
        try:
            data = await body_of(request, MAX_FILE)
        except TooLarge as exc:
            return refused(413, "too_large", f"over {exc} bytes", key="file", reason="too_large")
        try:
            async with reading:
                batch, text = await asyncio.to_thread(prepared, data)
        except BadFile as exc:
            told = {key: str(value) for key, value in exc.fields.items()}
            return refused(422, exc.code, str(exc), **told)
        batches.keep(batch)
        return Response(text, media_type="application/json")

    @routes.post(IMPORT_PATH)
    async def import_(request: Request) -> Response:
        if (no := barred(request)) is not None:
            return no
        try:
            ask = ImportAsk.model_validate_json(await body_of(request, MAX_ASK))
        except (TooLarge, ValidationError):
            return refused(422, "invalid", "digest: missing", key="digest", reason="missing")
        batch = batches.get(ask.digest)
        if batch is None:
            return refused(404, "not_found", "no such preview", key="digest", reason="preview_gone")
        command = batch.command()
        answer = await engine.ask(command, id=ask.id or ids.fresh(), by=user_of(request))
        return json_answer(status_of(answer), answer_out(answer))

    @routes.get(f"{IMPORT_PATH}/{{digest}}/failed")
    async def failed(request: Request, digest: str, lang: Lang = "zh") -> Response:
        if (no := barred(request)) is not None:
            return no
        batch = batches.get(digest)
        if batch is None:
            return refused(404, "not_found", "no such preview", key="digest", reason="preview_gone")
        words = FileWords(lang)
        data = await asyncio.to_thread(write_failed, batch.table, batch.rows, words)
        return _file("failed", "xlsx" if batch.table.format == "xlsx" else "csv", data)

    @routes.get(EXPORT_PATH)
    async def export(request: Request, format: str = "xlsx", lang: Lang = "zh") -> Response:
        if format not in FORMATS:
            known = ", ".join(FORMATS)
            return refused(422, "invalid", f"format: one of {known}", key="format", reason="one_of")
        chosen = _chosen(engine.show.sources.values(), request.query_params.getlist("id"))
        data = await asyncio.to_thread(write_sources, chosen, format, FileWords(lang))
        return _file(f"{engine.room}-sources", format, data)

    @routes.get(TEMPLATE_PATH)
    async def template(lang: Lang = "zh") -> Response:
        data = await asyncio.to_thread(write_template, FileWords(lang))
        return _file("sources-template", "xlsx", data)

    return routes


def _chosen(sources: Iterable[Source], ids: list[str]) -> list[Source]:
    wanted = set(ids)
    return sorted(
        (s for s in sources if not wanted or s.id in wanted),
        key=lambda s: (s.kind, s.name, s.id),
    )


def _file(name: str, format: str, data: bytes) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}.{format}"'}
    return Response(data, media_type=TYPES[format], headers=headers)
