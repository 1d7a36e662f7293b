"""The simulated UPS, asked line by line over a socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from wallctl.simulators.devices.nut import NutUps

Ask = Callable[[str], Awaitable[str]]


@pytest.fixture
async def ups() -> AsyncIterator[NutUps]:
    made = NutUps("pw")
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def ask(ups: NutUps) -> AsyncIterator[Ask]:
    reader, writer = await asyncio.open_connection(ups.host, ups.port)

    async def asked(line: str) -> str:
        writer.write(f"{line}\n".encode())
        return (await reader.readline()).decode().strip()

    yield asked
    writer.close()
    await writer.wait_closed()


async def test_a_user_switches_an_outlet(ups: NutUps, ask: Ask) -> None:
    assert await ask("INSTCMD sim1 load.off") == "ERR USERNAME-REQUIRED"
    assert await ask("USERNAME wallctl") == "OK"
    assert await ask('PASSWORD "pw"') == "OK"
    assert await ask("INSTCMD sim1 outlet.1.load.off") == "OK"
    assert await ask("SET VAR sim1 ups.load 3") == "ERR READONLY"
    assert ups.state()["outlet.1"] is False
    ups.faults.refuse = True
    assert await ask("INSTCMD sim1 load.off") == "ERR ACCESS-DENIED"
    assert ups.acted == 0


async def test_the_mains_fail(ups: NutUps, ask: Ask) -> None:
    await ups.front_panel("mains", False)
    assert await ask("GET VAR sim1 ups.status") == 'VAR sim1 ups.status "OB DISCHRG"'
    await ups.front_panel("mains", True)
    assert await ask("GET VAR sim1 ups.status") == 'VAR sim1 ups.status "OL"'
    with pytest.raises(KeyError):
        await ups.front_panel("nothing", True)
