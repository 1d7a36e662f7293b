"""Files to and from an engine: lists of sources in, lists and templates out."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Mapping, Sequence

import aiohttp
from pydantic import ValidationError

from wallctl.client.asking import answer_in
from wallctl.client.errors import EngineUnreachable, FileRefused, SignInNeeded
from wallctl.client.session import address, open_session
from wallctl.domain.commands import Answer
from wallctl.wire.desk import AnswerOut
from wallctl.wire.importing import IMPORT_PATH, PREVIEW_PATH, ImportAsk, ImportPreview

FILE_S = 60.0  # a list of many thousand sources takes seconds to read


class Files:
    """What goes in and out by file. All raise EngineUnreachable, SignInNeeded, FileRefused."""

    def __init__(self, url: str, token: str, user: str) -> None:
        self._url, self._token, self._user = url, token, user

    async def preview(self, data: bytes) -> ImportPreview:
        """What importing the file would do."""
        raw = await self._ask("POST", PREVIEW_PATH, data)
        try:
            return await asyncio.to_thread(ImportPreview.model_validate_json, raw)
        except ValidationError as exc:
            raise EngineUnreachable(url=self._url, why="an answer that is none") from exc

    async def apply(self, digest: str, id: str = "") -> Answer:
        """Does what the preview of that digest said, or is refused."""
        ask = ImportAsk(digest=digest, id=id).model_dump_json().encode()
        raw = await self._ask("POST", IMPORT_PATH, ask, answered=True)
        return answer_in(AnswerOut.model_validate_json(raw))

    async def fetch(self, path: str, *, ids: Sequence[str] = (), **query: str) -> bytes:
        """A file of the engine's."""
        return await self._ask("GET", path, ids=ids, query=query)

    async def _ask(
        self,
        method: str,
        path: str,
        data: bytes = b"",
        *,
        ids: Sequence[str] = (),
        answered: bool = False,
        query: Mapping[str, str] | None = None,
    ) -> bytes:
        where = address(self._url, path, user=self._user, **(query or {}))
        if ids:
            where = where.extend_query([("id", one) for one in ids])
        try:
            async with (
                asyncio.timeout(FILE_S),
                open_session(self._token) as session,
                session.request(method, where, data=io.BytesIO(data) if data else None) as response,
            ):
                raw = await response.read()
                status = response.status
        except (aiohttp.ClientError, OSError, TimeoutError) as exc:
            raise EngineUnreachable(url=self._url, why=str(exc) or type(exc).__name__) from exc
        if status == 401:
            raise SignInNeeded
        if status == 200 or (answered and status != 413):
            return raw
        raise _refused(raw)


def _refused(raw: bytes) -> FileRefused:
    try:
        told = json.loads(raw)
        fields = {k: str(v) for k, v in told.get("fields", {}).items()}
        code = str(told.get("code", ""))
    except (ValueError, AttributeError):
        fields, code = {}, ""
    fields.setdefault("reason", code or "internal")
    return FileRefused(**fields)
