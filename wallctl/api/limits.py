"""Reading a request's body with a limit."""

from __future__ import annotations

from starlette.requests import Request


class TooLarge(Exception):
    """The body is over the limit; str() says which."""


async def body_of(request: Request, limit: int) -> bytes:
    """Raises TooLarge; never holds more than the limit."""
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > limit:
        raise TooLarge(str(limit))
    parts: list[bytes] = []
    held = 0
    async for part in request.stream():
        held += len(part)
        if held > limit:
            raise TooLarge(str(limit))
        parts.append(part)
    return b"".join(parts)
