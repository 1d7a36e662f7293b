"""A line over a serial port, by serialx."""

from __future__ import annotations

import asyncio
import contextlib
import logging

import serialx

from wallctl.domain.errors import TimedOut, Unreachable
from wallctl.ports.line import SerialAddress

OPEN_S = 5.0
WRITE_S = 10.0  # 9600 baud carry about a thousand bytes a second
CLOSE_S = 2.0
AT_ONCE = 4_096

# It would write every byte, passwords among them, into a log of level debug.
logging.getLogger("serialx").setLevel(logging.INFO)


class SerialLine:
    """The Line port over a serial port, taken for this process alone while it is open."""

    def __init__(self, address: SerialAddress) -> None:
        self._address = address
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._closed = False

    async def open(self) -> None:
        if self._closed or self._writer is not None:
            raise self._gone("opened_before")
        one = self._address
        try:
            async with asyncio.timeout(OPEN_S):
                self._reader, self._writer = await serialx.open_serial_connection(
                    one.path,
                    baudrate=one.baud,
                    byte_size=one.bits,
                    parity=one.parity,
                    stopbits=one.stop,
                    exclusive=True,
                    close_timeout=CLOSE_S,
                )
        except TimeoutError as exc:
            raise TimedOut(address=str(self._address)) from exc
        except (OSError, ValueError, serialx.SerialException) as exc:
            raise self._gone(_why(exc)) from exc
        if self._closed:
            await self._let_go()
            raise self._gone("closed")

    async def write(self, data: bytes) -> None:
        if self._writer is None or self._closed:
            raise self._gone("closed")
        try:
            self._writer.write(data)
            async with asyncio.timeout(WRITE_S):
                await self._writer.drain()
        except TimeoutError as exc:
            raise TimedOut(address=str(self._address)) from exc
        except (OSError, serialx.SerialException) as exc:
            raise self._gone("unplugged") from exc

    async def read(self) -> bytes:
        if self._reader is None or self._closed:
            raise self._gone("closed")
        try:
            data = await self._reader.read(AT_ONCE)
        except (OSError, serialx.SerialException) as exc:
            raise self._gone("unplugged") from exc
        if not data:
            raise self._gone("closed" if self._closed else "unplugged")
        return data

    async def close(self) -> None:
        self._closed = True
        await self._let_go()

    async def _let_go(self) -> None:
        writer, self._writer = self._writer, None
        reader, self._reader = self._reader, None
        if writer is None:
            return
        writer.transport.abort()
        with contextlib.suppress(OSError, TimeoutError, serialx.SerialException):
            async with asyncio.timeout(CLOSE_S):
                await writer.wait_closed()
        if reader is not None:
            reader.feed_eof()  # whoever still reads is told

    def _gone(self, why: str) -> Unreachable:
        return Unreachable(address=str(self._address), reason=why)


def _why(exc: BaseException) -> str:
    if isinstance(exc, FileNotFoundError):
        return "no_such_port"
    if isinstance(exc, PermissionError):
        return "not_allowed"
    if isinstance(exc, BlockingIOError) or "lock" in str(exc).lower():
        return "in_use"
    return "unreachable"
