"""A room's sound: what the show asks for goes to the backend, what is read back to the board."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from wallctl.domain.audio import AudioInput, Bus, Sounding
from wallctl.domain.audio_plan import (
    SoundWanted,
    audible,
    bus_of,
    followed,
    nodes_sounding,
    soundings,
    wanted,
)
from wallctl.domain.audio_state import CLIP_DB, QUIET_DB, AudioState, BusState, InputState, Level
from wallctl.domain.commands import (
    Answer,
    AudioClear,
    AudioCommand,
    AudioInputSet,
    AudioMute,
    AudioSet,
    Result,
    Step,
)
from wallctl.domain.entities import Tile
from wallctl.domain.patrolling import Turns, turned
from wallctl.domain.show import Show
from wallctl.engine.audio.ramp import RISE_DB_S, Ramp
from wallctl.ports.audio import AudioBackend, AudioDown, AudioEvent, AudioLevels, AudioRead
from wallctl.ports.clock import Clock

log = logging.getLogger(__name__)

STEP_S = 0.05
ANSWER_S = 2.0
NEAR_DB = 0.15
AUDIO_LOST = "audio_lost"


class Audio:
    """Told of every change by `look`, asked by the nodes for what they let sound."""

    def __init__(
        self,
        *,
        room: str,
        backend: AudioBackend,
        clock: Clock,
        show: Callable[[], Show],
        turns: Callable[[], Turns],
        told: Callable[[AudioState], None],
        told_levels: Callable[[tuple[Level, ...]], None],
        fault: Callable[[str, bool], None],
    ) -> None:
        self._room = room
        self._backend = backend
        self._clock = clock
        self._show = show
        self._turns = turns
        self._told = told
        self._told_levels = told_levels
        self._fault = fault
        self._ramp = Ramp()
        self._state = AudioState(reason="unreachable", since=clock.now())
        self._levels = {bus: Level(bus) for bus in Bus}
        self._moved = asyncio.Event()
        self._heard = asyncio.Event()
        self._sent: SoundWanted | None = None

    async def run(self) -> None:
        """Until cancelled."""
        self.look()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._backend.run(self._hear))
            group.create_task(self._rise())

    def look(self, *, force: bool = False) -> None:
        """The show changed. `force`: what somebody turned at the device is turned back."""
        self._send(0.0, force=force)
        self._moved.set()
        self._follow()

    def sounds(self, node: str) -> tuple[Sounding, ...]:
        """What a node lets sound now."""
        show, programs = self._show(), self._programs()
        heard = audible(show, followed(show, programs))
        where = nodes_sounding(show, heard, programs)
        mine = {source: buses for source, buses in heard.items() if where.get(source) == node}
        self._follow()
        return soundings(show, self._room, mine)

    def prepared(self, what: AudioClear) -> tuple[str, Callable[[], Awaitable[Answer]]]:
        """An act that is no command."""

        async def clear() -> Answer:
            for bus, level in self._levels.items():
                self._levels[bus] = replace(level, clipped=False)
            self._tell_levels()
            return Answer(Result.DONE, 0)

        return "clear", clear

    async def answer(self, what: AudioCommand) -> Answer:
        """What came of a command, as read back. A level that rises takes its time."""
        expected = self._expected(what)
        if not expected and not isinstance(what, AudioInputSet):
            return Answer(Result.DONE, self._show().revision)
        began = self._clock.monotonic()
        limit = ANSWER_S + self._rising_s()
        async with asyncio.TaskGroup() as group:
            timer = group.create_task(self._clock.sleep(limit))
            while not timer.done() and not self._all_so(expected, what):
                if self._state.reason == "none":
                    break
                self._heard.clear()
                news = group.create_task(self._heard.wait())
                await asyncio.wait({timer, news}, return_when=asyncio.FIRST_COMPLETED)
                news.cancel()
            timer.cancel()
        ms = (self._clock.monotonic() - began) * 1000
        return self._said(expected, what, ms)

    # -- what shall be -----------------------------------------------------------------------

    def _send(self, seconds: float, *, force: bool = False) -> None:
        now = self._ramp.step(wanted(self._show()), seconds)
        if force or now != self._sent:
            self._sent = now
            self._backend.want(now, force=force)

    async def _rise(self) -> None:
        while True:
            await self._moved.wait()
            self._moved.clear()
            while not self._ramp.arrived(wanted(self._show())):
                await self._clock.sleep(STEP_S)
                self._send(STEP_S)

    def _rising_s(self) -> float:
        now = {one.bus: one.gain_db for one in self._sent.buses} if self._sent is not None else {}
        most = max(b.gain_db - now.get(b.bus, b.gain_db) for b in wanted(self._show()).buses)
        return max(0.0, most / RISE_DB_S)

    def _programs(self) -> Mapping[str, tuple[Tile, ...]]:
        show, turns = self._show(), self._turns()
        return {wall: turned(show.program(wall).tiles, turns) for wall in show.walls}

    def _follow(self) -> None:
        show = self._show()
        following = followed(show, self._programs())
        sounding = tuple(sorted(audible(show, following)))
        if (following, sounding) != (self._state.following, self._state.sounding):
            self._state = replace(self._state, following=following, sounding=sounding)
        self._told(self._state)

    # -- what is -----------------------------------------------------------------------------

    def _hear(self, event: AudioEvent) -> None:
        match event:
            case AudioDown():
                self._fault(AUDIO_LOST, event.reason == "unreachable")
                if event.reason != self._state.reason or self._state.buses:
                    self._state = replace(
                        self._state,
                        reason=event.reason,
                        since=self._clock.now(),
                        buses=(),
                        inputs=(),
                    )
                    self._told(self._state)
                    self._levels = {
                        b: Level(b, QUIET_DB, one.clipped) for b, one in self._levels.items()
                    }
                    self._tell_levels()
            case AudioRead():
                self._fault(AUDIO_LOST, False)
                since = self._state.since if not self._state.reason else self._clock.now()
                self._state = replace(
                    self._state, reason="", since=since, buses=event.buses, inputs=event.inputs
                )
                self._told(self._state)
            case AudioLevels():
                for bus, peak in event.peaks.items():
                    clipped = self._levels[bus].clipped or peak >= CLIP_DB
                    self._levels[bus] = Level(bus, round(peak * 2) / 2, clipped)
                self._tell_levels()
                return
        self._heard.set()

    def _tell_levels(self) -> None:
        self._told_levels(tuple(self._levels.values()))

    def _expected(self, what: AudioCommand) -> tuple[BusState, ...]:
        buses: tuple[Bus, ...] = ()
        if isinstance(what, AudioSet):
            buses = (what.bus,)
        elif isinstance(what, AudioMute):
            buses = tuple(dict.fromkeys(what.buses))
        wanted_ = (bus_of(self._show(), bus) for bus in buses)
        return tuple(BusState(Bus(b.id), True, b.muted, b.gain_db) for b in wanted_)

    def _all_so(self, expected: tuple[BusState, ...], what: AudioCommand) -> bool:
        return all(self._is_so(one) for one in expected) and self._input_so(what)

    def _is_so(self, one: BusState) -> bool:
        seen = self._state.bus(one.bus)
        near = one.muted or abs(seen.gain_db - one.gain_db) <= NEAR_DB
        return seen.there and seen.muted is one.muted and near

    def _input_so(self, what: AudioCommand) -> bool:
        if not isinstance(what, AudioInputSet):
            return True
        known = self._show().get(AudioInput, what.id)
        seen = self._input(what.id)
        return known is None or (seen is not None and seen.there and seen.muted is known.muted)

    def _input(self, id: str) -> InputState | None:
        return next((one for one in self._state.inputs if one.input == id), None)

    def _said(self, expected: tuple[BusState, ...], what: AudioCommand, ms: float) -> Answer:
        revision = self._show().revision
        why = {"": "not_read_back", "none": "no_audio"}.get(self._state.reason, "audio_away")
        steps = [
            Step("audio", one.bus.value, "done" if so else "failed", "" if so else why, ms)
            for one in expected
            for so in (self._is_so(one),)
        ]
        if isinstance(what, AudioInputSet):
            so = self._input_so(what)
            steps.append(Step("audio", what.id, "done" if so else "failed", "" if so else why, ms))
        failed = [step for step in steps if step.state == "failed"]
        if not failed:
            return Answer(Result.DONE, revision, steps=tuple(steps))
        result = Result.PART if len(failed) < len(steps) else Result.FAILED
        return Answer(result, revision, why, "", (), tuple(steps))
