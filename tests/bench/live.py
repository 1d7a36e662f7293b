"""A camera for measuring latency: encodes live and writes down when each frame was sent.

    python -m tests.bench.live SOCKET LOG SOURCE [GOP]

Frames go to a live mount of the feed server by its Unix socket. LOG is mapped memory of 4096
times (monotonic ns, int64) by frame number: when the frame's bytes were handed to the server.
"""

from __future__ import annotations

import socket
import struct
import sys
import time
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from wallctl.simulators.cards import FPS, Card
from wallctl.simulators.clips import encoder
from wallctl.simulators.code import FRAMES

WIDTH, HEIGHT = 640, 360


def times(path: Path) -> NDArray[np.int64]:
    """The log of a camera, shared between the one that writes and the one that reads."""
    if not path.exists():
        np.zeros(FRAMES, np.int64).tofile(path)
    return np.memmap(path, dtype=np.int64, mode="r+", shape=(FRAMES,))


def main(sock: str, log: str, source: str, every_key: str = "") -> None:
    sent = times(Path(log))
    card = Card(int(source), WIDTH, HEIGHT, "LIVE")
    context = encoder("h264", WIDTH, HEIGHT)
    context.thread_count = 1
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(sock)
        number, due = 0, time.monotonic()
        while True:
            frame = VideoFrame.from_ndarray(card.frame(number % FRAMES).packed(), format="yuv420p")
            frame.pts = number
            if every_key:
                frame.pict_type = 1  # I: a key frame each time
            data = b"".join(bytes(p) for p in context.encode(frame))
            sent[number % FRAMES] = time.monotonic_ns()
            line.sendall(struct.pack(">I", len(data)) + data)
            number += 1
            due += 1 / FPS
            time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    main(*sys.argv[1:])
