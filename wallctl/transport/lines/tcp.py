"""A line over TCP, with TLS where asked for."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl

from wallctl.domain.errors import TimedOut, Unreachable
from wallctl.ports.line import TcpAddress

OPEN_S = 5.0
WRITE_S = 5.0
CLOSE_S = 1.0
AT_ONCE = 16_384  # bytes read together; the stream stops reading at twice as many unread

# A device that lost its power says nothing: after about this the kernel finds out by itself.
_IDLE_S, _BETWEEN_S, _PROBES = 20, 5, 3


class TcpLine:
    """The Line port over TCP."""

    def __init__(self, address: TcpAddress, *, open_s: float = OPEN_S) -> None:
        self._address = address
        self._open_s = open_s
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._closed = False

    async def open(self) -> None:
        if self._closed or self._writer is not None:
            raise self._gone("opened_before")
        try:
            async with asyncio.timeout(self._open_s):
                self._reader, self._writer = await asyncio.open_connection(
                    self._address.host,
                    self._address.port,
                    ssl=_own_certificates() if self._address.tls else None,
                    ssl_handshake_timeout=self._open_s if self._address.tls else None,
                    limit=AT_ONCE,
                )
        except TimeoutError as exc:
            raise TimedOut(address=str(self._address)) from exc
        except (OSError, UnicodeError, ValueError) as exc:
            raise self._gone(_why(exc)) from exc
        if self._closed:  # while it was being opened
            await self._let_go()
            raise self._gone("closed")
        _watched(self._writer.get_extra_info("socket"))

    async def write(self, data: bytes) -> None:
        if self._writer is None or self._closed:
            raise self._gone("closed")
        try:
            self._writer.write(data)
            async with asyncio.timeout(WRITE_S):
                await self._writer.drain()
        except TimeoutError as exc:
            raise TimedOut(address=str(self._address)) from exc
        except (OSError, RuntimeError) as exc:
            raise self._gone(_why(exc)) from exc

    async def read(self) -> bytes:
        if self._reader is None or self._closed:
            raise self._gone("closed")
        try:
            data = await self._reader.read(AT_ONCE)
        except OSError as exc:
            raise self._gone(_why(exc)) from exc
        if not data:
            raise self._gone("closed" if self._closed else "ended")
        return data

    async def close(self) -> None:
        self._closed = True
        await self._let_go()

    async def _let_go(self) -> None:
        writer, self._writer = self._writer, None
        reader, self._reader = self._reader, None
        if writer is None:
            return
        # Not close(): it would wait for unsent bytes that a dead device never takes.
        writer.transport.abort()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await writer.wait_closed()
        if reader is not None:
            reader.feed_eof()  # whoever still reads is told

    def _gone(self, why: str) -> Unreachable:
        return Unreachable(address=str(self._address), reason=why)


def _own_certificates() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _watched(sock: socket.socket | None) -> None:
    if sock is None:
        return
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in (
            ("TCP_KEEPIDLE", _IDLE_S),
            ("TCP_KEEPINTVL", _BETWEEN_S),
            ("TCP_KEEPCNT", _PROBES),
        ):
            if hasattr(socket, name):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _why(exc: BaseException) -> str:
    """A stable word for the error; the system's own wording differs by machine and language."""
    for kind, word in (
        (ConnectionRefusedError, "refused"),
        (ConnectionResetError, "reset"),
        (BrokenPipeError, "reset"),
        (ssl.SSLError, "tls"),
        (socket.gaierror, "no_such_host"),
    ):
        if isinstance(exc, kind):
            return word
    return "unreachable"
