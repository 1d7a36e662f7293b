"""The server's end: what is under way is answered, what never ends is cut off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from wallctl.app.http_server import HttpServer, bind


class Rig:
    """One server with an answer that waits until it may, and a socket that only listens."""

    def __init__(self, grace_s: float) -> None:
        self.may, self.asked, self.stop = asyncio.Event(), asyncio.Event(), asyncio.Event()
        sock = bind("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{sock.getsockname()[1]}"
        app = Starlette(routes=[Route("/", self._answer), WebSocketRoute("/ws", self._listen)])
        self.running = asyncio.create_task(
            HttpServer(app, sock, None, None, grace_s=grace_s).run(self.stop)
        )

    async def _answer(self, _: Request) -> Response:
        self.asked.set()
        await self.may.wait()
        return PlainTextResponse("done")

    async def _listen(self, socket: WebSocket) -> None:
        await socket.accept()
        await socket.receive()

    async def end(self) -> None:
        self.stop.set()
        async with asyncio.timeout(10):
            await self.running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as one:
        yield one


async def test_what_is_under_way_is_answered_first(session: aiohttp.ClientSession) -> None:
    rig = Rig(grace_s=10)
    asking = asyncio.create_task(session.get(rig.url))
    await rig.asked.wait()
    rig.stop.set()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(rig.running), 0.05)
    rig.may.set()
    assert await (await asking).text() == "done"
    await rig.end()


async def test_what_never_ends_is_cut_off(
    session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    rig = Rig(grace_s=0.02)
    asking = asyncio.create_task(session.get(rig.url))
    await rig.asked.wait()
    await rig.end()
    assert "cut off at the end: 1" in caplog.text
    with pytest.raises(aiohttp.ClientError):
        (await asking).raise_for_status()


async def test_who_only_listens_is_told_to_come_again(session: aiohttp.ClientSession) -> None:
    rig = Rig(grace_s=10)
    async with session.ws_connect(f"{rig.url}/ws") as ws:
        ending = asyncio.create_task(rig.end())
        said = await ws.receive()
        assert (said.type, said.data) == (aiohttp.WSMsgType.CLOSE, 1012)
    await ending


async def test_with_nobody_there_it_ends_at_once(session: aiohttp.ClientSession) -> None:
    rig = Rig(grace_s=10)
    rig.may.set()
    async with session.get(rig.url) as answer:  # kept alive afterwards, but idle
        assert answer.headers["date"]
        assert await answer.text() == "done"
    loop = asyncio.get_running_loop()
    began = loop.time()
    await rig.end()
    assert loop.time() - began < 5, "not as long as what is under way may take"
