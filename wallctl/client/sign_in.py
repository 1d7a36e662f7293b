"""Signing in and out at an engine, and where a sign-in is kept meanwhile."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

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
LARGEST = 64 * 1024  # bytes of a file of kept sign-ins


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


class Keeping:
    """Sign-ins of this user of this machine, each for its engine's address alone: no token is
    ever shown to another engine. The file is nobody else's to read."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def token(self, url: str) -> str:
        """The token kept for an engine, "" for none. A damaged file holds none."""
        return self._read().get(_place(url), "")

    def keep(self, url: str, token: str) -> None:
        """Raises OSError."""
        self._write(self._read() | {_place(url): token})

    def put(self, url: str, token: str) -> None:
        """Keeps it, or forgets what was kept where it is empty. Raises OSError."""
        if token:
            self.keep(url, token)
        else:
            self.forget(url)

    def forget(self, url: str) -> None:
        """Raises OSError."""
        held = self._read()
        if held.pop(_place(url), None) is not None:
            self._write(held)

    def _read(self) -> dict[str, str]:
        try:
            if self.file.stat().st_size > LARGEST:
                return {}
            held = json.loads(self.file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(held, dict):
            return {}
        return {str(k): v for k, v in held.items() if isinstance(v, str)}

    def _write(self, held: dict[str, str]) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_name(f".{self.file.name}.{os.getpid()}.new")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(held, out, ensure_ascii=False, indent=1)
            fresh.replace(self.file)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise


def _place(url: str) -> str:
    return (url if "://" in url else f"http://{url}").rstrip("/")
