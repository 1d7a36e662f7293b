"""A room's sound: done is what is read back, and nothing sounds by surprise."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.unit.engine.conftest import Bench
from wallctl.domain.audio import Bus, FollowRule
from wallctl.domain.commands import (
    AudioClear,
    AudioFollowSet,
    AudioMute,
    AudioSet,
    AudioSource,
    Result,
    SourceRemove,
    TileRemove,
    WallTake,
)
from wallctl.engine.room import RoomEngine
from wallctl.testing.audio import MemoryAudio


class SoundBench(Bench):
    """A bench whose room has a sound server in memory, the same through restarts."""

    def _made(self) -> RoomEngine:
        self.sound: MemoryAudio = getattr(self, "sound", None) or MemoryAudio()
        engine = super()._made()
        return RoomEngine(
            room="hall",
            journal=self.journal,
            glass=self.glass,
            clock=self.clock,
            ids=engine._ledger._ids,
            secrets=self.secrets,
            audio=self.sound,
        )

    def bus(self, bus: Bus):
        return self.engine.observed.audio.bus(bus)

    def sounds(self, node: str = "n1") -> dict[str, tuple[str, ...]]:
        """By source the sinks of what the node was last told to let sound."""
        sounding = self.glass.plans[node][-1].sounds
        return {one.source: tuple(s.sink for s in one.sends if not s.muted) for one in sounding}


@pytest.fixture
async def bench() -> AsyncIterator[SoundBench]:
    one = SoundBench()
    await one.start()
    yield one
    await one.stop()


async def test_a_mute_is_done_once_it_is_read_back(bench: SoundBench) -> None:
    answer = await bench.ask(AudioMute((Bus.PA, Bus.FAR)))
    assert answer.result is Result.DONE
    assert [step.target for step in answer.steps] == ["pa", "far"]
    assert bench.bus(Bus.PA).muted
    assert not bench.bus(Bus.RECORD).muted


async def test_a_deaf_server_is_never_called_done(bench: SoundBench) -> None:
    await bench.ask(AudioSet(Bus.PA, gain_db=-1.0))
    bench.sound.deaf = True
    answer = await bench.ask(AudioMute((Bus.PA,)))
    assert (answer.result, answer.code) == (Result.FAILED, "not_read_back")
    assert not bench.bus(Bus.PA).muted


async def test_without_a_sound_server_it_says_so_and_mutes_at_its_return(
    bench: SoundBench,
) -> None:
    bench.sound.die()
    await bench.clock.settle()
    assert bench.engine.observed.audio.reason == "unreachable"
    assert "audio_lost" in bench.engine.observed.faults
    answer = await bench.ask(AudioMute((Bus.PA,)))
    assert (answer.result, answer.code) == (Result.FAILED, "audio_away")
    bench.sound.muted_first.clear()
    bench.sound.back()
    await bench.until(lambda: bench.bus(Bus.PA).there)
    assert bench.bus(Bus.PA).muted
    assert bench.sound.muted_first[0] == (Bus.PA, True)
    assert "audio_lost" not in bench.engine.observed.faults


async def test_a_room_without_sound_says_that_there_is_none() -> None:
    one = Bench()
    await one.start()
    assert one.engine.observed.audio.reason == "none"
    answer = await one.ask(AudioMute((Bus.PA,)))
    assert (answer.result, answer.code) == (Result.FAILED, "no_audio")
    await one.stop()


async def test_restarts_never_lift_a_mute(bench: SoundBench) -> None:
    await bench.ask(AudioMute((Bus.PA,)))
    for _ in range(3):
        bench.sound.muted_first.clear()
        await bench.restart()
        await bench.until(lambda: bench.bus(Bus.PA).there)
        assert bench.bus(Bus.PA).muted
        assert (Bus.PA, False) not in bench.sound.muted_first
        bench.sound.die()
        await bench.clock.settle()
        bench.sound.back()


async def test_a_level_rises_by_20_db_a_second_and_falls_at_once(bench: SoundBench) -> None:
    await bench.ask(AudioSet(Bus.PA, gain_db=-40.0))
    assert bench.bus(Bus.PA).gain_db == -40.0
    began = bench.clock.monotonic()
    answer = await bench.ask(AudioSet(Bus.PA, gain_db=-20.0))
    assert answer.result is Result.DONE
    assert 0.9 <= bench.clock.monotonic() - began <= 1.3
    assert bench.bus(Bus.PA).gain_db == -20.0


async def test_a_mute_keeps_the_level_and_comes_back_slowly(bench: SoundBench) -> None:
    await bench.ask(AudioMute((Bus.PA,)))
    began = bench.clock.monotonic()
    answer = await bench.ask(AudioMute((Bus.PA,), muted=False))
    assert answer.result is Result.DONE
    assert 1.0 <= bench.clock.monotonic() - began <= 1.8
    assert bench.bus(Bus.PA).gain_db == 0.0


async def test_what_somebody_turned_at_the_device_is_shown_and_the_button_turns_it_back(
    bench: SoundBench,
) -> None:
    bench.sound.by_hand(Bus.PA, muted=True)
    await bench.until(lambda: bench.bus(Bus.PA).muted)
    answer = await bench.ask(AudioMute((Bus.PA,), muted=False))
    assert answer.result is Result.DONE
    assert not bench.bus(Bus.PA).muted


async def test_the_sound_goes_with_the_picture_in_one_plan(bench: SoundBench) -> None:
    await bench.furnish()
    await bench.ask(WallTake("big"))
    await bench.ask(AudioFollowSet(FollowRule.FOCUS, wall="big", tile="t1"))
    assert bench.sounds() == {"cam1": tuple(f"wallctl.hall.{bus}" for bus in Bus)}
    assert bench.engine.observed.audio.following == "cam1"
    await bench.ask(TileRemove("t1"))
    await bench.ask(WallTake("big"))
    assert bench.sounds() == {}
    last = bench.glass.plans["n1"][-1]
    assert {t.id for w in last.walls for t in w.program} == {"t2"}


async def test_a_muted_bus_is_sent_nothing(bench: SoundBench) -> None:
    await bench.furnish()
    await bench.ask(AudioFollowSet(FollowRule.SOURCE, source="cam3"))
    await bench.ask(AudioMute((Bus.PA, Bus.FAR)))
    assert bench.sounds() == {"cam3": ("wallctl.hall.record", "wallctl.hall.monitor")}
    assert "cam3" in {feed.source for feed in bench.glass.plans["n1"][-1].feeds}
    assert bench.sounds("n2") == {}


async def test_listening_alters_nothing_but_the_monitor(bench: SoundBench) -> None:
    await bench.furnish()
    await bench.ask(AudioSource("cam2", open=(Bus.MONITOR,)))
    assert bench.sounds() == {"cam2": ("wallctl.hall.monitor",)}
    await bench.ask(SourceRemove("cam2"))


async def test_clipping_stays_marked_until_it_is_cleared(bench: SoundBench) -> None:
    bench.sound.measure(pa=-6.0, far=0.0)
    await bench.clock.settle()
    bench.sound.measure(far=-30.0)
    await bench.clock.settle()
    levels = {one.bus: one for one in bench.engine.observed.levels}
    assert (levels[Bus.PA].peak_db, levels[Bus.PA].clipped) == (-6.0, False)
    assert (levels[Bus.FAR].peak_db, levels[Bus.FAR].clipped) == (-30.0, True)
    assert (await bench.ask(AudioClear())).result is Result.DONE
    assert not any(one.clipped for one in bench.engine.observed.levels)
