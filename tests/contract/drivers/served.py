"""A simulated device at the far end of a line in memory."""

from __future__ import annotations

import asyncio

from wallctl.domain.errors import DeviceError
from wallctl.ports.line import Line
from wallctl.simulators.devices.base import TcpSimulator


class _Writer:
    """As much of a StreamWriter as simulators use."""

    def __init__(self, line: Line) -> None:
        self._line, self._said = line, b""

    def write(self, data: bytes) -> None:
        self._said += data

    async def drain(self) -> None:
        said, self._said = self._said, b""
        await self._line.write(said)


async def served(simulator: TcpSimulator, line: Line) -> None:
    """Until the near end hangs up."""
    reader = asyncio.StreamReader()

    async def feed() -> None:
        try:
            while True:
                reader.feed_data(await line.read())
        except DeviceError:
            reader.feed_eof()

    async with asyncio.TaskGroup() as group:
        feeding = group.create_task(feed())
        await simulator.session(reader, _Writer(line))  # type: ignore[arg-type]
        feeding.cancel()
