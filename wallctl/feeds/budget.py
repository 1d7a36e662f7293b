"""The decoder budget: how many megapixels a second this machine decodes, and what feeds cost.

    python -m wallctl.feeds.budget      measures one core for about a second and prints Mpx/s

The clip is H.264 with motion and noise, made here; where FFmpeg has no H.264 encoder (LGPL
builds without openh264), MPEG-4 part 2 stands in, which is of like cost.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import platform
import subprocess
import sys
import time
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from wallctl.domain.entities import Medium
from wallctl.domain.geometry import Size
from wallctl.domain.plan import FeedSpec

# The decoder is loaded only by the process that measures: the node itself stays small.
if TYPE_CHECKING:
    import av

log = logging.getLogger(__name__)

# Of all cores, what decoding may take: scaling, painting and the rest need theirs.
SHARE = 0.55
# Against H.264 of the same size: estimates, not measured on this machine.
_DEARER = {"hevc": 1.4, "h265": 1.4, "av1": 1.6}
_W, _H, _FRAMES = 640, 360, 50
_RATE = Fraction(25)
_MEASURE_S = 1.0
_LIMIT_S = 60.0
_UNKNOWN_MPX_S = 60.0  # careful: some 10 streams of 640x360 at 25 fps


def cost(spec: FeedSpec, native: Size, fps: float, codec: str = "") -> float:
    """Mpx/s of budget a playing feed takes. Unknown sizes and rates (0) count as 1080p at 25;
    what is drawn rather than decoded counts nothing."""
    if spec.medium not in (Medium.STREAM, Medium.CAPTURE):
        return 0.0
    px = native.w * native.h or 1920 * 1080
    return px * (fps or 25.0) / 1e6 * _DEARER.get(codec, 1.0)


async def measured(folder: Path | None = None) -> float:
    """The machine's budget in Mpx/s; measured in a process of its own the first time, later
    from the file in `folder` (the user's cache folder). Never raises: a machine that cannot
    be measured gets a careful value."""
    folder = folder or platformdirs.user_cache_path("wallctl")
    file = folder / f"decoder-budget-{_machine()}.json"
    known = await asyncio.to_thread(_read, file)
    if known:
        return known
    one_core = await _in_a_process()
    if not one_core:
        log.warning("the decoder budget could not be measured; %s Mpx/s is taken", _UNKNOWN_MPX_S)
        return _UNKNOWN_MPX_S
    budget = round(one_core * _cores() * SHARE, 1)
    await asyncio.to_thread(_write, file, budget)
    return budget


async def _in_a_process() -> float:
    # A plain process in a thread: asyncio's own processes do not work on every loop.
    return await asyncio.to_thread(_run)


def _run() -> float:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "wallctl.feeds.budget"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            timeout=_LIMIT_S,
            check=True,
        )
        return max(0.0, float(done.stdout))
    except (OSError, subprocess.SubprocessError, ValueError):
        return 0.0


def _machine() -> str:
    """Changes with the processor, its core count and the decoder's version."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = (line for line in info.read_text().splitlines() if line.startswith("model name"))
        model = next(lines, model)
    text = f"{model} {_cores()} {_decoder()} {SHARE}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _decoder() -> str:
    try:
        return version("av")
    except PackageNotFoundError:
        return ""


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _read(file: Path) -> float:
    try:
        value = json.loads(file.read_text())["mpx_s"]
        return float(value) if 0 < float(value) < 1e6 else 0.0
    except (OSError, ValueError, KeyError, TypeError):
        return 0.0


def _write(file: Path, budget: float) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"mpx_s": budget, "av": _decoder()}))
    except OSError:
        log.warning("the decoder budget cannot be kept; it is measured again next time")


def clip() -> tuple[str, list[av.Packet[av.VideoStream]]]:
    """A codec's name and packets of a moving, noisy picture. Raises RuntimeError where no
    encoder is there."""
    import av

    for encoder, decoder in (("libx264", "h264"), ("libopenh264", "h264"), ("mpeg4", "mpeg4")):
        try:
            context = av.CodecContext.create(encoder, "w")
            assert isinstance(context, av.VideoCodecContext)
            context.width, context.height, context.pix_fmt = _W, _H, "yuv420p"
            context.bit_rate, context.framerate, context.gop_size = 900_000, _RATE, 50
            context.time_base = 1 / _RATE
            context.max_b_frames, context.thread_count = 0, 1
            return decoder, _encode(context)
        except (av.error.FFmpegError, ValueError):
            continue
    raise RuntimeError("no encoder for the clip")


def _encode(context: av.VideoCodecContext) -> list[av.Packet[av.VideoStream]]:
    import av
    import numpy as np

    random = np.random.default_rng(7)
    scene = random.integers(30, 220, (_H // 8, _W // 8 * 2), np.uint8).repeat(8, 0).repeat(8, 1)
    packets = []
    for number in range(_FRAMES):
        frame = av.VideoFrame(_W, _H, "yuv420p")
        luma = scene[:, number * 5 : number * 5 + _W] + random.integers(0, 6, (_H, _W), np.uint8)
        for plane, px in zip(frame.planes, (luma, 128, 128), strict=True):
            rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            rows[: plane.height, : plane.width] = px
        frame.pts = number
        packets += context.encode(frame)
    return packets + context.encode(None)


def measure_core() -> float:
    """Mpx/s that one core decodes, by its processor time: other load does not count."""
    import av

    name, packets = clip()
    begun = time.thread_time()
    frames = 0
    while (spent := time.thread_time() - begun) < _MEASURE_S:
        decoder = av.CodecContext.create(name, "r")
        assert isinstance(decoder, av.VideoCodecContext)
        decoder.thread_count = 1
        for packet in packets:
            frames += len(decoder.decode(packet))
    return frames * _W * _H / 1e6 / spent


def main() -> int:
    sys.stdout.write(f"{measure_core():.1f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
