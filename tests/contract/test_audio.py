"""The backends of a room's sound keep the same contract: in memory, and at a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.sound import SoundServer, lacking, sound_server
from wallctl.domain.audio import Bus
from wallctl.domain.audio_plan import sink_name
from wallctl.testing.audio import MemoryAudio
from wallctl.testing.audio_suite import AudioSuite, Bench
from wallctl.transport.sound.backend import PulseBackend


class _Memory(Bench):
    def __init__(self) -> None:
        self.backend: MemoryAudio = MemoryAudio()

    async def die(self) -> None:
        self.backend.die()

    async def back(self) -> None:
        self.backend.back()

    async def by_hand(self, bus: Bus, *, muted: bool) -> None:
        self.backend.by_hand(bus, muted=muted)


class TestMemoryAudio(AudioSuite):
    @asynccontextmanager
    async def open(self) -> AsyncIterator[Bench]:
        yield _Memory()


class _Pulse(Bench):
    def __init__(self, server: SoundServer) -> None:
        self.backend = PulseBackend("hall", server.address)
        self._server = server

    async def die(self) -> None:
        await asyncio.to_thread(self._server.kill)

    async def back(self) -> None:
        await asyncio.to_thread(self._server.start)

    async def by_hand(self, bus: Bus, *, muted: bool) -> None:
        words = ("set-sink-mute", sink_name("hall", bus), str(int(muted)))
        await asyncio.to_thread(self._server.ask, *words)


@pytest.mark.peer
@pytest.mark.skipif(bool(lacking()), reason=lacking())
class TestPulseAudio(AudioSuite):
    @asynccontextmanager
    async def open(self) -> AsyncIterator[Bench]:
        with sound_server() as server:
            yield _Pulse(server)
