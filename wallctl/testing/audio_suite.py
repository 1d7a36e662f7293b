"""What every AudioBackend must do; a test module derives from it and opens its own."""

from __future__ import annotations

import asyncio
import contextlib
from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from wallctl.domain.audio import Bus
from wallctl.domain.audio_plan import BusWanted, SoundWanted
from wallctl.domain.audio_state import BusState, InputState
from wallctl.ports.audio import AudioBackend, AudioDown, AudioEvent, AudioRead

WAIT_S = 15.0


def wanting(*muted: Bus, pa_db: float = -6.0) -> SoundWanted:
    """All buses; the PA at a level of its own."""
    return SoundWanted(
        tuple(BusWanted(bus, pa_db if bus is Bus.PA else 0.0, bus in muted) for bus in Bus)
    )


@dataclass
class Heard:
    """Everything that the backend said, and a way to wait for it."""

    events: list[AudioEvent] = field(default_factory=list)
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, event: AudioEvent) -> None:
        self.events.append(event)
        self._came.set()

    @property
    def buses(self) -> dict[Bus, BusState]:
        """As last read back; empty while nothing is known."""
        for event in reversed(self.events):
            if isinstance(event, AudioDown):
                return {}
            if isinstance(event, AudioRead):
                return {one.bus: one for one in event.buses}
        return {}

    @property
    def inputs(self) -> tuple[InputState, ...]:
        """As last read back."""
        reads = [event for event in self.events if isinstance(event, AudioRead)]
        return reads[-1].inputs if reads else ()

    async def until(self, muted: dict[Bus, bool]) -> None:
        """Until these mutes are read back."""
        async with asyncio.timeout(WAIT_S):
            while any(
                bus not in self.buses
                or not self.buses[bus].there
                or self.buses[bus].muted is not on
                for bus, on in muted.items()
            ):
                self._came.clear()
                await self._came.wait()

    async def until_down(self) -> None:
        async with asyncio.timeout(WAIT_S):
            while not self.events or not isinstance(self.events[-1], AudioDown):
                self._came.clear()
                await self._came.wait()


@contextlib.asynccontextmanager
async def serving(backend: AudioBackend) -> AsyncIterator[Heard]:
    heard = Heard()
    task = asyncio.create_task(backend.run(heard))
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class Bench:
    """A backend and the device behind it."""

    backend: AudioBackend

    async def die(self) -> None:
        """The device is gone, with all it held."""
        raise NotImplementedError

    async def back(self) -> None:
        raise NotImplementedError

    async def by_hand(self, bus: Bus, *, muted: bool) -> None:
        """Somebody turns a knob at the device."""
        raise NotImplementedError


class AudioSuite:
    @abstractmethod
    def open(self) -> AbstractAsyncContextManager[Bench]:
        """A backend of room `hall` that is not running yet, and its device, which is."""

    async def test_what_is_wanted_is_read_back(self) -> None:
        async with self.open() as bench, serving(bench.backend) as heard:
            bench.backend.want(wanting(Bus.MONITOR))
            await heard.until({Bus.PA: False, Bus.MONITOR: True})
            assert heard.buses[Bus.PA].gain_db == -6.0
            assert heard.buses[Bus.FAR].gain_db == 0.0

    async def test_a_mute_keeps_the_level(self) -> None:
        async with self.open() as bench, serving(bench.backend) as heard:
            bench.backend.want(wanting())
            await heard.until({Bus.PA: False})
            bench.backend.want(wanting(Bus.PA))
            await heard.until({Bus.PA: True, Bus.FAR: False})
            assert heard.buses[Bus.PA].gain_db == -6.0

    async def test_what_was_muted_is_muted_after_every_return(self) -> None:
        async with self.open() as bench, serving(bench.backend) as heard:
            bench.backend.want(wanting(Bus.PA, Bus.FAR))
            await heard.until({Bus.PA: True})
            for _ in range(2):
                await bench.die()
                await heard.until_down()
                assert heard.buses == {}
                since = len(heard.events)
                await bench.back()
                await heard.until({Bus.PA: True, Bus.FAR: True, Bus.RECORD: False})
                again = [e for e in heard.events[since:] if isinstance(e, AudioRead)]
                for one in (b for event in again for b in event.buses if b.there):
                    assert one.muted == (one.bus in (Bus.PA, Bus.FAR))
                    assert one.gain_db == (-6.0 if one.bus is Bus.PA else 0.0)

    async def test_a_new_engine_finds_the_mutes_and_does_not_lift_them(self) -> None:
        async with self.open() as bench:
            async with serving(bench.backend) as heard:
                bench.backend.want(wanting(Bus.PA))
                await heard.until({Bus.PA: True})
            async with serving(bench.backend) as heard:
                await heard.until({Bus.PA: True})
                reads = [e for e in heard.events if isinstance(e, AudioRead)]
                assert all(b.muted for e in reads for b in e.buses if b.bus is Bus.PA and b.there)

    async def test_what_is_turned_by_hand_is_shown_and_not_fought(self) -> None:
        async with self.open() as bench, serving(bench.backend) as heard:
            bench.backend.want(wanting())
            await heard.until({Bus.PA: False})
            await bench.by_hand(Bus.PA, muted=True)
            await heard.until({Bus.PA: True})
            bench.backend.want(wanting(Bus.RECORD))
            await heard.until({Bus.PA: True, Bus.RECORD: True})
            bench.backend.want(wanting(Bus.RECORD), force=True)
            await heard.until({Bus.PA: False, Bus.RECORD: True})
