"""HTTP sessions to an engine: addresses, sign-in, time limits."""

from __future__ import annotations

import aiohttp
from yarl import URL

CONNECT_S = 3.0
MAX_FRAME = 256 * 1024 * 1024  # a whole state with very many sources is one frame


def open_session(token: str = "") -> aiohttp.ClientSession:
    """A session that signs in with the token. The caller closes it."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return aiohttp.ClientSession(
        headers=headers,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S),
    )


def address(url: str, path: str, **query: str) -> URL:
    """The engine's address of an API path; `url` may be given without a scheme."""
    base = URL(url if "://" in url else f"http://{url}")
    at = base.with_path(base.path.rstrip("/") + path)
    told = {k: v for k, v in query.items() if v}
    return at.with_query(told) if told else at
