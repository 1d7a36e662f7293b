"""Lines within this process, with faults that can be switched on: for tests and drills."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from wallctl.domain.errors import DeviceError, Unreachable
from wallctl.ports.line import Address, Line

HELD = 65_536  # bytes under way in one direction; more must wait until they are read

Serve = Callable[[Line], Awaitable[None]]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(slots=True)
class Faults:
    """What is wrong with a line, as seen from the near end. May be changed at any time."""

    refuse: bool = False
    silent: bool = False
    slow_s: float = 0.0
    split: bool = False
    garbage: bytes = b""


class _Pipe:
    """One direction: pieces in order, as they were written."""

    def __init__(self) -> None:
        self.pieces: deque[bytes] = deque()
        self.held = 0
        self.ended = False
        self.news = asyncio.Event()
        self.room = asyncio.Event()

    def end(self) -> None:
        self.ended = True
        self.news.set()
        self.room.set()


class MemoryLine:
    """One end of a pair; the Line port. The far end of a device has no faults."""

    def __init__(
        self,
        inwards: _Pipe,
        outwards: _Pipe,
        name: str,
        faults: Faults | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._in, self._out, self._name = inwards, outwards, name
        self._faults = faults or Faults()
        self._sleep = sleep
        self._closed = False

    async def open(self) -> None:
        if self._faults.refuse or self._closed or self._in.ended:
            raise self._gone("refused")

    async def write(self, data: bytes) -> None:
        while self._out.held > HELD and not self._out.ended:
            self._out.room.clear()
            await self._out.room.wait()
        if self._closed or self._out.ended:
            raise self._gone("closed")
        if data:
            self._out.pieces.append(data)
            self._out.held += len(data)
            self._out.news.set()

    async def read(self) -> bytes:
        if self._faults.slow_s:
            await self._sleep(self._faults.slow_s)
        while True:
            if self._closed:
                raise self._gone("closed")
            if self._faults.garbage:
                garbage, self._faults.garbage = self._faults.garbage, b""
                return garbage
            if self._in.pieces:
                piece = self._taken()
                if self._faults.silent:
                    continue
                return piece
            if self._in.ended:
                raise self._gone("ended")
            self._in.news.clear()
            await self._in.news.wait()

    async def close(self) -> None:
        self._closed = True
        self._in.end()
        self._out.end()

    def _taken(self) -> bytes:
        piece = self._in.pieces.popleft()
        if self._faults.split and len(piece) > 1:
            self._in.pieces.appendleft(piece[1:])
            piece = piece[:1]
        self._in.held -= len(piece)
        self._in.room.set()
        return piece

    def _gone(self, why: str) -> Unreachable:
        return Unreachable(address=self._name, reason=why)


def pair(
    name: str = "memory", faults: Faults | None = None, sleep: Sleep = asyncio.sleep
) -> tuple[MemoryLine, MemoryLine]:
    """The near end, with the faults, and the far end."""
    there, back = _Pipe(), _Pipe()
    return MemoryLine(back, there, name, faults, sleep), MemoryLine(there, back, name)


@dataclass(slots=True)
class _Device:
    serve: Serve
    far: set[MemoryLine] = field(default_factory=set)


class MemoryLines:
    """The Lines port over devices within this process. Each line that opens is served by the
    device at its address in a task of its own, which ends when this ends.

        async with MemoryLines() as lines:
            lines.place(ADDRESS, device)   # async def device(line: Line) -> None
    """

    def __init__(self, faults: Faults | None = None, sleep: Sleep = asyncio.sleep) -> None:
        self.faults = faults or Faults()
        self.opened = 0
        """How many lines were opened so far."""
        self.tries = 0
        """How many lines were tried to be opened so far."""
        self._sleep = sleep
        self._devices: dict[Address, _Device] = {}
        self._group = asyncio.TaskGroup()

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for address in tuple(self._devices):
            await self.remove(address)
        await self._group.__aexit__(kind, exc, trace)

    def __call__(self, address: Address) -> Line:
        return _Dialled(self, address)

    @property
    def now_open(self) -> int:
        """How many lines are open now."""
        return sum(len(device.far) for device in self._devices.values())

    def place(self, address: Address, serve: Serve) -> None:
        """A device is there from now on."""
        self._devices[address] = _Device(serve)

    async def remove(self, address: Address) -> None:
        """The device dies: its lines end, and nobody answers there any more."""
        device = self._devices.pop(address, None)
        for far in tuple(device.far) if device else ():
            await far.close()

    def dial(self, address: Address) -> MemoryLine:
        """Raises Unreachable where nothing is."""
        self.tries += 1
        device = self._devices.get(address)
        if device is None or self.faults.refuse:
            raise Unreachable(address=str(address), reason="refused")
        near, far = pair(str(address), self.faults, self._sleep)
        device.far.add(far)
        self.opened += 1
        self._group.create_task(_served(device, far), name=f"device {address}")
        return near


async def _served(device: _Device, far: MemoryLine) -> None:
    try:
        with contextlib.suppress(DeviceError):  # the near end hung up
            await device.serve(far)
    finally:
        device.far.discard(far)
        await far.close()


class _Dialled:
    """A line that is put through when it is opened."""

    def __init__(self, lines: MemoryLines, address: Address) -> None:
        self._lines, self._address = lines, address
        self._line: MemoryLine | None = None
        self._closed = False

    async def open(self) -> None:
        if self._closed or self._line is not None:
            raise Unreachable(address=str(self._address), reason="opened_before")
        self._line = self._lines.dial(self._address)

    async def write(self, data: bytes) -> None:
        await self._through().write(data)

    async def read(self) -> bytes:
        return await self._through().read()

    async def close(self) -> None:
        self._closed = True
        if self._line is not None:
            await self._line.close()

    def _through(self) -> MemoryLine:
        if self._line is None:
            raise Unreachable(address=str(self._address), reason="closed")
        return self._line
