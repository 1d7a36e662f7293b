"""Simulated devices speak their protocol on a real socket, and misbehave when told to."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from wallctl.simulators.devices.artnet import ArtnetSimulator
from wallctl.simulators.devices.base import TcpSimulator
from wallctl.simulators.devices.pjlink import PjlinkSimulator
from wallctl.simulators.devices.samsung_mdc import MdcSimulator
from wallctl.simulators.devices.visca import ViscaSimulator

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def spoken_to(sim: TcpSimulator) -> AsyncIterator[Streams]:
    await sim.start()
    reader, writer = await asyncio.open_connection(sim.host, sim.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        await sim.stop()


async def test_a_projector_wants_its_password() -> None:
    async with spoken_to(PjlinkSimulator("pw", warm_s=0)) as (reader, writer):
        salt = (await reader.readuntil(b"\r")).split()[-1]
        digest = hashlib.md5(salt + b"pw").hexdigest().encode()
        writer.write(digest + b"%1POWR 1\r%1POWR ?\r%1INPT 99\r")
        assert await reader.readuntil(b"\r") == b"%1POWR=OK\r"
        assert await reader.readuntil(b"\r") == b"%1POWR=1\r"
        assert await reader.readuntil(b"\r") == b"%1INPT=ERR2\r"


async def test_a_projector_with_a_wrong_password_hangs_up() -> None:
    async with spoken_to(PjlinkSimulator("pw")) as (reader, writer):
        await reader.readuntil(b"\r")
        writer.write(b"0" * 32 + b"%1POWR ?\r")
        assert await reader.read() == b"PJLINK ERRA\r"


async def test_a_projector_that_is_off_takes_no_input() -> None:
    async with spoken_to(PjlinkSimulator(warm_s=60)) as (reader, writer):
        writer.write(b"%1INPT 32\r%1POWR 1\r%1POWR ?\r")
        told = [await reader.readuntil(b"\r") for _ in range(4)]
        assert told == [b"PJLINK 0\r", b"%1INPT=ERR3\r", b"%1POWR=OK\r", b"%1POWR=3\r"]


async def test_front_panel_takes_what_there_is() -> None:
    sim = PjlinkSimulator(warm_s=0)
    await sim.front_panel("power", "on")
    await sim.front_panel("input", "32")
    assert (sim.state()["power"], sim.state()["input"]) == ("on", "32")
    for key, value in (("nonsense", 1), ("mute.video", "yes")):
        with pytest.raises(ValueError, match=key):
            await sim.front_panel(key, value)


@pytest.mark.parametrize(
    ("fault", "begins"),
    [("garbage", b"\x00\xff"), ("endless", b"xxxx"), ("refuse", b"%1POWR=ERR4\r")],
)
async def test_faults_of_a_projector(fault: str, begins: bytes) -> None:
    sim = PjlinkSimulator()
    async with spoken_to(sim) as (reader, writer):
        await reader.readuntil(b"\r")
        setattr(sim.faults, fault, True)
        writer.write(b"%1POWR 1\r")
        assert (await reader.read(1000)).startswith(begins)
        assert fault == "refuse" or sim.state()["power"] == "warming"


async def test_a_display_answers_only_what_is_for_it() -> None:
    async with spoken_to(MdcSimulator(display=1)) as (reader, writer):
        for message in ("AA 11 02 01 01 15", "AA 11 FE 01 01 11", "AA 11 01 00 12"):
            writer.write(bytes.fromhex(message))
        assert await reader.readexactly(8) == bytes.fromhex("AA FF 01 03 41 11 01 56")


async def test_a_display_hangs_up_on_a_wrong_sum() -> None:
    async with spoken_to(MdcSimulator(display=1)) as (reader, writer):
        writer.write(bytes.fromhex("AA 11 01 01 01 00"))
        assert await reader.read() == b""


def test_a_camera_counts_and_refuses_what_came_before() -> None:
    sim = ViscaSimulator()
    asked = bytes.fromhex("01 10 00 05 00 00 00 02 81 09 04 00 FF")
    assert sim.answers(asked) == [bytes.fromhex("01 11 00 04 00 00 00 02 90 50 03 FF")]
    assert sim.answers(asked) == [bytes.fromhex("02 01 00 02 00 00 00 02 0F 01")]
    reset = bytes.fromhex("02 00 00 01 00 00 00 00 01")
    assert sim.answers(reset) == [bytes.fromhex("02 01 00 01 00 00 00 00 01")]
    assert sim.answers(asked)[0][:2] == b"\x01\x11"


def test_a_camera_that_is_off_does_not_turn() -> None:
    sim = ViscaSimulator(header=False)
    home = bytes.fromhex("81 01 06 04 FF")
    assert sim.answers(home) == [bytes.fromhex("90 61 41 FF")]
    sim.answers(bytes.fromhex("81 01 04 00 02 FF"))
    assert sim.answers(home) == [bytes.fromhex("90 41 FF"), bytes.fromhex("90 51 FF")]
    assert sim.acted == 1


def test_a_light_takes_frames_of_its_own_universe_alone() -> None:
    sim = ArtnetSimulator({2: "侧灯"}, universe=1)
    head = b"Art-Net\0" + bytes.fromhex("00 50 00 0E 01 00")
    assert sim.answers(head + bytes.fromhex("00 00 00 02 FF FF")) == []
    assert sim.state() == {"light.2": 0}
    sim.answers(head + bytes.fromhex("01 00 00 02 FF FF"))
    assert sim.state() == {"light.2": 100}
