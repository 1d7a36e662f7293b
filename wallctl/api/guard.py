"""Who may speak to the API at all: sign-in, and no page of another site."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
OPEN_PATHS = frozenset({"/", "/healthz"})
NODE_PATH = "/api/v1/node"
TOKEN_PROTOCOL = "wallctl.token."
"""A web page cannot set headers on a WebSocket: it offers its token as a subprotocol."""

Headers = dict[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Door:
    """`signed_in` gives the name a token was handed out to, "" for none; None where no sign-in
    is asked for, which is so on loopback only."""

    signed_in: Callable[[str], str] | None = None
    names: frozenset[str] = LOOPBACK_NAMES

    def admits(self, token: str) -> bool:
        return self.signed_in is None or bool(self.signed_in(token))


class Guard:
    """Pure ASGI. On loopback the Host must be a loopback name (a rebound DNS name is not); an
    Origin must be our own everywhere, so that a page of another site can command nothing."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        refused = self._refusal(scope)
        if refused is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": refused[1]})
        else:
            await _refuse(send, *refused)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers: Headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        if self._door.signed_in is None and _name(host) not in self._door.names:
            return 403, "host"
        origin = headers.get(b"origin")
        if origin is not None and _origin_host(origin.decode("latin-1")) != host.lower():
            return 403, "origin"
        if headers.get(b"sec-fetch-site") == b"cross-site" and scope["path"] != "/":
            return 403, "origin"
        return self._sign_in(scope, headers)

    def _sign_in(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        if self._door.signed_in is None or scope["path"] in OPEN_PATHS:
            return None
        name = self._door.signed_in(_token(headers))
        if name:
            scope.setdefault("state", {})["token_name"] = name
            return None
        if scope["type"] == "websocket" and scope["path"] == NODE_PATH:
            return None  # a node may bring its token in its hello
        return 401, "sign_in"


def token_name(scope: Scope) -> str:
    """The name whose token let this request in, "" where none was needed."""
    return str(scope.get("state", {}).get("token_name", ""))


def _token(headers: Headers) -> str:
    bearer = headers.get(b"authorization", b"").decode("latin-1")
    if bearer[:7].lower() == "bearer ":
        return bearer[7:].strip()
    for offered in headers.get(b"sec-websocket-protocol", b"").decode("latin-1").split(","):
        if offered.strip().startswith(TOKEN_PROTOCOL):
            return offered.strip()[len(TOKEN_PROTOCOL) :]
    return ""


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _origin_host(origin: str) -> str:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return ""
    return parts.netloc.lower() if parts.scheme in {"http", "https"} else ""


async def _refuse(send: Send, status: int, code: str) -> None:
    message = "a token is needed" if status == 401 else f"this {code} may not speak to the engine"
    body = json.dumps({"result": "refused", "revision": 0, "code": code, "message": message})
    headers = [(b"content-type", b"application/json")]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
