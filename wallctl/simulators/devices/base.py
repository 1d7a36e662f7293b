"""What every simulated device has in common."""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Value = bool | int | float | str

GARBAGE = b"\x00\xff\xfe?!\r\n"
ENDLESS = 100_000


@dataclass(slots=True)
class SimFaults:
    """What is wrong with a device, changed at any time. `refuse`: it says no to every command;
    `split`: its answers come byte by byte; `endless`: much, and never the end of a message."""

    silence: bool = False
    slow_s: float = 0.0
    refuse: bool = False
    garbage: bool = False
    split: bool = False
    endless: bool = False


class Simulator(ABC):
    """`family` is the driver that speaks to it. Keys and values are those of the driver."""

    family: str

    def __init__(self) -> None:
        self.faults = SimFaults()
        self.acted = 0
        """How many momentary acts it has carried out."""

    @abstractmethod
    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listens. Raises OSError."""

    @abstractmethod
    async def stop(self) -> None:
        """Lets go of socket and connections."""

    @abstractmethod
    def options(self) -> Mapping[str, Value]:
        """How a driver reaches it, secrets included."""

    def reached(self, host: str, port: int) -> Mapping[str, Value]:
        """The same once it listens there: not every driver calls that "host" and "port"."""
        return {**self.options(), "host": host, "port": port}

    @abstractmethod
    def state(self) -> Mapping[str, Value]: ...

    @abstractmethod
    async def front_panel(self, key: str, value: Value) -> None:
        """Somebody turns a knob on it. Raises KeyError, ValueError."""


class TcpSimulator(Simulator):
    """A device that is spoken to over TCP: subclasses give `session`."""

    def __init__(self) -> None:
        super().__init__()
        self.host, self.port = "127.0.0.1", 0
        self._server: asyncio.Server | None = None
        self._sessions: set[asyncio.Task[None]] = set()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._server = await asyncio.start_server(self._accepted, host, port)
        self.host, self.port = self._server.sockets[0].getsockname()[:2]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in tuple(self._sessions):
            task.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)
        if self._server is not None:
            await self._server.wait_closed()
            self._server = None

    @abstractmethod
    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until the other end hangs up."""

    async def say(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        """Answers as the faults allow."""
        if self.faults.slow_s:
            await asyncio.sleep(self.faults.slow_s)
        if self.faults.silence:
            return
        if self.faults.endless:
            data = b"x" * ENDLESS
        for piece in _pieces(GARBAGE if self.faults.garbage else data, self.faults):
            writer.write(piece)
            await writer.drain()
            if self.faults.split:
                await asyncio.sleep(0.001)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._sessions.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await self.session(reader, writer)
        finally:
            self._sessions.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


class UdpSimulator(Simulator):
    """A device that is spoken to by datagrams: subclasses give `answers`."""

    def __init__(self) -> None:
        super().__init__()
        self.host, self.port = "127.0.0.1", 0
        self._socket: asyncio.DatagramTransport | None = None
        self._late: set[asyncio.TimerHandle] = set()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._socket, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Datagrams(self._came), local_addr=(host, port)
        )
        self.host, self.port = self._socket.get_extra_info("sockname")[:2]

    async def stop(self) -> None:
        for one in self._late:
            one.cancel()
        self._late.clear()
        if self._socket is not None:
            self._socket.abort()
            self._socket = None
            await asyncio.sleep(0)

    @abstractmethod
    def answers(self, data: bytes) -> list[bytes]:
        """The datagrams that answer this one; it may change the state."""

    def _came(self, data: bytes, sender: tuple[str, int]) -> None:
        for answer in self.answers(data):
            self.say(answer, sender)

    def say(self, data: bytes, to: tuple[str, int], after_s: float = 0.0) -> None:
        """Answers as the faults allow, perhaps some time later."""
        if self.faults.silence:
            return
        if self.faults.endless:
            data = b"x" * 8_000
        data = GARBAGE if self.faults.garbage else data
        loop = asyncio.get_running_loop()
        delay = after_s + self.faults.slow_s
        if not delay:
            self._send(data, to)
            return

        def later() -> None:
            self._late.discard(handle)
            self._send(data, to)

        handle = loop.call_later(delay, later)
        self._late.add(handle)

    def _send(self, data: bytes, to: tuple[str, int]) -> None:
        if self._socket is not None:
            for piece in _pieces(data, self.faults):
                self._socket.sendto(piece, to)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, came: Callable[[bytes, tuple[str, int]], None]) -> None:
        self._take = came

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._take(data, addr)


def _pieces(data: bytes, faults: SimFaults) -> list[bytes]:
    if not faults.split:
        return [data]
    return [data[n : n + 1] for n in range(len(data))]
