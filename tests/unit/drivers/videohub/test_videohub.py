"""Blocks as Blackmagic's Videohub Ethernet Protocol v2.3 (Developer Information, May 2018, p. 3-8)
prints them, and what a router does to a client."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Point, Value
from wallctl.domain.errors import Garbled, Rejected, Unreachable
from wallctl.drivers.videohub import FAMILY
from wallctl.drivers.videohub.diff import Lock, Routes, diff
from wallctl.drivers.videohub.protocol import Hub, block, heard, request
from wallctl.drivers.videohub.state import points, state
from wallctl.ports.driver import Connection, Means
from wallctl.ports.line import Line, TcpAddress
from wallctl.simulators.devices.videohub import Videohub
from wallctl.testing.scaled import ScaledClock
from wallctl.transport.lines.memory import MemoryLines
from wallctl.transport.lines.real import lines

PRELUDE = [
    "PROTOCOL PREAMBLE:\nVersion: 2.3",
    "VIDEOHUB DEVICE:\nDevice present: true\nModel name: Blackmagic Smart Videohub\n"
    "Video inputs: 3\nVideo processing units: 0\nVideo outputs: 2\n"
    "Video monitoring outputs: 0\nSerial ports: 0",
    "INPUT LABELS:\n0 VTR 1\n1 VTR 2\n2 布控球",
    "OUTPUT LABELS:\n0 Output feed 1\n1 Output feed 2",
    "VIDEO OUTPUT LOCKS:\n0 U\n1 L",
    "VIDEO OUTPUT ROUTING:\n0 2\n1 0",
]
WAIT_S = 10


def told(*blocks: str) -> Hub:
    hub = Hub()
    for one in blocks:
        hub = heard(hub, block(one.encode()))
    return hub


def test_the_first_state() -> None:
    hub = told(*PRELUDE)
    assert hub.complete
    assert not told(*PRELUDE[:-1]).complete
    assert (hub.version, hub.model) == ("2.3", "Blackmagic Smart Videohub")
    assert state(hub) == {"route.1": "3", "route.2": "1", "lock.1": False, "lock.2": True}
    route = points(hub)[0]
    assert route.text.zh == "1 Output feed 1"
    assert [one.text.zh for one in route.choices] == ["1 VTR 1", "2 VTR 2", "3 布控球"]


def test_what_is_not_known_is_passed_over() -> None:
    hub = told(*PRELUDE)
    for one in (
        "NEW THINGS:\n0 1",
        "VIDEO OUTPUT ROUTING:\n0 x\nnonsense\n-1 2\n99999 1",
        "VIDEO OUTPUT LOCKS:\n0 Z",
        "",
        "ACK",
    ):
        assert heard(hub, block(one.encode())) == hub


def test_a_change() -> None:
    hub = told(*PRELUDE, "VIDEO OUTPUT ROUTING:\n1 1", "INPUT LABELS:\n1 Studio")
    assert hub.routes == {0: 2, 1: 1}
    assert hub.input_labels[1] == "Studio"


def test_a_server_without_its_router() -> None:
    assert told("VIDEOHUB DEVICE:\nDevice present: false").complete
    assert told("VIDEOHUB DEVICE:\nDevice present: needs_update").present == "needs_update"


def test_requests() -> None:
    assert request("VIDEO OUTPUT ROUTING", {8: 19, 9: 2}) == b"VIDEO OUTPUT ROUTING:\n8 19\n9 2\n\n"


def test_one_salvo_between_unlocking_and_locking() -> None:
    seen: dict[str, Value] = {"route.1": "1", "route.2": "2", "lock.1": True, "lock.2": False}
    wanted = {"lock.2": True, "route.1": "3", "route.2": "4", "lock.1": False}
    messages = [one.message for one in diff(seen, wanted)]
    assert messages == [Lock(0, False), Routes(((0, 2), (1, 3))), Lock(1, True)]
    assert diff(wanted, wanted) == ()


@given(st.binary(max_size=200))
def test_any_bytes_do_no_harm(data: bytes) -> None:
    hub = heard(told(*PRELUDE), block(data))
    assert points(hub)
    state(hub)


@contextlib.asynccontextmanager
async def router(sim: Videohub) -> AsyncIterator[tuple[Connection, list[tuple[Point, ...]]]]:
    await sim.start()
    repointed: list[tuple[Point, ...]] = []
    means = Means(lines, ScaledClock(), repointed=repointed.append)
    connection = FAMILY.connect(complete(FAMILY.card.options, dict(sim.options())), means)
    try:
        async with asyncio.timeout(WAIT_S):
            yield connection, repointed
    finally:
        await connection.close()
        await sim.stop()


async def test_a_locked_output_does_not_hold_up_the_others() -> None:
    sim = Videohub(4, 4, locked=(2,))
    async with router(sim) as (connection, _):
        seen = (await connection.open()).state
        assert seen["lock.2"] is True
        (salvo,) = diff(seen, {"route.1": "4", "route.2": "4", "route.3": "4"})
        with pytest.raises(Rejected, match="locked"):
            await connection.send(salvo)
        after = await connection.read()
        assert [after[f"route.{n}"] for n in (1, 2, 3)] == ["4", "2", "4"]
        (unlock,) = diff(seen, {"lock.2": False})
        with pytest.raises(Rejected):  # another's lock is not broken
            await connection.send(unlock)


async def test_a_new_label_makes_new_points() -> None:
    sim = Videohub(2, 2)
    async with router(sim) as (connection, repointed):
        await connection.open()
        for writer in tuple(sim._writers):
            await sim.say(writer, "INPUT LABELS:\n0 县城全景\n\n".encode())
        await connection.read()
        assert repointed[-1][0].choices[0].text.zh == "1 县城全景"


async def test_a_typed_line() -> None:
    async with router(Videohub(2, 2)) as (connection, _):
        await connection.open()
        assert await connection.say("PING:") == "ACK"
        assert "VIDEO OUTPUT ROUTING:\n0 1" in await connection.say(r"VIDEO OUTPUT ROUTING:\n0 1")
        assert await connection.say("NONSENSE:") == "NAK"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"VIDEOHUB DEVICE:\nDevice present: false\n\n", Unreachable),
        (b"VIDEOHUB DEVICE:\nDevice present: needs_update\n\n", Unreachable),
        (b"a" * 70_000, Garbled),
    ],
)
async def test_what_cannot_be_opened(said: bytes, error: type[Exception]) -> None:
    async def device(line: Line) -> None:
        await line.write(said)
        while True:
            await line.read()

    async with MemoryLines() as memory:
        memory.place(TcpAddress("hub", 9990), device)
        options = complete(FAMILY.card.options, {"host": "hub"})
        connection = FAMILY.connect(options, Means(memory, ScaledClock()))
        with pytest.raises(error):
            await connection.open()
        await connection.close()
