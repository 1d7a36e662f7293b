"""Signing in and out at an engine."""

from __future__ import annotations

import contextlib

import aiohttp
from pydantic import BaseModel, ValidationError

from wallctl.client.errors import EngineUnreachable, SignInNeeded
from wallctl.client.session import address, open_session
from wallctl.domain.errors import WallctlError
from wallctl.wire.desk import (
    AnswerOut,
    Emergency,
    SessionOut,
    Sessions,
    SignedIn,
    SignIn,
)

ANSWER_S = 20.0


class SignInRefused(WallctlError):
    """The engine does not sign in: `wrong_password`, `locked_out` (field seconds), `busy`,
    `not_console`, `secret_unreadable`, or what is wrong with a name or a reason."""

    code = "wrong_password"

    @property
    def seconds(self) -> int:
        """How long the next try has to wait; 0 not at all."""
        told = str(self.fields.get("seconds", ""))
        return int(told) if told.isdigit() else 0


async def sign_in(url: str, user: str, password: str) -> SignedIn:
    """Raises SignInRefused, EngineUnreachable."""
    body = SignIn.model_construct(user=user, password=password)
    return SignedIn.model_validate_json(await _post(url, "/api/v1/sign-in", body))


async def emergency(url: str, name: str, reason: str, token: str = "") -> SignedIn:
    """`token`: one of a duty console. Raises SignInRefused, EngineUnreachable."""
    body = Emergency.model_construct(name=name, reason=reason)
    return SignedIn.model_validate_json(await _post(url, "/api/v1/emergency", body, token))


async def sign_out(url: str, token: str) -> None:
    """Ends a sign-in; one that has ended already is no error. Raises EngineUnreachable."""
    with contextlib.suppress(SignInRefused, SignInNeeded):
        await _post(url, "/api/v1/sign-out", None, token)


async def sessions(url: str, token: str) -> tuple[SessionOut, ...]:
    """Who is signed in. Raises SignInRefused, SignInNeeded, EngineUnreachable."""
    raw = await _ask("GET", url, "/api/v1/sessions", None, token)
    return Sessions.model_validate_json(raw).sessions


async def end_session(url: str, token: str, id: str) -> None:
    """Signs somebody out. Raises SignInRefused, SignInNeeded, EngineUnreachable."""
    await _post(url, f"/api/v1/sessions/{id}/end", None, token)


async def _post(url: str, path: str, body: BaseModel | None, token: str = "") -> bytes:
    return await _ask("POST", url, path, body, token)


async def _ask(method: str, url: str, path: str, body: BaseModel | None, token: str) -> bytes:
    data = None if body is None else body.model_dump_json().encode()
    headers = {"Content-Type": "application/json"} if data is not None else {}
    try:
        async with (
            open_session(token) as session,
            session.request(
                method,
                address(url, path),
                data=data,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=ANSWER_S),
            ) as response,
        ):
            raw, status = await response.read(), response.status
    except (aiohttp.ClientError, OSError, TimeoutError) as exc:
        raise EngineUnreachable(url=url, why=str(exc) or type(exc).__name__) from exc
    if status < 300:
        return raw
    raise _refused(status, raw)


def _refused(status: int, raw: bytes) -> WallctlError:
    try:
        told = AnswerOut.model_validate_json(raw)
    except ValidationError:
        return EngineUnreachable(why=f"status {status}")
    if told.code == "sign_in":
        return SignInNeeded()
    return SignInRefused(told.code, **told.fields)
