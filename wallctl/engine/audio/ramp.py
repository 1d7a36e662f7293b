"""Levels rise slowly and fall at once: nobody is startled."""

from __future__ import annotations

from dataclasses import replace

from wallctl.domain.audio import SILENCE_DB, Bus
from wallctl.domain.audio_plan import BusWanted, SoundWanted

RISE_DB_S = 20.0
BEGIN_DB = 30.0
"""A bus that sounds again begins this far below its level."""


class Ramp:
    """The levels on their way to those that are wanted. Times are seconds since the last step."""

    def __init__(self) -> None:
        self._now: dict[Bus, BusWanted] = {}

    def step(self, wanted: SoundWanted, seconds: float) -> SoundWanted:
        """The next levels. What is seen first is as wanted at once: it was so before."""
        buses = tuple(self._bus(one, seconds) for one in wanted.buses)
        self._now = {one.bus: one for one in buses}
        return replace(wanted, buses=buses)

    def arrived(self, wanted: SoundWanted) -> bool:
        return all(self._now.get(one.bus) == one for one in wanted.buses)

    def _bus(self, wanted: BusWanted, seconds: float) -> BusWanted:
        now = self._now.get(wanted.bus)
        if now is None or wanted.muted:
            return wanted
        if now.muted:
            return replace(wanted, gain_db=max(SILENCE_DB, wanted.gain_db - BEGIN_DB))
        level = min(wanted.gain_db, now.gain_db + RISE_DB_S * seconds)
        return replace(wanted, gain_db=round(level, 2))
