"""One command to the engine over HTTP, asked again with the same id until it is answered."""

from __future__ import annotations

import asyncio
import dataclasses
import io
import json
import time
import uuid
from collections.abc import Mapping
from typing import Any

import aiohttp
from pydantic import TypeAdapter, ValidationError

from wallctl.client.backoff import Backoff
from wallctl.client.errors import EngineUnreachable, SignInNeeded
from wallctl.client.session import address
from wallctl.domain.commands import Answer, Result, Step
from wallctl.wire.desk import AnswerOut

ANSWER_S = 40.0  # a test of a slow source may take so long; the engine answers a take in 2
Args = Mapping[str, Any]


def fresh_id() -> str:
    return str(uuid.uuid4())


def args_of(command: Any) -> dict[str, Any]:
    """The `args` of a command given as its dataclass or as a mapping."""
    if isinstance(command, Mapping):
        return dict(command)
    if dataclasses.is_dataclass(command) and not isinstance(command, type):
        adapter: TypeAdapter[Any] = TypeAdapter(type(command))
        dumped: dict[str, Any] = adapter.dump_python(command, mode="json")
        return dumped
    raise TypeError("args are a mapping or a command")


def answer_in(out: AnswerOut) -> Answer:
    return Answer(
        result=Result(out.result),
        revision=out.revision,
        code=out.code,
        message=out.message,
        fields=tuple(out.fields.items()),
        steps=tuple(Step(s.what, s.target, s.state, s.reason, s.ms) for s in out.steps),
    )


async def ask(
    session: aiohttp.ClientSession,
    url: str,
    body: Mapping[str, Any],
    *,
    user: str = "",
    patience_s: float = 5.0,
) -> Answer:
    """Posts a whole command. Where the engine goes away in between, it is asked again with the
    same id for `patience_s`: the engine carries it out once.

    Raises EngineUnreachable, SignInNeeded.
    """
    data = json.dumps(body, ensure_ascii=False).encode()
    backoff = Backoff(0.1, 1.0)
    until = time.monotonic() + patience_s
    while True:
        try:
            async with (
                asyncio.timeout(ANSWER_S),
                session.post(
                    address(url, "/api/v1/commands", user=user),
                    data=io.BytesIO(data),  # a big body in pieces: the loop goes on
                    headers={"Content-Type": "application/json"},
                ) as response,
            ):
                return _answer(response.status, await response.read())
        except (aiohttp.ClientError, OSError, TimeoutError) as exc:
            wait = backoff.again()
            if time.monotonic() + wait > until:
                raise EngineUnreachable(url=url, why=str(exc) or type(exc).__name__) from exc
            await asyncio.sleep(wait)


def _answer(status: int, raw: bytes) -> Answer:
    try:
        answer = answer_in(AnswerOut.model_validate_json(raw))
    except ValidationError as exc:
        raise aiohttp.ClientPayloadError(f"status {status} without an answer") from exc
    if status == 401:
        raise SignInNeeded
    return answer
