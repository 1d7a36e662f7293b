"""What the same feeds cost elsewhere: ffmpeg decoding only (the floor), mpv, GStreamer."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.bench.procs import cores

SETTLE_S = 4.0


@contextmanager
def running(*commands: Sequence[str], display: str = "") -> Iterator[list[int]]:
    """The pids of these commands while they run; all are ended with the body."""
    env = {**os.environ, "DISPLAY": display}
    children = [
        subprocess.Popen(
            c,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for c in commands
    ]
    try:
        time.sleep(SETTLE_S)
        ended = [c.args for c in children if c.poll() is not None]
        if ended:
            raise RuntimeError(f"ended by itself: {ended[0]!r}")
        yield [c.pid for c in children]
    finally:
        for c in children:
            c.terminate()
        for c in children:
            try:
                c.wait(5)
            except subprocess.TimeoutExpired:
                c.kill()
                c.wait(5)


def ffmpeg_floor(urls: Sequence[str], seconds: float) -> float:
    """Cores of one ffmpeg that receives and decodes all feeds, one thread each, to nothing."""
    command = ["ffmpeg", "-nostdin", "-v", "error"]
    for url in urls:
        # without probing: ffmpeg opens its inputs one after another, seconds each
        command += ["-threads", "1", "-probesize", "32", "-analyzeduration", "0"]
        command += ["-rtsp_transport", "tcp", "-i", url]
    for i in range(len(urls)):
        command += ["-map", f"{i}:v", "-f", "null", "-"]
    with running(command) as pids:
        return cores(pids, seconds)


def mpv(
    urls: Sequence[str], cells: Sequence[tuple[int, int, int, int]], display: str, s: float
) -> float:
    """Cores of one mpv for each tile, at the tile's place and size."""
    commands = [
        [
            "mpv",
            "--no-config",
            "--no-terminal",
            "--no-audio",
            "--vo=x11",
            "--profile=low-latency",
            "--untimed",
            "--vd-lavc-threads=1",
            "--rtsp-transport=tcp",
            "--no-border",
            "--no-osc",
            f"--geometry={w}x{h}+{x}+{y}",
            url,
        ]
        for url, (x, y, w, h) in zip(urls, cells, strict=True)
    ]
    with running(*commands, display=display) as pids:
        return cores(pids, s)


def gstreamer(
    urls: Sequence[str], cells: Sequence[tuple[int, int, int, int]], display: str, s: float
) -> float:
    """Cores of GStreamer's compositor with one pad for each tile, into one X window."""
    pads, branches = [], []
    for i, (url, (x, y, w, h)) in enumerate(zip(urls, cells, strict=True)):
        pads += [f"sink_{i}::xpos={x}", f"sink_{i}::ypos={y}"]
        pads += [f"sink_{i}::width={w}", f"sink_{i}::height={h}"]
        branches += f"rtspsrc location={url} protocols=tcp latency=0 ! decodebin".split()
        branches += f"! videoconvert ! queue max-size-buffers=2 ! c.sink_{i}".split()
    command = ["gst-launch-1.0", "-q", "compositor", "name=c", "background=black", *pads]
    command += ["!", "video/x-raw,width=1920,height=1080,framerate=25/1", "!", "videoconvert"]
    command += ["!", "ximagesink", "sync=false", *branches]
    with running(command, display=display) as pids:
        return cores(pids, s)


def installed() -> dict[str, bool]:
    return {n: shutil.which(n) is not None for n in ("ffmpeg", "mpv", "gst-launch-1.0")}
