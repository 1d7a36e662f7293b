"""What the suite on the simulator does not come by: basic sign-in, sessions that end, refusals."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from wallctl.domain.devices.options import complete
from wallctl.domain.errors import AuthFailed, Garbled, Rejected, Unreachable
from wallctl.drivers.http import CARD, connect
from wallctl.ports.driver import Connection, Means
from wallctl.testing.scaled import ScaledClock
from wallctl.transport.lines.real import lines

PROFILE = """
[headers]
X-Token = "{token}"
[good]
at = "success"
values = ["1"]
[[login]]
method = "POST"
path = "/login"
body = '{"p":"{password}"}'
take = { token = "token" }
[[reads]]
name = "state"
path = "/state"
[[points]]
key = "level"
zh = "值"
en = "Level"
read = "state"
at = "level"
"""
Answer = Callable[[str], tuple[int, str]]


@asynccontextmanager
async def opened(answer: Answer, text: str = PROFILE, **more: Any) -> AsyncIterator[Connection]:
    """A device that gives these answers to whole requests."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        size = [int(row.split(":")[1]) for row in head.split("\r\n") if "Content-Length" in row]
        body = (await reader.readexactly(size[0])).decode() if size else ""
        status, said = answer(head + body)
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(said)}\r\n\r\n{said}".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    options = {"host": host, "port": port, "profile": "own", "profile_text": text, "auth": "none"}
    connection = connect(complete(CARD.options, {**options, **more}), Means(lines, ScaledClock()))
    try:
        yield connection
    finally:
        await connection.close()
        server.close()
        await server.wait_closed()


async def raised(what: Awaitable[object], error: type[Exception]) -> None:
    with pytest.raises(error):
        await what


async def test_a_session_that_ends_is_begun_anew() -> None:
    tokens = iter(["t1", "t2"])
    good = ["t1"]

    def answer(asked: str) -> tuple[int, str]:
        if asked.startswith("POST /login"):
            return 200, f'{{"success": 1, "token": "{next(tokens)}"}}'
        return (200, '{"success": 1, "level": 5}') if f"X-Token: {good[0]}" in asked else (401, "")

    async with opened(answer, password="pw") as connection:
        assert (await connection.open()).state == {"level": 5}
        good[0] = "t2"
        await raised(connection.read(), Unreachable)  # and not AuthFailed, which is for ever


async def test_a_refused_sign_in_is_a_wrong_password() -> None:
    async with opened(lambda asked: (200, '{"success": 0}')) as connection:
        await raised(connection.open(), AuthFailed)


async def test_basic() -> None:
    heard: list[str] = []

    def answer(asked: str) -> tuple[int, str]:
        heard.append(asked)
        return 200, "{}"

    plain = '[[reads]]\nname = "a"\npath = "/"'
    async with opened(answer, plain, auth="basic", user="管理", password="p:w") as connection:
        await connection.open()
    assert base64.b64encode("管理:p:w".encode()).decode() in heard[0]


@pytest.mark.parametrize(
    ("status", "said", "error"),
    [(404, "", Rejected), (302, "", Rejected), (200, "<html>", Garbled), (401, "", AuthFailed)],
)
async def test_what_is_no_answer(status: int, said: str, error: type[Exception]) -> None:
    plain = '[[reads]]\nname = "a"\npath = "/"'
    async with opened(lambda asked: (status, said), plain) as connection:
        await raised(connection.open(), error)


async def test_a_typed_path_shows_the_real_answer_without_the_password() -> None:
    plain = '[[reads]]\nname = "a"\npath = "/"'

    def answer(asked: str) -> tuple[int, str]:
        return (500, "it was s3cret") if "/odd" in asked else (200, "{}")

    async with opened(answer, plain, password="s3cret") as connection:
        await connection.open()
        assert await connection.say("/odd") == "500 it was ***"
        await raised(connection.say("DELETE /all"), Rejected)
