"""Who may speak to the API at all: sign-in, and no page of another site."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from wallctl.api.callers import Caller, keep, not_allowed
from wallctl.api.reception import Reception

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
SIGN_IN_PATH, EMERGENCY_PATH = "/api/v1/sign-in", "/api/v1/emergency"
OPEN_PATHS = frozenset({"/", "/healthz", SIGN_IN_PATH, EMERGENCY_PATH})
NODE_PATH = "/api/v1/node"
OF_EVERYONE = frozenset({"/api/v1/commands", "/api/v1/sign-out"})
"""Writes that look themselves at who is asking; any other is an engineer's."""
TOKEN_PROTOCOL = "wallctl.token."
"""A web page cannot set headers on a WebSocket: it offers its token as a subprotocol."""

Headers = dict[bytes, bytes]
Refusal = tuple[int, str, dict[str, str]]


class Guard:
    """Pure ASGI. On loopback the Host must be a loopback name (a rebound DNS name is not); an
    Origin must be our own everywhere, so that a page of another site can command nothing."""

    def __init__(self, app: ASGIApp, reception: Reception) -> None:
        self._app = app
        self._reception = reception

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

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers: Headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        if not self._reception.open_to_others and _name(host) not in LOOPBACK_NAMES:
            return 403, "host", {}
        origin = headers.get(b"origin")
        if origin is not None and _origin_host(origin.decode("latin-1")) != host.lower():
            return 403, "origin", {}
        if headers.get(b"sec-fetch-site") == b"cross-site" and scope["path"] != "/":
            return 403, "origin", {}
        caller = self._reception.caller(_token(headers), _peer(scope))
        keep(scope, caller)
        return self._sign_in(scope, caller)

    def _sign_in(self, scope: Scope, caller: Caller) -> Refusal | None:
        path = scope["path"]
        if path in OPEN_PATHS:
            return None
        if scope["type"] == "websocket" and path == NODE_PATH:
            return None  # a node may bring its token in its hello
        if caller.role is None:
            return 401, "sign_in", {"emergency": "1" if caller.console else ""}
        if scope.get("method", "GET") in {"GET", "HEAD"} or path in OF_EVERYONE:
            return None
        kind = "site." + path.rpartition("/")[2]
        refused = not_allowed(caller, kind, 0)
        return (403, refused.code, refused.fields) if refused is not None else None


def _token(headers: Headers) -> str:
    bearer = headers.get(b"authorization", b"").decode("latin-1")
    if bearer[:7].lower() == "bearer ":
        return bearer[7:].strip()
    for offered in headers.get(b"sec-websocket-protocol", b"").decode("latin-1").split(","):
        if offered.strip().startswith(TOKEN_PROTOCOL):
            return offered.strip()[len(TOKEN_PROTOCOL) :]
    return ""


def _peer(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


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


_WORDS = {
    "sign_in": "sign in first",
    "not_allowed": "this needs the role engineer",
}


async def _refuse(send: Send, status: int, code: str, fields: dict[str, str]) -> None:
    message = _WORDS.get(code, f"this {code} may not speak to the engine")
    told = {"result": "refused", "revision": 0, "code": code, "message": message}
    body = json.dumps(told | {"fields": fields})
    headers = [(b"content-type", b"application/json")]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
