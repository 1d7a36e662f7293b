"""Pages of an engine's history, read over HTTP."""

from __future__ import annotations

import asyncio
from typing import TypeVar

import aiohttp
from pydantic import BaseModel, ValidationError

from wallctl.client.errors import EngineUnreachable, SignInNeeded
from wallctl.client.session import address

READ_S = 15.0
M = TypeVar("M", bound=BaseModel)


async def read(
    session: aiohttp.ClientSession, url: str, path: str, model: type[M], **query: object
) -> M:
    """What the engine has at a path. Raises EngineUnreachable, SignInNeeded."""
    asked = {key: str(value) for key, value in query.items() if value not in (None, "", 0)}
    try:
        async with (
            asyncio.timeout(READ_S),
            session.get(address(url, path, **asked)) as response,
        ):
            if response.status == 401:
                raise SignInNeeded
            raw = await response.read()
            if response.status != 200:
                raise EngineUnreachable(url=url, why=f"status {response.status}")
            return model.model_validate_json(raw)
    except (aiohttp.ClientError, OSError, TimeoutError, ValidationError) as exc:
        raise EngineUnreachable(url=url, why=type(exc).__name__) from exc
