"""Each rig starts, answers its own tool, is killed and started again, and leaves nothing."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import struct
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.peers.rigs.base import Rig, RigError, run_tool
from tests.peers.rigs.dmxnet import Dmxnet
from tests.peers.rigs.fixtures import StartRig
from tests.peers.rigs.knxd import Knxd
from tests.peers.rigs.modbus import ModbusRtu, ModbusSerial, PyModbusTcp
from tests.peers.rigs.mosquitto import Mosquitto
from tests.peers.rigs.netns import Netns, refused
from tests.peers.rigs.nut import Nut
from tests.peers.rigs.onvif_camera import OnvifCamera
from tests.peers.rigs.pjlink import Pjlink
from tests.peers.rigs.pulse import Pulse
from tests.peers.rigs.serial_pair import SerialPair
from tests.peers.rigs.sip import Baresip, Sipp
from tests.peers.rigs.snmp import OUTLET, UPS, Snmpd
from tests.peers.rigs.videohub_server import VideohubServer
from tests.processes import ROOT, marked, wait_for

pytestmark = pytest.mark.peer


async def put_away(peer: Rig) -> None:
    """Ends the peer here, so that what stayed can be looked for."""
    await peer.close()
    assert not marked(peer.token)
    assert not peer.folder.exists()


async def test_pjlink(rig: StartRig) -> None:
    peer = await rig(Pjlink(password="s3cret"))
    await peer.front_panel(power="on", input="32", errors={"lamp": "error"})
    told = await peer.state()
    assert (told["power"], told["input"], told["errors"]["lamp"]) == ("on", "32", "error")
    address = peer.address
    peer.at_start = {"power": "on"}
    await peer.restart()
    assert peer.address == address
    assert (await peer.state())["power"] == "on"
    await put_away(peer)


@pytest.mark.parametrize("password", [None, "s3cret"])
async def test_mosquitto(rig: StartRig, password: str | None) -> None:
    peer = await rig(Mosquitto(password=password))
    await peer.front_panel("hall/lamp", "开", retain=True)
    assert await peer.state("hall/lamp") == "开"
    assert await peer.state("hall/other") is None
    async with peer.hearing("hall/#") as heard:
        assert await heard.next() == ("hall/lamp", "开")
        await peer.front_panel("hall/lamp/set", "关")
        assert await heard.next() == ("hall/lamp/set", "关")
    await peer.kill()
    with pytest.raises(RigError, match="refused"):
        await peer.state("hall/lamp")
    await peer.start()
    assert await peer.state("hall/lamp") is None
    await put_away(peer)


async def test_mosquitto_keeps_what_it_is_told_to_keep(rig: StartRig) -> None:
    peer = await rig(Mosquitto(keep=True))
    await peer.front_panel("hall/lamp", "on", retain=True)
    await peer.stop()
    await peer.start()
    assert await peer.state("hall/lamp") == "on"


async def test_snmpd(rig: StartRig) -> None:
    peer = await rig(Snmpd())
    status, outlet = f"{UPS}.2.1.0", f"{OUTLET}.3"
    assert await peer.state(f"{UPS}.1.2.0") == "UPS 3000"
    await peer.front_panel(status, 3)
    await peer.front_panel(outlet, 2)
    assert (await peer.state(status), await peer.state(outlet)) == ("3", "2")
    await peer.restart()
    assert (await peer.state(status), await peer.state(outlet)) == ("2", "1")
    await put_away(peer)


async def test_nut(rig: StartRig) -> None:
    peer = await rig(Nut())
    assert (await peer.state())["ups.status"] == "OL"
    await peer.front_panel(**{"ups.status": "OB LB", "battery.charge": "17"})
    await peer.kill_driver()
    with pytest.raises(RigError, match=r"Driver not connected|Data stale"):
        await peer.state()
    await peer.restart()
    assert (await peer.state())["ups.status"] == "OL"
    await put_away(peer)


def over_tcp(unit: int, pdu: bytes) -> bytes:
    return struct.pack(">HHHB", 1, 0, len(pdu) + 1, unit) + pdu


ON = struct.pack(">BHH", 5, 9, 0xFF00)  # write coil 9


@pytest.mark.parametrize("kind", [ModbusSerial, PyModbusTcp])
async def test_modbus_tcp(rig: StartRig, kind: type[ModbusSerial | PyModbusTcp]) -> None:
    peer = await rig(kind(at_start=[("holding", 3, [7])]))
    reader, writer = await asyncio.open_connection(*peer.address)

    async def ask(pdu: bytes) -> bytes:
        writer.write(over_tcp(1, pdu))
        return (await asyncio.wait_for(reader.read(100), 5))[7:]

    assert await ask(ON) == ON
    assert await peer.state("coil", 9) == [1]
    assert await peer.heard() == [("coil", 9, 1, 1)]
    assert await peer.state("holding", 2, 3) == [0, 7, 0]
    await peer.front_panel("discrete", 2, 1)
    assert await ask(struct.pack(">BHH", 2, 0, 8)) == bytes([2, 1, 0b100])
    assert await ask(struct.pack(">BHH", 3, 300, 1)) == bytes([0x83, 2])
    await peer.fault(code=4)
    assert await ask(ON) == bytes([0x85, 4])
    writer.close()
    await peer.restart()
    assert await peer.state("coil", 9) == [0]
    await put_away(peer)


async def test_modbus_rtu(rig: StartRig) -> None:
    peer = await rig(ModbusRtu())
    frame = bytes([1]) + ON + bytes.fromhex("5c38")
    for _ in range(2):
        line = os.open(peer.path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            os.write(line, frame)

            async def written() -> bool:
                return await peer.heard() == [("coil", 9, 1, 1)]

            await peer.wait_until(written, "written coil")
        finally:
            os.close(line)
        await peer.restart()
    await put_away(peer.line)
    await put_away(peer)


async def test_a_serial_pair(rig: StartRig) -> None:
    peer = await rig(SerialPair())
    assert all(end.startswith("/dev/pts/") for end in (await peer.state()).values())
    ours, theirs = (os.open(end, os.O_RDWR | os.O_NOCTTY) for end in (peer.ours, peer.theirs))
    try:
        os.write(ours, b"\x00\r\n\xff\x11\x13")
        assert os.read(theirs, 100) == b"\x00\r\n\xff\x11\x13"
        await peer.kill()
        assert os.read(ours, 1) == b""
    finally:
        os.close(ours)
        os.close(theirs)
    await peer.start()
    assert peer.ours.exists()
    await put_away(peer)


@pytest.mark.skipif(bool(refused()), reason=refused())
async def test_a_namespace_is_gone_after_and_nothing_leaves_the_machine() -> None:
    async with Netns() as net:
        assert net.link in await run_tool("ip", "-br", "link")
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(net.far, 9)
        assert "default" not in await run_tool(*net.enter, "ip", "route")
        far = net.far
    assert net.link not in await run_tool("ip", "-br", "link")
    with pytest.raises(OSError, match="No route to host"):
        await asyncio.open_connection(far, 9)


async def test_knxd(rig: StartRig) -> None:
    peer = Knxd(devices={"1/2/4": 0}, status={"1/2/3": "1/2/4", "1/2/5": "1/2/6"})
    with pytest.raises(RigError, match="is not started"):
        _ = peer.address
    await rig(peer)
    assert await peer.state("1/2/3") is None
    await peer.front_panel("1/2/3", 1)
    await peer.front_panel("1/2/5", b"\x0c\x1a")
    assert (await peer.state("1/2/4"), await peer.state("1/2/6")) == ("01", "0C 1A")
    assert [(one.kind, one.group, one.value) for one in peer.heard] == [
        ("write", "1/2/3", 1),
        ("write", "1/2/5", b"\x0c\x1a"),
    ]
    address = peer.address
    await peer.restart()
    assert peer.address == address
    assert await peer.state("1/2/4") is None
    assert peer.devices == {"1/2/4": 1, "1/2/6": b"\x0c\x1a"}
    await put_away(peer)


async def test_dmxnet(rig: StartRig) -> None:
    peer = await rig(Dmxnet([(0, 0, 0), (1, 2, 3)]))
    head = b"Art-Net\0" + struct.pack("<H", 0x5000) + bytes([0, 14, 1, 0, 0x23, 1])

    async def counted() -> bool:
        return await peer.count("1/2/3") > 0

    for _ in range(2):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(head + struct.pack(">H", 4) + bytes([1, 2, 3, 255]), peer.address)
        await peer.wait_until(counted, "frame")
        assert (await peer.state("1/2/3"))[:5] == [1, 2, 3, 255]
        assert await peer.state() == [0] * 512
        assert [one[1] for one in await peer.frames("1/2/3")] == [[1, 2, 3, 255]]
        await peer.restart()
    await put_away(peer)


async def test_videohub_server(rig: StartRig) -> None:
    peer = await rig(VideohubServer())
    reader, writer = await asyncio.open_connection(*peer.address)
    async with asyncio.timeout(5):
        await reader.readuntil(b"END PRELUDE:\n\n")
        writer.write(b"VIDEO OUTPUT ROUTING:\n3 4\n\n")
        assert await reader.readuntil(b"\n\n") == b"ACK\n\n"
    assert (await peer.state())["heard"] == [[3, 4]]
    await peer.kill()
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await reader.readuntil(b"\n\n")
    writer.close()
    await peer.start()
    assert (await peer.state())["heard"] == []
    await put_away(peer)


_ASK = """<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>
<GetDeviceInformation xmlns="http://www.onvif.org/ver10/device/wsdl"/></s:Body></s:Envelope>"""


@pytest.mark.parametrize(("password", "status"), [("", 200), ("s3cret", 401)])
async def test_onvif_camera(rig: StartRig, password: str, status: int) -> None:
    peer = await rig(OnvifCamera(user="admin" if password else "", password=password))
    async with (
        aiohttp.ClientSession() as session,
        session.post(peer.url, data=_ASK, headers={"SOAPAction": "GetDeviceInformation"}) as told,
    ):
        assert told.status == status
        assert ("VirtualCam-1" in await told.text()) is (status == 200)
    await peer.front_panel(pan=0.5)
    assert (await peer.state())["pan"] == 0.5
    await peer.restart()
    assert (await peer.state())["pan"] == 0
    await put_away(peer)


async def test_baresip(rig: StartRig) -> None:
    peer = await rig(Baresip())
    hands_off = ("-i", peer.net.near, "-m", "1", "-nostdin", "-timeout", "8", "-timeout_error")
    caller = asyncio.create_task(
        run_tool("sipp", f"{peer.host}:5060", "-sn", "uac", "-s", "peer", "-d", "300", *hands_off)
    )

    async def is_now(state: str) -> bool:
        return [one.state for one in await peer.state()] == [state]

    await peer.wait_until(lambda: is_now("INCOMING"), "call")
    await peer.front_panel("accept")
    await peer.wait_until(lambda: is_now("ESTABLISHED"), "call")
    await caller
    await peer.restart()
    assert await peer.state() == []
    with pytest.raises(RigError, match="fly"):
        await peer.front_panel("fly")
    await put_away(peer)


async def test_sipp(rig: StartRig) -> None:
    peer = await rig(Sipp(answer="busy"))
    hands_off = ("-i", peer.net.near, "-m", "1", "-nostdin", "-timeout", "8", "-timeout_error")
    with pytest.raises(RigError, match="486 Busy Here"):
        await run_tool("sipp", f"{peer.host}:5060", "-sn", "uac", *hands_off)

    async def refused_it() -> bool:
        seen = [line.split(" sip:")[0] for line in await peer.state()]
        return seen == ["< INVITE", "> SIP/2.0 486 Busy Here", "< ACK"]

    await peer.wait_until(refused_it, "ACK of the refusal", 5)
    await peer.restart()
    at_ours = run_tool("sipp", "-sn", "uas", "-p", "5066", *hands_off)
    await asyncio.gather(at_ours, peer.call(f"{peer.net.near}:5066", talk_s=0.1))
    await put_away(peer)


async def test_pulse(rig: StartRig) -> None:
    peer = await rig(Pulse(["hall", "meeting"]))
    await peer.play("hall", "news")
    assert (await peer.state())["hall"].inputs == ("news",)
    assert (await peer.peak("hall"), await peer.peak("meeting")) == (
        pytest.approx(0.5, abs=0.02),
        0,
    )
    await peer.front_panel("hall", mute=True)
    assert await peer.peak("hall") == 0
    await run_tool("pactl", "-s", peer.tcp, "set-sink-volume", "hall", "30%", env=peer.env)
    assert ((await peer.state())["hall"].volume, (await peer.state())["hall"].mute) == (30, True)
    await peer.restart()
    assert ((await peer.state())["hall"].volume, (await peer.state())["hall"].mute) == (100, False)
    await put_away(peer)


_KILLED = """
import asyncio, os
from tests.peers.rigs.knxd import Knxd
from tests.peers.rigs.nut import Nut

async def main():
    async with Knxd() as knxd, Nut() as nut:
        print(knxd.token, nut.token, knxd.net.link, knxd.folder, nut.folder, flush=True)
        os.kill(os.getpid(), 9)

asyncio.run(main())
"""


@pytest.mark.skipif(bool(Knxd.missing() or Nut.missing()), reason=Knxd.missing() or Nut.missing())
async def test_tests_that_are_killed_leave_no_process_and_no_namespace() -> None:
    told = await run_tool(sys.executable, "-c", _KILLED, env={"PYTHONPATH": str(ROOT)}, ok=(-9,))
    first, second, link, *folders = told.split()

    try:
        wait_for("end of the peers", lambda: not marked(first) and not marked(second))
        wait_for("end of the namespace", lambda: not Path("/sys/class/net", link).exists())
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
