"""Simulated matrix, display, splicing processor and router: what they answer on a real socket, and
how they misbehave. The words are those of the makers' documents, said by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from wallctl.simulators.devices.base import GARBAGE, TcpSimulator
from wallctl.simulators.devices.display_sicp import SicpDisplay
from wallctl.simulators.devices.matrix_sis import SisMatrix
from wallctl.simulators.devices.splicer_text import TextSplicer
from wallctl.simulators.devices.videohub import Videohub

WAIT_S = 10


class Talk:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def hear(self, end: bytes = b"\r\n") -> bytes:
        async with asyncio.timeout(WAIT_S):
            return (await self._reader.readuntil(end)).strip()

    async def ask(self, data: bytes, end: bytes = b"\r\n") -> bytes:
        self._writer.write(data)
        return await self.hear(end)

    async def bytes_for(self, data: str) -> str:
        self._writer.write(bytes.fromhex(data))
        async with asyncio.timeout(WAIT_S):
            return (await self._reader.read(100)).hex(" ").upper()


@asynccontextmanager
async def talked_to(sim: TcpSimulator) -> AsyncIterator[Talk]:
    await sim.start()
    reader, writer = await asyncio.open_connection(sim.host, sim.port)
    try:
        yield Talk(reader, writer)
    finally:
        writer.close()
        await sim.stop()


async def test_a_matrix() -> None:
    sim = SisMatrix(4, 4)
    async with talked_to(sim) as talk:
        await talk.hear()
        assert b"Copyright" in await talk.hear()
        assert await talk.ask(b"\x1b3CV\r") == b"Vrb3"
        assert await talk.ask(b"1*3!") == b"Out03 In01 All"
        assert await talk.ask(b"3%") == b"Out03 In01 Vid"
        assert await talk.ask(b"9*3!") == b"E01"
        assert await talk.ask(b"1*9!") == b"E12"
        assert await talk.ask(b"7.") == b"E11"
        assert await talk.ask(b"2*1B") == b"Vmt2*1"
        assert await talk.ask(b"2,") == b"Spr02"
        assert await talk.ask(b"4*3!") == b"Out03 In04 All"
        assert await talk.ask(b"2.") == b"Rpr02"
        assert sim.state()["route.3"] == "1"
        await sim.front_panel("route.1", "2")
        assert await talk.hear() == b"Out01 In02 All"
        sim.faults.refuse = True
        assert await talk.ask(b"1*1!") == b"E22"
        assert sim.state()["route.1"] == "2"


async def test_a_matrix_with_a_password_asks_again() -> None:
    async with talked_to(SisMatrix(password="pw")) as talk:
        await talk.hear(b"Password:")
        assert await talk.ask(b"no\r", b"Password:") == b"Password:"
        await talk.ask(b"pw\r")
        assert await talk.hear() == b"Login Administrator"


async def test_a_display() -> None:
    sim = SicpDisplay(on=False)
    async with talked_to(sim) as talk:
        assert await talk.bytes_for("05 01 00 19 1D") == "06 01 00 19 01 1F"
        assert await talk.bytes_for("05 01 00 45 41") == "06 01 00 00 18 1F"  # it is in standby
        assert await talk.bytes_for("06 01 00 18 02 1D") == "06 01 00 00 06 01"
        assert await talk.bytes_for("06 01 00 44 32 71") == "06 01 00 00 06 01"
        assert await talk.bytes_for("06 01 00 44 32 70") == "06 01 00 00 15 12"  # a wrong sum
        assert (sim.state()["power"], sim.state()["volume"]) == ("on", 50)
        sim.faults.refuse = True
        assert await talk.bytes_for("06 01 00 18 01 1E") == "06 01 00 00 18 1F"
        assert sim.state()["power"] == "on"


async def test_a_splicing_processor() -> None:
    sim = TextSplicer(4, 8)
    async with talked_to(sim) as talk:
        assert await talk.ask(b"<status,1>", b">") == b"<close,1>"
        assert await talk.ask(b"<open,1,3,0,0,1920,1080>", b">") == b"<open,1,3,0,0,1920,1080>"
        assert await talk.ask(b"<open,1,99,0,0,1920,1080>", b">") == b"<error,1>"
        assert await talk.ask(b"<nonsense>", b">") == b"<error,1>"
        assert sim.state()["window.1"] == "3@0,0,1920,1080"
        assert await talk.ask(b"<save,2>", b">") == b"<save,2>"
        assert await talk.ask(b"<close,1>", b">") == b"<close,1>"
        assert await talk.ask(b"<call,2>", b">") == b"<call,2>"
        assert sim.state()["window.1"] == "3@0,0,1920,1080"
        await sim.front_panel("window.1", "")
        assert await talk.hear(b">") == b"<close,1>"


async def test_a_router() -> None:
    sim = Videohub(2, 2, locked=(2,))
    async with talked_to(sim) as talk:
        assert b"Version: 2.3" in await talk.hear(b"\n\n")
        while b"VIDEO OUTPUT ROUTING" not in await talk.hear(b"\n\n"):
            pass
        assert await talk.ask(b"VIDEO OUTPUT ROUTING:\n0 1\n\n", b"\n\n") == b"ACK"
        assert await talk.hear(b"\n\n") == b"VIDEO OUTPUT ROUTING:\n0 1"
        assert await talk.ask(b"VIDEO OUTPUT ROUTING:\n0 0\n1 0\n\n", b"\n\n") == b"NAK"
        assert sim.state()["route.1"] == "2", "a salvo is carried out together or not at all"
        assert await talk.ask(b"VIDEO OUTPUT LOCKS:\n1 U\n\n", b"\n\n") == b"NAK"
        assert await talk.ask(b"VIDEO OUTPUT LOCKS:\n1 F\n\n", b"\n\n") == b"ACK"


@pytest.mark.parametrize("sim", [SisMatrix(), SicpDisplay(), TextSplicer(), Videohub()])
async def test_front_panels_take_what_there_is(sim: TcpSimulator) -> None:
    for key, value in (("nonsense.1", "1"), ("nonsense", "1")):
        with pytest.raises((KeyError, ValueError)):
            await sim.front_panel(key, value)


async def test_garbage_and_silence() -> None:
    sim = SisMatrix()
    async with talked_to(sim) as talk:
        await talk.hear()
        await talk.hear()
        sim.faults.garbage = True
        assert await talk.ask(b"1%") == GARBAGE.strip()
        sim.faults.garbage, sim.faults.silence = False, True
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await talk.ask(b"1%")
