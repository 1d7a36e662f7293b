"""The simulated sequencer, by bytes: MODBUS Application Protocol V1.1b3."""

from __future__ import annotations

import asyncio

import pytest

from wallctl.simulators.devices.modbus import ModbusSimulator


async def asked(sim: ModbusSimulator, question: str, size: int) -> str:
    reader, writer = await asyncio.open_connection(sim.host, sim.port)
    try:
        writer.write(bytes.fromhex(question))
        return (await asyncio.wait_for(reader.readexactly(size), 5)).hex()
    finally:
        writer.close()
        await writer.wait_closed()


async def test_over_tcp() -> None:
    sim = ModbusSimulator()
    await sim.start()
    try:
        on = "000700000006 01 05 0002 ff00"
        assert await asked(sim, on, 12) == on.replace(" ", "")
        assert sim.state()["outlet.3"] is True
        await sim.front_panel("outlet.1", True)
        assert await asked(sim, "0001 0000 0006 01 01 0000 0008", 10) == "00010000000401010105"
        assert await asked(sim, "0001 0000 0006 01 01 0007 0002", 9) == "000100000003018102"
        sim.faults.refuse = True
        assert await asked(sim, on, 9) == "000700000003018504"
    finally:
        await sim.stop()


async def test_over_rtu() -> None:
    sim = ModbusSimulator(rtu=True)
    await sim.start()
    try:
        assert await asked(sim, "01 05 00ff ff00 bc0a", 8) == "010500ffff00bc0a"
        assert all(sim.state().values())
        with pytest.raises(KeyError):
            await sim.front_panel("outlet.9", True)
    finally:
        await sim.stop()
