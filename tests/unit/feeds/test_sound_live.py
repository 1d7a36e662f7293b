"""The sound of feeds at a real sound server: what is to be heard sounds, and nothing else."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from tests.sound import SoundServer, lacking, level_at, sound_server
from tests.unit.feeds.conftest import Bench, spec, until
from wallctl.domain.audio import Sounding, SoundSend
from wallctl.feeds.keys import FeedKey, Mode, Want

pytestmark = [pytest.mark.peer, pytest.mark.skipif(bool(lacking()), reason=lacking())]
A, B = FeedKey("a", "main"), FeedKey("b", "main")


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures with a sine of 440 Hz, of 1000 Hz, and with no sound at all."""
    folder = tmp_path_factory.mktemp("clips")
    picture = ["-f", "lavfi", "-i", "testsrc=size=320x180:rate=25"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p"]
    for hertz in (440, 1000):
        tone = f"aevalsrc=0.1*sin(2*PI*{hertz}*t):s=48000:d=20"
        command = [*picture, "-f", "lavfi", "-i", tone, "-t", "20", *coded, "-c:a", "aac"]
        _ffmpeg(*command, str(folder / f"{hertz}.mp4"))
    _ffmpeg(*picture, "-t", "5", *coded, str(folder / "mute.mp4"))
    return folder


def _ffmpeg(*words: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *words], check=True, timeout=60)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    with sound_server() as one:
        for name in ("pa", "record"):
            one.ask("load-module", "module-null-sink", f"sink_name={name}", "format=float32le")
        monkeypatch.setenv("PULSE_SERVER", one.address)
        yield one


@pytest_asyncio.fixture
async def sounding(server: SoundServer, bench: Bench) -> AsyncIterator[Bench]:
    yield bench


def want(clips: Path, hertz: str, source: str, *sends: SoundSend, mode: Mode = Mode.PLAY) -> Want:
    sound = Sounding(source, sends) if sends else None
    return Want(spec(str(clips / f"{hertz}.mp4"), source), mode, None, 0.0, sound)


async def heard(server: SoundServer, sink: str, seconds: float = 0.5) -> np.ndarray:
    return await asyncio.to_thread(server.hear, f"{sink}.monitor", seconds)


async def arrived(server: SoundServer, sink: str, hertz: float) -> None:
    """Until the tone is there: a sink that nobody used has rendered seconds of silence ahead."""
    async with asyncio.timeout(10):
        while level_at((await heard(server, sink, 0.2))[-4800:], hertz) < -35:
            pass


async def test_only_what_is_wanted_sounds_and_only_where(
    server: SoundServer, sounding: Bench, clips: Path
) -> None:
    sounding.manager.want(
        {
            A: want(clips, "440", "a", SoundSend("pa"), SoundSend("record", -10.0)),
            B: want(clips, "1000", "b"),
        }
    )
    await until(lambda: sounding.figures(A).sound == "playing")
    await arrived(server, "pa", 440)
    await arrived(server, "record", 440)
    pa = await heard(server, "pa")
    assert level_at(pa, 440) == pytest.approx(-20.0, abs=0.5)
    assert level_at(pa, 1000) < -80
    assert level_at(await heard(server, "record"), 440) == pytest.approx(-30.0, abs=0.5)
    assert level_at(await heard(server, "other"), 440) < -100
    assert sounding.figures(A).sound_peak == pytest.approx(0.1, abs=0.02)
    assert sounding.figures(B).sound == ""


async def test_another_source_takes_over_without_a_click(
    server: SoundServer, sounding: Bench, clips: Path
) -> None:
    on = SoundSend("pa")
    sounding.manager.want({A: want(clips, "440", "a", on), B: want(clips, "1000", "b")})
    await until(lambda: sounding.figures(A).sound == "playing")
    await arrived(server, "pa", 440)
    ears = asyncio.create_task(heard(server, "pa", 2.0))
    await asyncio.sleep(0.8)
    sounding.manager.want({A: want(clips, "440", "a"), B: want(clips, "1000", "b", on)})
    sound = await ears
    assert level_at(sound[:14_400], 440) > -23
    assert level_at(sound[-14_400:], 1000) > -23
    assert level_at(sound[-14_400:], 440) < -80
    # Both together never step by more than their own steepest rise and a fade of 10 ms do.
    steps = np.abs(np.diff(sound[:, 0]))
    most = 0.1 * 2 * np.pi * (1000 + 440) / 48_000 + 0.2 / 480
    assert steps.max() < most


async def test_muted_it_is_decoded_and_sends_silence(
    server: SoundServer, sounding: Bench, clips: Path
) -> None:
    sounding.manager.want({A: want(clips, "440", "a", SoundSend("pa", 0.0, True))})
    await until(lambda: sounding.figures(A).sound_peak > 0.05)
    assert level_at(await heard(server, "pa"), 440) < -100


async def test_a_warm_feed_sounds_without_decoding_its_picture(
    server: SoundServer, sounding: Bench, clips: Path
) -> None:
    sounding.manager.want({A: want(clips, "440", "a", SoundSend("pa"), mode=Mode.WARM)})
    await until(lambda: sounding.figures(A).sound == "playing")
    await arrived(server, "pa", 440)
    assert level_at(await heard(server, "pa"), 440) > -21
    assert sounding.figures(A).picture == "warm"


async def test_what_has_no_sound_and_no_sink_says_so(
    server: SoundServer, sounding: Bench, clips: Path
) -> None:
    sounding.manager.want(
        {
            A: want(clips, "mute", "a", SoundSend("pa")),
            B: want(clips, "1000", "b", SoundSend("nowhere")),
        }
    )
    await until(lambda: sounding.figures(A).sound == "no_track")
    await until(lambda: sounding.figures(B).sound == "no_sink")
    assert sounding.figures(A).picture == "live"
    assert sounding.figures(B).picture == "live"


async def test_the_sound_comes_back_with_its_server(
    server: SoundServer, sounding: Bench, clips: Path
) -> None:
    sounding.manager.want({A: want(clips, "440", "a", SoundSend("other"))})
    await until(lambda: sounding.figures(A).sound == "playing")
    frames = sounding.figures(A).frames
    server.kill()
    await until(lambda: sounding.figures(A).sound == "no_sink")
    await asyncio.to_thread(server.start)
    await until(lambda: sounding.figures(A).sound == "playing")
    await arrived(server, "other", 440)
    assert level_at(await heard(server, "other"), 440) > -21
    await until(lambda: sounding.figures(A).frames > frames + 25)
    assert sounding.figures(A).reconnects == 0
