"""A room's buses at a real sound server, with real tones measured by their spectrum."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator

import pytest

from tests.sound import SoundServer, lacking, level_at, sound_server
from wallctl.domain.audio import Bus, Send
from wallctl.domain.audio_plan import BusWanted, InputWanted, SoundWanted, sink_name
from wallctl.ports.audio import AudioLevels
from wallctl.testing.audio_suite import Heard, serving, wanting
from wallctl.transport.sound.backend import PulseBackend

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(bool(lacking()), reason=lacking()),
]
WAIT_S = 10.0


@pytest.fixture
def server() -> Iterator[SoundServer]:
    with sound_server() as one:
        yield one


def monitor(bus: Bus, room: str = "hall") -> str:
    return f"{sink_name(room, bus)}.monitor"


def level_of(heard: Heard, bus: Bus) -> float:
    """The newest level of a bus, -200 before there is one."""
    levels = [e for e in heard.events if isinstance(e, AudioLevels) and bus in e.peaks]
    return levels[-1].peaks[bus] if levels else -200.0


async def until(check: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not check():  # noqa: ASYNC110 - what is measured tells nobody when it comes
            await asyncio.sleep(0.02)


async def test_meters_measure_what_goes_through_a_bus(server: SoundServer) -> None:
    backend = PulseBackend("hall", server.address)
    async with serving(backend) as heard:
        backend.want(wanting(pa_db=0.0))
        await heard.until({Bus.PA: False})
        with server.tone(sink_name("hall", Bus.PA), 440, -12.0):
            await until(lambda: abs(level_of(heard, Bus.PA) + 12.0) < 0.5)
            assert level_of(heard, Bus.RECORD) < -80
            backend.want(wanting(pa_db=-10.0))
            await until(lambda: abs(level_of(heard, Bus.PA) + 22.0) < 0.5)


async def test_a_muted_bus_is_silent_within_200_ms_and_the_others_go_on(
    server: SoundServer,
) -> None:
    backend = PulseBackend("hall", server.address)
    async with serving(backend) as heard:
        backend.want(wanting(pa_db=0.0))
        await heard.until({Bus.PA: False})
        pa, record = sink_name("hall", Bus.PA), sink_name("hall", Bus.RECORD)
        with server.tone(pa, 440), server.tone(record, 660):
            await until(lambda: level_of(heard, Bus.PA) > -21 and level_of(heard, Bus.RECORD) > -21)
            began = time.monotonic()
            backend.want(wanting(Bus.PA, pa_db=0.0))
            await heard.until({Bus.PA: True})
            assert time.monotonic() - began < 0.2
            await until(lambda: level_of(heard, Bus.PA) < -80)
            assert time.monotonic() - began < 0.5  # as metered: ten times a second
            sound = await asyncio.to_thread(server.hear, monitor(Bus.PA), 0.3)
            assert level_at(sound, 440) < -100
            assert level_of(heard, Bus.RECORD) > -21


async def test_two_rooms_on_one_server_never_hear_each_other(server: SoundServer) -> None:
    hall, consult = (PulseBackend(room, server.address) for room in ("hall", "consult"))
    async with serving(hall) as heard, serving(consult) as other:
        for backend in (hall, consult):
            backend.want(wanting(pa_db=0.0))
        await heard.until({Bus.PA: False})
        await other.until({Bus.PA: False})
        hall_pa, consult_pa = (sink_name(r, Bus.PA) for r in ("hall", "consult"))
        with server.tone(hall_pa, 440, -6.0), server.tone(consult_pa, 1000, -6.0):
            await until(lambda: level_of(heard, Bus.PA) > -7 and level_of(other, Bus.PA) > -7)
            there = await asyncio.to_thread(server.hear, monitor(Bus.PA), 0.5)
            assert level_at(there, 440) == pytest.approx(-6.0, abs=0.5)
            assert level_at(there, 1000) < -66
            across = await asyncio.to_thread(server.hear, monitor(Bus.PA, "consult"), 0.5)
            assert level_at(across, 440) < -66


async def test_a_far_end_hears_the_microphone_and_never_itself(server: SoundServer) -> None:
    for name in ("mic", "far"):
        server.ask("load-module", "module-null-sink", f"sink_name={name}", "format=float32le")
    inputs = (
        InputWanted("m1", "mic.monitor", False, (Send(Bus.FAR), Send(Bus.RECORD, -10.0))),
        InputWanted("vc", "far.monitor", False, (Send(Bus.PA), Send(Bus.RECORD))),
    )
    buses = tuple(BusWanted(bus, 0.0, False) for bus in Bus)
    backend = PulseBackend("hall", server.address)
    async with serving(backend) as heard:
        backend.want(SoundWanted(buses, inputs))
        with server.tone("mic", 440), server.tone("far", 1000):
            await until(lambda: level_of(heard, Bus.FAR) > -22 and level_of(heard, Bus.PA) > -22)
            sent = await asyncio.to_thread(server.hear, monitor(Bus.FAR), 0.5)
            assert level_at(sent, 440) == pytest.approx(-20.0, abs=0.7)
            assert level_at(sent, 1000) < -85
            kept = await asyncio.to_thread(server.hear, monitor(Bus.RECORD), 0.5)
            assert level_at(kept, 440) == pytest.approx(-30.0, abs=0.7)
            assert level_at(kept, 1000) == pytest.approx(-20.0, abs=0.7)


async def test_an_input_that_is_muted_and_one_that_is_not_there_say_so(
    server: SoundServer,
) -> None:
    inputs = (
        InputWanted("m1", "other.monitor", True, (Send(Bus.FAR),)),
        InputWanted("m2", "nowhere", False, (Send(Bus.FAR),)),
    )
    buses = tuple(BusWanted(bus, 0.0, False) for bus in Bus)
    backend = PulseBackend("hall", server.address)
    async with serving(backend) as heard:
        backend.want(SoundWanted(buses, inputs))
        await heard.until({Bus.FAR: False})
        found = {one.input: one for one in heard.inputs}
        assert found["m1"].there
        assert found["m1"].muted
        assert not found["m2"].there
        with server.tone("other", 440):
            sound = await asyncio.to_thread(server.hear, monitor(Bus.FAR), 0.3)
            assert level_at(sound, 440) < -100
