"""A line of datagrams to one address."""

from __future__ import annotations

import asyncio
from collections import deque

from wallctl.domain.errors import TimedOut, Unreachable
from wallctl.ports.line import UdpAddress

OPEN_S = 5.0
WAITING = 256  # datagrams kept unread; of more the oldest are lost, as the network loses them


class UdpLine:
    """The Line port over UDP. `open` reaches nobody: only an answer shows that somebody is
    there, or the refusal of the machine, which `read` then raises."""

    def __init__(self, address: UdpAddress) -> None:
        self._address = address
        self._inbox = _Inbox()
        self._line: asyncio.DatagramTransport | None = None
        self._closed = False

    async def open(self) -> None:
        if self._closed or self._line is not None:
            raise self._gone("opened_before")
        try:
            async with asyncio.timeout(OPEN_S):
                try:
                    await self._reach()
                except PermissionError:  # so the system says of an address of all
                    await self._reach(broadcast=True)
        except TimeoutError as exc:
            raise TimedOut(address=str(self._address)) from exc
        except (OSError, UnicodeError, OverflowError, ValueError) as exc:
            raise self._gone("unreachable") from exc
        if self._closed:
            await self.close()
            raise self._gone("closed")

    async def _reach(self, *, broadcast: bool = False) -> None:
        """Without broadcast it is told when nobody is there."""
        self._line, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self._inbox,
            remote_addr=(self._address.host, self._address.port),
            allow_broadcast=broadcast or None,
        )

    async def write(self, data: bytes) -> None:
        if self._line is None or self._closed or self._line.is_closing():
            raise self._gone("closed")
        self._line.sendto(data)

    async def read(self) -> bytes:
        while True:
            if self._line is None or self._closed:
                raise self._gone("closed")
            if self._inbox.waiting:
                return self._inbox.waiting.popleft()
            if (why := self._inbox.failure) is not None:
                self._inbox.failure = None
                raise self._gone(why)
            self._inbox.news.clear()
            await self._inbox.news.wait()

    async def close(self) -> None:
        self._closed = True
        line, self._line = self._line, None
        if line is not None:
            line.abort()
            await self._inbox.ended.wait()
        self._inbox.news.set()

    def _gone(self, why: str) -> Unreachable:
        return Unreachable(address=str(self._address), reason=why)


class _Inbox(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.waiting: deque[bytes] = deque(maxlen=WAITING)
        self.failure: str | None = None
        self.news = asyncio.Event()
        self.ended = asyncio.Event()

    def datagram_received(self, data: bytes, addr: object) -> None:
        if data:  # an empty one says nothing, and `read` gives at least one byte
            self.waiting.append(data)
            self.news.set()

    def error_received(self, exc: Exception) -> None:
        self.failure = "refused" if isinstance(exc, ConnectionRefusedError) else "unreachable"
        self.news.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.failure = self.failure or "closed"
        self.ended.set()
        self.news.set()
