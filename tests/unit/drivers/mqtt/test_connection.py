"""What is at the address and is no broker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import psutil
import pytest

from wallctl.domain.devices.options import complete
from wallctl.domain.errors import DeviceError, TimedOut, Unreachable
from wallctl.drivers.mqtt import FAMILY, connection
from wallctl.ports.driver import Means
from wallctl.testing.scaled import ScaledClock
from wallctl.transport.lines.real import lines

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[int]:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


async def tried(host: str, port: int) -> DeviceError:
    one = FAMILY.connect(
        complete(FAMILY.card.options, {"host": host, "port": port}), Means(lines, ScaledClock())
    )
    try:
        with pytest.raises(DeviceError) as caught:
            await one.open()
        return caught.value
    finally:
        await one.close()
        await one.close()


async def _deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.read(1000):
        pass
    writer.close()


async def _other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    while await reader.read(1000):
        pass
    writer.close()


async def _curt(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


@pytest.mark.parametrize("serve", [_deaf, _other, _curt])
async def test_no_broker(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "REACH_S", 0.3)
    async with listening(serve) as port:
        assert isinstance(await tried("127.0.0.1", port), TimedOut | Unreachable)
        await asyncio.sleep(0)
        before = len(asyncio.all_tasks()), psutil.Process().num_fds()
        for _ in range(2):
            await tried("127.0.0.1", port)
        for _ in range(100):
            after = len(asyncio.all_tasks()), psutil.Process().num_fds()
            if after == before:
                break
            await asyncio.sleep(0.02)
        assert after == before


async def test_nobody_there() -> None:
    assert (await tried("127.0.0.1", 9)).fields["reason"] == "refused"
