"""A templated device over each kind of line: what it is asked, refused and told."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import AuthFailed, DeviceError, Rejected, TimedOut
from wallctl.drivers.templated import FAMILY
from wallctl.ports.driver import Act, Connection, Means
from wallctl.ports.line import Line, SerialAddress, TcpAddress, UdpAddress
from wallctl.simulators.devices.display_sicp import SicpDisplay
from wallctl.simulators.devices.matrix_sis import SisMatrix
from wallctl.testing.clock import VirtualClock
from wallctl.testing.scaled import ScaledClock
from wallctl.transport.lines.memory import MemoryLines
from wallctl.transport.lines.real import lines

WAIT_S = 10
SIMPLE = """\
[line]
kinds = ["tcp", "udp", "serial"]
end = "\\r"
gap_s = 0
poll_s = 1
[[errors]]
match = "NO"
reason = "will_not"
[[points]]
key = "level"
capability = "level"
zh = "音量"
en = "Level"
low = 0
high = 9
set = "V{value}"
done = "V={value:d}"
query = "V?"
reply = "V={value:d}"
told = "V={value:d}"
"""


def options(**given: Value) -> dict[str, Value]:
    profile = {} if "profile" in given else {"profile": "own", "profile_text": SIMPLE}
    return complete(FAMILY.card.options, {"host": "127.0.0.1", **profile, **given})


class Echoed:
    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def __call__(self, sent: str, got: str, ms: float) -> None:
        self.said.append((sent, got))


@contextlib.asynccontextmanager
async def connected(
    given: dict[str, Value], exchanged: Echoed | None = None
) -> AsyncIterator[Connection]:
    means = Means(lines, ScaledClock(), exchanged or Echoed())
    connection = FAMILY.connect(given, means)
    try:
        async with asyncio.timeout(WAIT_S):
            yield connection
    finally:
        await connection.close()


class _Volume(asyncio.DatagramProtocol):
    """Says `V=n` to `Vn` and to `V?`; NO to V9."""

    level = 3

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.line = transport

    def answer(self, said: bytes) -> bytes:
        if said.strip() == b"V9":
            return b"NO\r\n"
        if said.strip() != b"V?":
            self.level = int(said.strip()[1:])
        return f"V={self.level}\r\n".encode()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.line.sendto(self.answer(data), addr)  # type: ignore[attr-defined]


async def test_over_datagrams() -> None:
    device = _Volume()
    line, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: device, local_addr=("127.0.0.1", 0)
    )
    try:
        port = line.get_extra_info("sockname")[1]
        async with connected(options(line="udp", port=port)) as connection:
            assert (await connection.open()).state == {"level": 3}
            (operation,) = FAMILY.diff({"level": 3}, {"level": 5})
            assert await connection.send(operation) == {"level": 5}
            assert device.level == 5
    finally:
        line.close()


async def test_over_a_real_terminal(tmp_path: Path) -> None:
    if shutil.which("socat") is None:
        pytest.skip("no socat here, which makes the terminal pair")
    near, far = tmp_path / "near", tmp_path / "far"
    pair = [f"pty,raw,echo=0,link={end}" for end in (near, far)]
    process = await asyncio.create_subprocess_exec("socat", *pair, stderr=subprocess.DEVNULL)
    device, served = _Volume(), lines(SerialAddress(str(far), 19_200))
    try:
        async with asyncio.timeout(WAIT_S):
            while not (near.exists() and far.exists()):  # noqa: ASYNC110  # a process sets no event
                await asyncio.sleep(0.005)
        await served.open()
        given = options(line="serial", serial=str(near), baud=19_200, format="8N1")
        async with connected(given) as connection, asyncio.TaskGroup() as group:
            serving = group.create_task(_served(served, device))
            assert (await connection.open()).state == {"level": 3}
            (operation,) = FAMILY.diff({"level": 3}, {"level": 7})
            assert await connection.send(operation) == {"level": 7}
            assert device.level == 7
            serving.cancel()
    finally:
        await served.close()
        process.terminate()
        await process.wait()


async def _served(line: Line, device: _Volume) -> None:
    kept = b""
    while True:
        kept += await line.read()
        while b"\r" in kept:
            said, _, kept = kept.partition(b"\r")
            await line.write(device.answer(said))


@contextlib.asynccontextmanager
async def running(sim: SisMatrix | SicpDisplay) -> AsyncIterator[dict[str, Value]]:
    await sim.start()
    try:
        yield complete(FAMILY.card.options, dict(sim.options()))
    finally:
        await sim.stop()


async def test_a_typed_line_shows_the_real_answer() -> None:
    heard = Echoed()
    async with running(SisMatrix()) as given, connected(given, heard) as connection:
        await connection.open()
        assert await connection.say("2*1!") == (
            "Out01 In02 All\\r\\n\n4F 75 74 30 31 20 49 6E 30 32 20 41 6C 6C 0D 0A"
        )
        assert await connection.say("nonsense!") == "E10\\r\\n\n45 31 30 0D 0A"
        assert ("2*1!\\r", "Out01 In02 All\\r\\n") in heard.said
        assert (await connection.read())["route.1"] == "2"
        with pytest.raises(Rejected, match="unreadable"):
            await connection.say("hex:zz")


async def test_a_typed_line_in_bytes() -> None:
    async with running(SicpDisplay()) as given, connected(given) as connection:
        await connection.open()
        assert await connection.say("05 01 00 19") == "06 01 00 19 02 1C\n06 01 00 19 02 1C"


async def test_a_matrix_that_wants_a_password() -> None:
    heard = Echoed()
    async with running(SisMatrix(password="s3cret")) as given:
        async with connected(given, heard) as connection:
            assert (await connection.open()).state["route.2"] == "2"
        for wrong in ("other", ""):
            async with connected({**given, "password": wrong}) as connection:
                with pytest.raises(AuthFailed):
                    await connection.open()
    assert "s3cret" not in str(heard.said)


async def test_a_password_that_is_not_asked_for_is_not_sent() -> None:
    heard = Echoed()
    async with running(SisMatrix()) as given:
        protected = {**given, "password": "s3cret"}
        async with connected(protected, heard) as connection:
            assert "route.1" in (await connection.open()).state
    assert all("***" not in sent for sent, _ in heard.said)


async def test_what_is_told_by_itself() -> None:
    sim = SisMatrix()
    async with running(sim) as given, connected(given) as connection:
        await connection.open()
        told: asyncio.Queue[dict[str, Value]] = asyncio.Queue(8)
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(connection.listen(lambda s: told.put_nowait(dict(s))))
            await sim.front_panel("route.3", "1")
            assert await told.get() == {"route.3": "1"}
            listening.cancel()


async def test_a_refusal_leaves_the_connection() -> None:
    sim = SisMatrix()
    async with running(sim) as given, connected(given) as connection:
        await connection.open()
        sim.faults.refuse = True
        (operation,) = FAMILY.diff({}, {"route.1": "4"})
        with pytest.raises(Rejected, match="busy"):
            await connection.send(operation)
        sim.faults.refuse = False
        assert await connection.send(operation) == {"route.1": "4"}
        with pytest.raises(Rejected, match="no_such_preset"):
            await connection.act(Act("recall", value=9))
        await connection.act(Act("recall", value=1))
        assert (await connection.read())["route.1"] == "1"


async def test_a_display_in_standby_says_its_power_alone() -> None:
    sim = SicpDisplay(on=False)
    async with running(sim) as given, connected(given) as connection:
        assert (await connection.open()).state == {"power": "off"}
        on, volume = FAMILY.diff({"power": "off"}, {"volume": 40, "power": "on"})
        assert await connection.send(on) == {}  # an acknowledgement is no proof
        await connection.send(volume)
        state = await connection.read()
        assert (state["power"], state["volume"]) == ("on", 40)


async def test_silence_is_told_in_time() -> None:
    clock = VirtualClock()
    async with MemoryLines() as memory:
        memory.place(TcpAddress("quiet", 23), _quiet)
        connection = FAMILY.connect(options(host="quiet"), Means(memory, clock))
        async with asyncio.TaskGroup() as group:
            opening = group.create_task(_caught(connection))
            await clock.advance(1.9)
            assert not opening.done()
            await clock.advance(0.2)
            assert isinstance(opening.result(), TimedOut)
        await connection.close()
        assert memory.now_open == 0


async def _quiet(line: Line) -> None:
    while True:
        await line.read()


async def _caught(connection: Connection) -> DeviceError | None:
    try:
        await connection.open()
    except DeviceError as exc:
        return exc
    return None


def test_addresses() -> None:
    from wallctl.drivers.templated.connection import address_of
    from wallctl.drivers.templated.trying import protocol_of

    for given, address in (
        (options(), TcpAddress("127.0.0.1", 23)),
        (options(port=99, tls=True), TcpAddress("127.0.0.1", 99, tls=True)),
        (options(line="udp"), UdpAddress("127.0.0.1", 23)),
        (options(line="serial", serial="COM3"), SerialAddress("COM3")),
        (
            options(line="serial", serial="COM3", baud=115200, format="7E1"),
            SerialAddress("COM3", 115200, 7, "E", 1),
        ),
    ):
        assert address_of(protocol_of(given), given) == address
