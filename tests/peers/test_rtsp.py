"""The ffmpeg player against gst-rtsp-server: death, stall, return, change of form, sign-in."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.peers.rtsp_peer import RtspPeer, make_clip
from tests.unit.feeds.conftest import Bench, bench, spec, until
from wallctl.domain.entities import PlayOptions, Transport
from wallctl.domain.geometry import Size
from wallctl.domain.observed import Picture, Reason
from wallctl.feeds.keys import FeedKey, Mode, Want

__all__ = ["bench"]
pytestmark = pytest.mark.peer
KEY = FeedKey("s", "main")


@pytest.fixture(scope="module")
def clips(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("clips")
    return {
        "small": make_clip(folder, "small"),
        "large": make_clip(folder, "large", w=640, h=480),
        "h265": make_clip(folder, "h265", codec="h265"),
    }


@pytest.fixture
def peer() -> Iterator[RtspPeer]:
    made = RtspPeer(0)
    yield made
    made.close()


def live(bench: Bench) -> bool:
    return bench.figures(KEY).picture is Picture.LIVE


async def playing(bench: Bench, url: str, **how) -> None:
    bench.manager.want({KEY: Want(spec(url, "s"), **how)})
    await until(lambda: bench.manager.acquire(KEY), 30)
    await until(lambda: live(bench))


async def test_figures_are_measured(bench: Bench, peer: RtspPeer, clips) -> None:
    await playing(bench, peer.add("/h265", clips["h265"]))
    await until(lambda: bench.figures(KEY).kbps > 0 and bench.figures(KEY).fps > 0)
    figures = bench.figures(KEY)
    assert (figures.codec, figures.width, figures.height) == ("hevc", 320, 240)
    assert figures.connect_ms > 0 and figures.lost == 0 and figures.reconnects == 0


async def test_udp_is_taken_where_it_is_asked_for(bench: Bench, peer: RtspPeer, clips) -> None:
    url = peer.add("/udp", clips["small"])
    options = PlayOptions(transport=Transport.UDP)
    bench.manager.want({KEY: Want(spec(url, "s", options=options))})
    await until(lambda: bench.figures(KEY).frames > 5, 30)


async def test_a_source_that_dies_is_stale_and_comes_back(
    bench: Bench, peer: RtspPeer, clips
) -> None:
    url = peer.add("/a", clips["small"])
    await playing(bench, url)
    peer.ask("remove", mount="/a")
    await until(lambda: bench.figures(KEY).picture is Picture.STALE)
    assert bench.manager.acquire(KEY) is not None, "the last good frame stays"
    await until(lambda: bench.figures(KEY).reason is Reason.NOT_FOUND)
    peer.add("/a", clips["small"])
    await until(lambda: live(bench))
    assert bench.figures(KEY).reconnects >= 1


async def test_a_server_that_is_killed_and_started_again(bench: Bench, clips) -> None:
    first = RtspPeer(0)
    try:
        await playing(bench, first.add("/a", clips["small"]))
    finally:
        first.close()
    await until(lambda: bench.figures(KEY).reason is Reason.REFUSED)
    second = RtspPeer(first.port)
    try:
        second.add("/a", clips["small"])
        await until(lambda: live(bench))
    finally:
        second.close()


async def test_a_server_that_hangs_is_stale_and_goes_on(
    bench: Bench, peer: RtspPeer, clips
) -> None:
    await playing(bench, peer.add("/a", clips["small"]))
    os.kill(peer.process.pid, signal.SIGSTOP)
    await until(lambda: bench.figures(KEY).picture is Picture.STALE)
    os.kill(peer.process.pid, signal.SIGCONT)
    await until(lambda: live(bench))


async def test_silence_ends_in_a_slate_and_a_new_try(bench: Bench, peer: RtspPeer, clips) -> None:
    url = peer.add("/a", clips["small"])
    bench.manager.want({KEY: Want(spec(url, "s", stale_s=0.5))})
    await until(lambda: live(bench), 30)
    peer.ask("stall", mount="/a")
    await until(lambda: bench.figures(KEY).picture is Picture.SLATE, 40)
    peer.ask("resume", mount="/a")
    await until(lambda: live(bench))


async def test_a_change_of_size_in_mid_stream(bench: Bench, peer: RtspPeer, clips) -> None:
    await playing(bench, peer.add("/a", clips["small"]))
    peer.ask("switch", mount="/a", clip=str(clips["large"]))
    frame = await until(lambda: (f := bench.manager.acquire(KEY)).native == Size(640, 480) and f)
    assert (frame.width, frame.height) == (640, 480)
    assert bench.figures(KEY).reconnects == 0


async def test_sign_in_and_its_refusal(bench: Bench, peer: RtspPeer, clips) -> None:
    peer.add("/a", clips["small"], user="operator", password="hunter2secret")
    good = await bench.manager.probe(spec(peer.url("/a", "operator:hunter2secret")), 30)
    assert good.ok and (good.codec, good.width, good.fps) == ("h264", 320, 25.0)
    bad = await bench.manager.probe(spec(peer.url("/a", "operator:wrong-password")), 30)
    assert bad.reason is Reason.AUTH
    assert "wrong-password" not in repr(bad) and "127.0.0.1" not in repr(bad)
    none = await bench.manager.probe(spec(peer.url("/nothing")), 30)
    assert none.reason is Reason.NOT_FOUND


async def test_a_warm_feed_shows_at_once(bench: Bench, peer: RtspPeer, clips) -> None:
    """Without a wait for the next key frame: what was kept is decoded."""
    url = peer.add("/a", clips["small"])
    bench.manager.want({KEY: Want(spec(url, "s"), mode=Mode.WARM)})
    await until(lambda: bench.figures(KEY).picture is Picture.WARM, 30)
    assert bench.manager.acquire(KEY) is None
    await until(lambda: bench.figures(KEY).kbps > 0)
    bench.manager.want({KEY: Want(spec(url, "s"))})
    await until(lambda: bench.manager.acquire(KEY))
    await until(lambda: live(bench))


async def test_a_password_is_in_no_process_list(bench: Bench, peer: RtspPeer, clips) -> None:
    peer.add("/a", clips["small"], user="operator", password="hunter2secret")
    await playing(bench, peer.url("/a", "operator:hunter2secret"))
    pids = bench.manager.pids()
    files = [Path(f"/proc/{pid}/{name}") for pid in pids for name in ("cmdline", "environ")]
    assert all(b"hunter2secret" not in file.read_bytes() for file in files)
