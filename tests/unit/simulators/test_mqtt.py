"""The simulated broker, by bytes: MQTT 3.1.1 (OASIS)."""

from __future__ import annotations

import asyncio

import pytest

from wallctl.simulators.devices.mqtt import MqttSimulator

CONNECT = bytes.fromhex("10 0d 0004 4d515454 04 02 003c 0001 61")
LOGIN = bytes.fromhex("10 19 0004 4d515454 04 c2 003c 0001 61 0007") + b"wallctl"


async def test_subscribe_gives_what_is_retained_and_a_set_is_reported() -> None:
    sim = MqttSimulator()
    await sim.start()
    reader, writer = await asyncio.open_connection(sim.host, sim.port)
    try:
        writer.write(CONNECT)
        assert await reader.readexactly(4) == bytes.fromhex("20020000")
        topic = b"zigbee2mqtt/bridge/state"
        writer.write(bytes([0x82, len(topic) + 5, 0, 1, 0, len(topic)]) + topic + b"\x00")
        assert await reader.readexactly(5) == bytes.fromhex("9003000100")
        head = await reader.readexactly(2)
        assert head[0] == 0x31
        assert (await reader.readexactly(head[1])).endswith(b'{"state":"online"}')
        topic, payload = "zigbee2mqtt/纱帘/set".encode(), b'{"position":40}'
        body = bytes([0, len(topic)]) + topic + b"\x00\x07" + payload
        writer.write(bytes([0x32, len(body)]) + body)
        assert await reader.readexactly(4) == bytes.fromhex("40020007")
        writer.write(b"\xc0\x00")
        assert await reader.readexactly(2) == b"\xd0\x00"
        assert sim.state()["纱帘.position"] == 40
    finally:
        writer.close()
        await writer.wait_closed()
        await sim.stop()


@pytest.mark.parametrize("word", [b"wrong!", b"s3cret"])
async def test_sign_in(word: bytes) -> None:
    sim = MqttSimulator(password="s3cret")
    await sim.start()
    reader, writer = await asyncio.open_connection(sim.host, sim.port)
    try:
        body = LOGIN[2:] + bytes([0, len(word)]) + word
        writer.write(bytes([0x10, len(body)]) + body)
        answer = await reader.readexactly(4)
        assert answer[3] == (0 if word == b"s3cret" else 4)
    finally:
        writer.close()
        await writer.wait_closed()
        await sim.stop()
