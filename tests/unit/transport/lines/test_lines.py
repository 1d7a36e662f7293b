"""Lines on real sockets, a real terminal pair and in memory: one behaviour, nothing left over."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.transport.lines.loopback import echo, sockets, tasks, tcp_server
from wallctl.domain.errors import TimedOut, Unreachable
from wallctl.ports.line import Address, Line, Lines, SerialAddress, TcpAddress, UdpAddress
from wallctl.transport.lines.memory import MemoryLines
from wallctl.transport.lines.real import lines as real
from wallctl.transport.lines.tcp import TcpLine

KINDS = ("tcp", "udp", "serial", "memory")
WAIT_S = 10


async def until(condition: object) -> None:
    async with asyncio.timeout(WAIT_S):
        while not condition():  # type: ignore[operator]  # noqa: ASYNC110
            await asyncio.sleep(0.005)


class _UdpEcho(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.line = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.line.sendto(data, addr)  # type: ignore[attr-defined]


@contextlib.asynccontextmanager
async def far_end(kind: str, folder: Path) -> AsyncIterator[tuple[Lines, Address]]:
    """Something that says back what it is told."""
    match kind:
        case "tcp":
            async with tcp_server(echo) as port:
                yield real, TcpAddress("127.0.0.1", port)
        case "udp":
            line, _ = await asyncio.get_running_loop().create_datagram_endpoint(
                _UdpEcho, local_addr=("127.0.0.1", 0)
            )
            try:
                yield real, UdpAddress(*line.get_extra_info("sockname"))
            finally:
                line.close()
        case "serial":
            if shutil.which("socat") is None:
                pytest.skip("no socat here, which makes the terminal pair")
            tty = folder / "tty"
            process = await asyncio.create_subprocess_exec(
                "socat", f"pty,raw,echo=0,link={tty}", "exec:cat", stderr=subprocess.DEVNULL
            )
            try:
                await until(tty.exists)
                yield real, SerialAddress(str(tty), 115_200)
            finally:
                process.terminate()
                await process.wait()
        case _:
            async with MemoryLines() as lines:
                address = TcpAddress("device", 1)
                lines.place(address, _echo)
                yield lines, address


async def _echo(line: Line) -> None:
    while True:
        await line.write(await line.read())


async def said(line: Line, length: int) -> bytes:
    got = b""
    async with asyncio.timeout(WAIT_S):
        while len(got) < length:
            piece = await line.read()
            assert piece
            got += piece
    return got


@pytest.mark.parametrize("kind", KINDS)
async def test_there_and_back_and_nothing_left(kind: str, tmp_path: Path) -> None:
    async with far_end(kind, tmp_path) as (lines, address):
        before, running = sockets(), tasks()
        line = lines(address)
        await line.open()
        for word in (b"\x00\xff\r\nA", "会商室".encode(), bytes(range(256))):
            await line.write(word)
            assert await said(line, len(word)) == word
        await line.close()
        await line.close()
        await until(lambda: sockets() <= before)
        await until(lambda: tasks() == running)


@pytest.mark.parametrize("kind", KINDS)
async def test_closing_wakes_who_reads(kind: str, tmp_path: Path) -> None:
    async with far_end(kind, tmp_path) as (lines, address):
        line = lines(address)
        await line.open()
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(_raised(line))
            await asyncio.sleep(0)
            await line.close()
        assert isinstance(reading.result(), Unreachable)


async def _raised(line: Line) -> BaseException | None:
    try:
        async with asyncio.timeout(WAIT_S):
            await line.read()
    except Unreachable as exc:
        return exc
    return None


@pytest.mark.parametrize("kind", KINDS)
async def test_a_line_that_is_not_open(kind: str, tmp_path: Path) -> None:
    async with far_end(kind, tmp_path) as (lines, address):
        line = lines(address)
        for _ in range(2):  # before it was opened, and after it was closed
            with pytest.raises(Unreachable, match="closed"):
                await line.write(b"x")
            with pytest.raises(Unreachable, match="closed"):
                await line.read()
            await line.close()
        with pytest.raises(Unreachable):
            await line.open()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_read_given_up_loses_no_later_byte(kind: str, tmp_path: Path) -> None:
    async with far_end(kind, tmp_path) as (lines, address):
        line = lines(address)
        await line.open()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await line.read()
        await line.write(b"abc")
        assert await said(line, 3) == b"abc"
        await line.close()


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


async def test_datagrams_for_all() -> None:
    before = sockets()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as everyone:
        everyone.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        everyone.bind(("", 0))
        everyone.settimeout(WAIT_S)
        line = real(UdpAddress("127.255.255.255", everyone.getsockname()[1]))
        await line.open()
        await line.write(b"wake")
        assert await asyncio.to_thread(everyone.recv, 16) == b"wake"
        await line.close()
    await until(lambda: sockets() <= before)


async def test_nobody_there() -> None:
    before = sockets()
    port = free_port()
    with pytest.raises(Unreachable, match=rf"tcp://127.0.0.1:{port}.*refused"):
        await real(TcpAddress("127.0.0.1", port)).open()
    with pytest.raises(Unreachable, match="no_such_port"):
        await real(SerialAddress("/dev/no-such-port")).open()
    with pytest.raises(Unreachable, match="no_such_host"):
        await real(TcpAddress("no such host", port)).open()
    line = real(UdpAddress("127.0.0.1", free_port(socket.SOCK_DGRAM)))
    await line.open()
    await line.write(b"?")
    with pytest.raises(Unreachable, match="refused"):
        async with asyncio.timeout(WAIT_S):
            await line.read()
    await line.close()
    await until(lambda: sockets() <= before)


async def test_somebody_who_takes_nobody_in() -> None:
    """A full backlog: the machine is there, and no connection comes about."""
    with socket.socket() as server, contextlib.ExitStack() as stack:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        port = server.getsockname()[1]
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
        before = sockets()
        line = TcpLine(TcpAddress("127.0.0.1", port), open_s=0.2)
        with pytest.raises(TimedOut):
            await line.open()
        await line.close()
        await until(lambda: sockets() <= before)


async def test_the_other_end_goes() -> None:
    async def short(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"bye")
        await writer.drain()
        writer.close()

    async with tcp_server(short) as port:
        line = real(TcpAddress("127.0.0.1", port))
        await line.open()
        assert await said(line, 3) == b"bye"
        with pytest.raises(Unreachable, match="ended"):
            async with asyncio.timeout(WAIT_S):
                await line.read()
        await line.close()


async def test_a_terminal_that_is_pulled_out(tmp_path: Path) -> None:
    async with far_end("serial", tmp_path) as (lines, address):
        line = lines(address)
        await line.open()
    with pytest.raises(Unreachable, match="unplugged"):
        async with asyncio.timeout(WAIT_S):
            await line.read()
    with pytest.raises(Unreachable):
        await line.write(b"x")
    await line.close()


async def test_a_terminal_is_for_one(tmp_path: Path) -> None:
    async with far_end("serial", tmp_path) as (lines, address):
        line = lines(address)
        await line.open()
        with pytest.raises(Unreachable, match="in_use"):
            await lines(address).open()
        await line.close()
        again = lines(address)
        await again.open()
        await again.close()


async def test_who_takes_nothing_is_timed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(WAIT_S)

    monkeypatch.setattr("wallctl.transport.lines.tcp.WRITE_S", 0.1)
    async with tcp_server(deaf, limit=1024) as port:
        line = real(TcpAddress("127.0.0.1", port))
        await line.open()
        before = sockets()
        with pytest.raises(TimedOut):
            for _ in range(1000):
                await line.write(bytes(100_000))
        await line.close()
        await until(lambda: sockets() < before)


async def test_endless_input_is_not_taken_in() -> None:
    """Nobody reads: the flood stays with who sends it."""
    sent = 0

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        while True:
            writer.write(bytes(65_536))
            await writer.drain()
            sent += 65_536

    async with tcp_server(flood) as port:
        line = real(TcpAddress("127.0.0.1", port))
        await line.open()
        await until(lambda: sent)
        held = 0
        while held != sent:
            held = sent
            await asyncio.sleep(0.05)
        assert sent < 20_000_000
        assert len(line._reader._buffer) < 400_000  # type: ignore[attr-defined]
        await line.close()


async def test_tls_with_the_devices_own_certificate(tmp_path: Path) -> None:
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    _self_signed(key, cert)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    async with tcp_server(echo, ssl=context) as port:
        before = sockets()
        line = real(TcpAddress("127.0.0.1", port, tls=True))
        await line.open()
        await line.write(b"secret")
        assert await said(line, 6) == b"secret"
        await line.close()
        await until(lambda: sockets() <= before)
    async with tcp_server(echo) as port:
        with pytest.raises((Unreachable, TimedOut)):
            await TcpLine(TcpAddress("127.0.0.1", port, tls=True), open_s=1).open()


def _self_signed(key: Path, cert: Path) -> None:
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "device")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .sign(private, hashes.SHA256())
    )
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def test_addresses_in_words() -> None:
    assert str(TcpAddress("fe80::1", 23)) == "tcp://[fe80::1]:23"
    assert str(TcpAddress("sw", 443, tls=True)) == "tls://sw:443"
    assert str(UdpAddress("10.0.0.1", 9)) == "udp://10.0.0.1:9"
    assert str(SerialAddress("COM3", 9600, 8, "E", 2)) == "serial:COM3@9600,8E2"
