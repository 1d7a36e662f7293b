"""What every simulated device has in common."""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

Value = bool | int | float | str


@dataclass(slots=True)
class SimFaults:
    """What is wrong with a device, changed at any time. `refuse`: it says no to every command."""

    silence: bool = False
    slow_s: float = 0.0
    refuse: bool = False
    garbage: bool = False


class Simulator(ABC):
    """`family` is the driver that speaks to it. Keys and values are those of the driver."""

    family: str

    def __init__(self) -> None:
        self.faults = SimFaults()

    @abstractmethod
    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listens. Raises OSError."""

    @abstractmethod
    async def stop(self) -> None:
        """Lets go of socket and connections."""

    @abstractmethod
    def options(self) -> Mapping[str, Value]:
        """How a driver reaches it, secrets included."""

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
        writer.write(b"\x00\xff\xfe?!\r\n" if self.faults.garbage else data)
        await writer.drain()

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
