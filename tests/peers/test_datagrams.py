"""Lost datagrams, SRT, and libVLC's RTSP server, which does UDP only (461 for TCP)."""

from __future__ import annotations

import random
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from tests.peers.rtsp_peer import VlcRtspPeer, make_clip
from tests.unit.feeds.conftest import Bench, bench, spec, until
from wallctl.domain.observed import Picture, Reason
from wallctl.feeds.keys import FeedKey, Want

__all__ = ["bench"]
pytestmark = pytest.mark.peer
KEY = FeedKey("s", "main")


def free_port(kind: int = socket.SOCK_DGRAM) -> int:
    with socket.socket(socket.AF_INET, kind) as made:
        made.bind(("127.0.0.1", 0))
        return made.getsockname()[1]


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    units = make_clip(tmp_path_factory.mktemp("clip"), "clip", frames=100)
    return units.rename(units.with_suffix(".h264"))


class Relay:
    """Hands datagrams on and loses some of them."""

    def __init__(self) -> None:
        self.loss = 0.0
        self._in = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._in.bind(("127.0.0.1", 0))
        self._in.settimeout(0.2)
        self.port = self._in.getsockname()[1]
        self.to = free_port()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        dice = random.Random(3)
        while not self._stop.is_set():
            try:
                data = self._in.recv(65536)
            except TimeoutError:
                continue
            if dice.random() >= self.loss:
                self._in.sendto(data, ("127.0.0.1", self.to))

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._in.close()


@pytest.fixture
def relay() -> Iterator[Relay]:
    made = Relay()
    yield made
    made.close()


class Sender:
    """ffmpeg that sends a clip for ever."""

    def __init__(self, clip: Path, *to: str) -> None:
        line = ["ffmpeg", "-v", "quiet", "-re", "-stream_loop", "-1", "-r", "25", "-i", str(clip)]
        self.process = subprocess.Popen([*line, "-c", "copy", *to], stdin=subprocess.DEVNULL)

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)


async def test_damage_is_held_from_the_eyes(bench: Bench, relay: Relay, clip: Path) -> None:
    """Every picture shown is one that was sent, to the last px; the rest is held and marked."""
    with av.open(str(clip), format="h264") as container:
        clean = np.array([luma(f) for f in container.decode(video=0)])
    wrong: list[int] = []
    shown = 0

    def look(key: FeedKey) -> None:
        nonlocal shown
        frame = bench.manager.acquire(key)
        green = np.frombuffer(frame.data, np.uint8)[1::4].reshape(240, 320).astype(int)
        seen = (green[8::16, 8::16] * 219 / 255 + 16).round()
        shown += 1
        if np.abs(clean - seen).max((1, 2)).min() > 6:
            wrong.append(frame.number)

    bench.manager._on_frame = look
    sender = Sender(clip, "-f", "mpegts", f"udp://127.0.0.1:{relay.port}?pkt_size=1316")
    try:
        bench.manager.want({KEY: Want(spec(f"udp://127.0.0.1:{relay.to}", "s", stale_s=5.0))})
        await until(lambda: shown > 10, 40)
        relay.loss = 0.08
        await until(lambda: bench.figures(KEY).picture is Picture.HELD, 40)
        assert bench.figures(KEY).reason is Reason.DAMAGED
        await until(lambda: bench.figures(KEY).lost > 3, 40)
        relay.loss = 0.0
        await until(lambda: bench.figures(KEY).picture is Picture.LIVE, 40)
        assert not wrong
    finally:
        sender.close()


def luma(frame: av.VideoFrame) -> np.ndarray:
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[8 : frame.height : 16, 8 : frame.width : 16].astype(int)


async def test_srt_by_libvlc(bench: Bench, clip: Path) -> None:
    port = free_port()
    sender = Sender(clip, "-f", "mpegts", f"srt://127.0.0.1:{port}?mode=listener")
    try:
        bench.manager.want({KEY: Want(spec(f"srt://127.0.0.1:{port}", "s"))})
        await until(lambda: bench.figures(KEY).picture is Picture.LIVE, 60)
        assert bench.figures(KEY).player == "vlc"
    finally:
        sender.close()
    await until(lambda: bench.figures(KEY).picture is Picture.STALE, 40)


async def test_461(bench: Bench, clip: Path) -> None:
    """libVLC's own RTSP server refuses TCP with 461; UDP is taken then."""
    server = VlcRtspPeer(clip, free_port(socket.SOCK_STREAM))
    try:
        bench.manager.want({KEY: Want(spec(server.url, "s"))})
        await until(lambda: bench.figures(KEY).picture is Picture.LIVE, 60)
    finally:
        server.close()
