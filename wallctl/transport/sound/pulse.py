"""A room's buses at a PulseAudio server, or PipeWire by its PulseAudio protocol.

Each bus is a sink of its own that nothing else is played on, so that rooms on one server never
hear each other. A bus's mute and level are the sink's: they are read back from there, and hold
while the engine is away.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

from pulsectl import PulseError
from pulsectl_asyncio import PulseAsync

from wallctl.domain.audio import Bus
from wallctl.domain.audio_plan import BusWanted, InputWanted, SoundWanted, sink_name
from wallctl.domain.audio_state import BusState, InputState
from wallctl.ports.audio import AudioLevels, AudioRead, Hear
from wallctl.transport.sound.loops import Loops, streams_of, tag_of, ways_of
from wallctl.transport.sound.peaks import MeterSilent, peaks
from wallctl.transport.sound.volumes import db_of, level_db, volume_of

CONNECT_S = 3.0
CALL_S = 2.0
METER_AGAIN_S = 0.25
LEVELS_S = 0.1
LOOK_S = 5.0  # read back at least this often
_NULL = "format=float32le rate=48000 channels=2"


class PulseSession:
    """One connection to a server, from its coming to its loss. `server` as in PULSE_SERVER; empty
    is the machine's own."""

    def __init__(self, room: str, server: str = "") -> None:
        self._room = room
        self._server = server or None
        self._wanted: SoundWanted | None = None
        self._done: SoundWanted | None = None  # what was set last
        self._look = asyncio.Event()
        self._peaks: dict[Bus, float] = {}
        self._measured: set[Bus] = set()
        self._loops = Loops(room)

    def want(self, wanted: SoundWanted, *, force: bool = False) -> None:
        if force:
            self._done = None
        self._wanted = wanted
        self._look.set()

    async def serve(self, hear: Hear) -> None:
        """Until the server is lost. Raises pulsectl's PulseError, OSError, TimeoutError, alone
        or in a group."""
        pulse = PulseAsync(f"wallctl {self._room}", server=self._server)
        async with asyncio.timeout(CONNECT_S):
            await pulse.connect()
        self._look.set()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch(pulse))
            group.create_task(self._keep(pulse, hear))
            group.create_task(self._tell(hear))
            for bus in Bus:
                group.create_task(self._meter(pulse, bus))

    async def _watch(self, pulse: PulseAsync) -> None:
        async with contextlib.aclosing(pulse.subscribe_events("sink", "source", "sink_input")) as e:
            async for _event in e:
                self._look.set()

    async def _keep(self, pulse: PulseAsync, hear: Hear) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._look.wait()
            self._look.clear()
            wanted = self._wanted
            async with asyncio.timeout(CALL_S):
                if wanted is not None:
                    await self._set(pulse, wanted)
                hear(await self._read(pulse, wanted))

    # -- setting -----------------------------------------------------------------------------

    async def _set(self, pulse: PulseAsync, wanted: SoundWanted) -> None:
        before, self._done = self._done, wanted
        was = {one.bus: one for one in before.buses} if before is not None else {}
        sinks = {sink.name: sink for sink in await pulse.sink_list()}
        mine: dict[Bus, Any] = {}
        fresh: set[Bus] = set()
        for bus in (one.bus for one in wanted.buses):
            sink = sinks.get(sink_name(self._room, bus))
            if sink is None:
                sink = await self._make(pulse, bus)
                fresh.add(bus)
            mine[bus] = sink
        turned = [b for b in wanted.buses if b.bus in fresh or _other(was.get(b.bus), b)]
        # Mutes before anything else, then levels, and last what may sound.
        for one in turned:
            if one.muted:
                await pulse.sink_mute(mine[one.bus].index, True)
        for one in turned:
            sink = mine[one.bus]
            if one.bus in fresh or abs(db_of(sink.volume.value_flat) - one.gain_db) > 0.05:
                sink.volume.value_flat = volume_of(one.gain_db)
                await pulse.sink_volume_set(sink.index, sink.volume)
        for one in turned:
            if not one.muted:
                await pulse.sink_mute(mine[one.bus].index, False)
        await self._loops.bring(pulse, ways_of(self._room, wanted), set(sinks))

    async def _make(self, pulse: PulseAsync, bus: Bus) -> Any:
        """A new sink is muted until its level is set."""
        name = sink_name(self._room, bus)
        told = f"sink_properties=device.description={name}"
        await pulse.module_load("module-null-sink", f"sink_name={name} {_NULL} {told}")
        sink = await pulse.get_sink_by_name(name)
        await pulse.sink_mute(sink.index, True)
        return sink

    # -- reading back ------------------------------------------------------------------------

    async def _read(self, pulse: PulseAsync, wanted: SoundWanted | None) -> AudioRead:
        sinks = {sink.name: sink for sink in await pulse.sink_list()}
        buses = [self._bus(bus, sinks) for bus in Bus]
        inputs: tuple[InputState, ...] = ()
        if wanted is not None and wanted.inputs:
            sources = {source.name for source in await pulse.source_list()}
            streams = await streams_of(pulse)
            inputs = tuple(self._input(one, sources, streams) for one in wanted.inputs)
        return AudioRead(tuple(buses), inputs)

    def _bus(self, bus: Bus, sinks: Mapping[str, Any]) -> BusState:
        sink = sinks.get(sink_name(self._room, bus))
        if sink is None:
            return BusState(bus)
        gain = db_of(sink.volume.value_flat)
        return BusState(bus, True, bool(sink.mute), gain, bus in self._measured)

    def _input(self, one: InputWanted, sources: set[str], streams: Mapping[str, Any]) -> InputState:
        """What has no way in is heard nowhere: it is muted, whoever did it."""
        tags = {send.bus: tag_of(self._room, "in", one.id, send.bus.value) for send in one.sends}
        heard = tuple(b for b, t in tags.items() if t in streams and not streams[t].mute)
        return InputState(one.id, one.device in sources, not heard, heard)

    # -- measuring ---------------------------------------------------------------------------

    async def _meter(self, pulse: PulseAsync, bus: Bus) -> None:
        """Measures a bus for as long as the server answers; where a stream gives nothing, a
        new one is opened."""

        def heard(peak: float) -> None:
            if bus not in self._measured:
                self._measured.add(bus)
                self._look.set()
            self._peaks[bus] = max(self._peaks.get(bus, 0.0), peak)

        while True:
            with contextlib.suppress(MeterSilent, PulseError, OSError):
                await pulse.get_sink_by_name(sink_name(self._room, bus))
                await peaks(pulse, f"{sink_name(self._room, bus)}.monitor", heard)
            if not pulse.connected:
                return
            if bus in self._measured:
                self._measured.discard(bus)
                self._look.set()
            await asyncio.sleep(METER_AGAIN_S)

    async def _tell(self, hear: Hear) -> None:
        while True:
            await asyncio.sleep(LEVELS_S)
            found, self._peaks = self._peaks, {}
            if found:
                hear(AudioLevels({bus: level_db(peak) for bus, peak in found.items()}))


def _other(before: BusWanted | None, now: BusWanted) -> bool:
    return before is None or (before.gain_db, before.muted) != (now.gain_db, now.muted)


def _close(pulse: PulseAsync) -> None:
    with contextlib.suppress(PulseError, OSError):
        pulse.close()
