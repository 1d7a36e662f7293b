"""Finding an engine by its announcement and on this machine."""

from __future__ import annotations

import asyncio
import socket

import pytest
from aiohttp import web

from tests.processes import free_port
from wallctl.app.announce import announce, is_loopback
from wallctl.client.find import engines, local_engine


async def test_a_local_engine_is_told_from_another_server() -> None:
    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"protocol": "1.0"})

    async def other(_: web.Request) -> web.Response:
        return web.json_response({"hello": "world"})

    ports = [free_port(), free_port(), free_port()]
    runners = []
    for port, handler in zip(ports[1:], (other, healthz), strict=True):
        app = web.Application()
        app.router.add_get("/healthz", handler)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        runners.append(runner)
    assert await local_engine(ports) == f"http://127.0.0.1:{ports[2]}"
    assert await local_engine(ports[:2]) == ""
    for runner in runners:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("host", "is_it"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("h", False)],
)
def test_loopback(host: str, is_it: bool) -> None:
    assert is_loopback(host) is is_it


def own_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("224.0.0.251", 5353))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


async def test_an_announced_engine_is_found() -> None:
    host = own_address()
    if is_loopback(host):
        pytest.skip("this machine has no network to announce on")
    task = asyncio.create_task(announce("hall", "指挥大厅", host, 8700, tls=True))
    try:
        for _ in range(25):
            found = await engines(0.3)
            if found:
                break
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    mine = next(one for one in found if one.room == "hall")
    assert (mine.name, mine.url) == ("指挥大厅", f"https://{host}:8700")
