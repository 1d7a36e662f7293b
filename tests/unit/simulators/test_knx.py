"""The simulated KNX line, by bytes: KNX 03.08.04 Tunnelling, 03.08.02 Core."""

from __future__ import annotations

from wallctl.simulators.devices.knx import KnxSimulator

CONNECT = bytes.fromhex("06100205001a 0801000000000000 0801000000000000 04040200".replace(" ", ""))


def test_connect_read_write() -> None:
    sim, said = KnxSimulator(), list[bytes]()
    sim.take(CONNECT, said.append)
    assert said[0][:4] == bytes.fromhex("06100206")
    channel = said[0][6]
    assert said[0][7] == 0
    said.clear()
    # GroupValueWrite 100 % to 1/1/1: acknowledged, confirmed, reported on 1/1/2.
    cemi = "1100bce000000901020080ff"
    sim.take(bytes.fromhex(f"061004200016 04{channel:02x}0000 {cemi}"), said.append)
    assert sim.state()["lamp"] == 100
    assert [one[2:4].hex() for one in said] == ["0421", "0420", "0420"]
    assert said[1][10] == 0x2E
    assert said[2][10:].hex() == "2900bce011ff0902020080ff"
    said.clear()
    # GroupValueRead of 1/1/4
    sim.take(bytes.fromhex(f"061004200015 04{channel:02x}0100 1100bce000000904010000"), said.append)
    assert said[2][10:].hex() == "2900bce011ff0904010040"


async def test_front_panel_and_faults() -> None:
    sim, said = KnxSimulator(), list[bytes]()
    sim.take(CONNECT, said.append)
    said.clear()
    await sim.front_panel("spots", True)
    assert said[0][-1] == 0x81
    sim.faults.silence = True
    said.clear()
    sim.take(CONNECT, said.append)
    await sim.front_panel("spots", False)
    assert said == []
    sim.faults.silence, sim.faults.refuse = False, True
    sim.take(CONNECT, said.append)
    assert said[0][7] == 0x24
