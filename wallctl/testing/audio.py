"""A sound server in memory: what is wanted is so at once, and somebody may turn its knobs."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from wallctl.domain.audio import Bus
from wallctl.domain.audio_plan import BusWanted, SoundWanted
from wallctl.domain.audio_state import BusState, InputState
from wallctl.ports.audio import AudioDown, AudioLevels, AudioRead, Hear


class MemoryAudio:
    """`dead` is what the next attempts meet; `deaf` takes everything and does nothing."""

    def __init__(self) -> None:
        self.dead = False
        self.deaf = False
        self.buses: dict[Bus, BusState] = {}
        self.wanted: SoundWanted | None = None
        self.muted_first: list[tuple[Bus, bool]] = []  # every mute set, in order
        self._was: dict[Bus, BusWanted] = {}
        self._look = asyncio.Event()
        self._levels: list[AudioLevels] = []

    def want(self, wanted: SoundWanted, *, force: bool = False) -> None:
        self.wanted = wanted
        if force:
            self._was.clear()
        self._look.set()

    def by_hand(self, bus: Bus, *, muted: bool) -> None:
        """Somebody turns a knob at the device."""
        self.buses[bus] = replace(self.buses[bus], muted=muted)
        self._look.set()

    def die(self) -> None:
        """Everything it held is gone with it."""
        self.dead = True
        self._look.set()

    def back(self) -> None:
        self.dead = False
        self._look.set()

    def measure(self, **peaks: float) -> None:
        """What goes through the buses, dBFS."""
        self._levels.append(AudioLevels({Bus(name): peak for name, peak in peaks.items()}))
        self._look.set()

    async def run(self, hear: Hear) -> None:
        told_dead = False
        while True:
            if self.dead:
                self.buses.clear()
                self._was.clear()
                if not told_dead:
                    hear(AudioDown("unreachable"))
                told_dead = True
            else:
                told_dead = False
                if self.wanted is not None and not self.deaf:
                    self._set(self.wanted)
                hear(self._read())
                for levels in self._levels:
                    hear(levels)
                self._levels.clear()
            await self._look.wait()
            self._look.clear()

    def _set(self, wanted: SoundWanted) -> None:
        for one in sorted(wanted.buses, key=lambda b: not b.muted):
            if self._was.get(one.bus) != one or one.bus not in self.buses:
                self.muted_first.append((one.bus, one.muted))
                self.buses[one.bus] = BusState(one.bus, True, one.muted, one.gain_db, True)
            self._was[one.bus] = one

    def _read(self) -> AudioRead:
        inputs = self.wanted.inputs if self.wanted is not None else ()
        return AudioRead(
            tuple(self.buses.get(bus, BusState(bus)) for bus in Bus),
            tuple(
                InputState(
                    one.id, True, one.muted, () if one.muted else tuple(s.bus for s in one.sends)
                )
                for one in inputs
            ),
        )
