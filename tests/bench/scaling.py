"""What each way from a decoded picture to BGRX px of the tile's size costs, beyond decoding.

    python tests/bench/scaling.py CLIP WIDTHxHEIGHT [CLIP WIDTHxHEIGHT ...]

CPU time of one thread for each frame, the least of some runs: others' load adds to it.
As in the workers: MALLOC_MMAP_THRESHOLD_=67108864 MALLOC_TRIM_THRESHOLD_=67108864.
The clips are H.264 yuv420p, e.g. 640x360 to 480x270 and 1920x1080 to 960x540.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator

os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

import av
import cv2
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from wallctl.domain.geometry import Size
from wallctl.feeds.scale import Libraries, Scaler

cv2.setNumThreads(1)
RUNS, FRAMES = 3, 150
Way = Callable[[av.VideoFrame, np.ndarray], None]


def frames(clip: str) -> Iterator[av.VideoFrame]:
    with av.open(clip) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        for given, frame in enumerate(container.decode(stream)):
            if given == FRAMES:
                return
            yield frame


def planes(frame: av.VideoFrame) -> list[np.ndarray]:
    return [
        np.frombuffer(p, np.uint8).reshape(-1, p.line_size)[: p.height, : p.width]
        for p in frame.planes
    ]


def put(frame: av.VideoFrame, slot: np.ndarray) -> None:
    plane = frame.planes[0]
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    np.copyto(slot.reshape(slot.shape[0], -1), rows[: slot.shape[0], : slot.shape[1] * 4])


def swscale(flags: Interpolation) -> Callable[[int, int], Way]:
    def make(w: int, h: int) -> Way:
        scaler = VideoReformatter()

        def way(frame: av.VideoFrame, slot: np.ndarray) -> None:
            put(scaler.reformat(frame, w, h, "bgra", interpolation=flags, threads=1), slot)

        return way

    return make


def swscale_planar_then_bgra(w: int, h: int) -> Way:
    first, then = VideoReformatter(), VideoReformatter()

    def way(frame: av.VideoFrame, slot: np.ndarray) -> None:
        small = first.reformat(
            frame, w, h, "yuv420p", interpolation=Interpolation.BILINEAR, threads=1
        )
        flags = Interpolation.FAST_BILINEAR
        put(then.reformat(small, w, h, "bgra", interpolation=flags, threads=1), slot)

    return way


def one_to_one(w: int, h: int) -> Way:
    """No scaling: what a painter that scales would be given."""
    scaler = VideoReformatter()

    def way(frame: av.VideoFrame, _slot: np.ndarray) -> None:
        flags = Interpolation.FAST_BILINEAR
        made = scaler.reformat(frame, format="bgra", interpolation=flags, threads=1)
        big = np.empty((frame.height, frame.width, 4), np.uint8)
        put(made, big)

    return way


def cv_planes(filter: int, convert: str) -> Callable[[int, int], Way]:
    def make(w: int, h: int) -> Way:
        i420 = np.empty((h * 3 // 2, w), np.uint8)
        y = i420[:h]
        rest = i420[h:].reshape(-1)
        half = (h // 2, w // 2)
        n = half[0] * half[1]
        u, v = rest[:n].reshape(half), rest[n : 2 * n].reshape(half)
        scaler = VideoReformatter()
        wrapped = av.VideoFrame.from_numpy_buffer(i420, "yuv420p")

        def way(frame: av.VideoFrame, slot: np.ndarray) -> None:
            for plane, to in zip(planes(frame), (y, u, v), strict=True):
                cv2.resize(plane, (to.shape[1], to.shape[0]), dst=to, interpolation=filter)
            if convert == "cv2":
                cv2.cvtColor(i420, cv2.COLOR_YUV2BGRA_I420, dst=slot)
            elif convert == "sws":
                flags = Interpolation.FAST_BILINEAR
                put(scaler.reformat(wrapped, w, h, "bgra", interpolation=flags, threads=1), slot)

        return way

    return make


def bgra_then_cv(filter: int) -> Callable[[int, int], Way]:
    def make(w: int, h: int) -> Way:
        scaler = VideoReformatter()

        def way(frame: av.VideoFrame, slot: np.ndarray) -> None:
            flags = Interpolation.FAST_BILINEAR
            made = scaler.reformat(frame, format="bgra", interpolation=flags, threads=1).planes[0]
            px = np.frombuffer(made, np.uint8).reshape(-1, made.line_size // 4, 4)
            cv2.resize(px[:, : frame.width], (w, h), dst=slot, interpolation=filter)

        return way

    return make


def ours(*, with_yuv: bool) -> Callable[[int, int], Way]:
    """What the player does, with libyuv and as on a system without it."""

    def make(w: int, h: int) -> Way:
        here = Libraries.load()
        made = here if with_yuv else Libraries(here.swscale, None)
        scaler, size = Scaler(made), Size(w, h)

        def way(frame: av.VideoFrame, slot: np.ndarray) -> None:
            scaler.into(frame, memoryview(slot).cast("B"), size)

        return way

    return make


WAYS: dict[str, Callable[[int, int], Way]] = {
    "swscale 1 step, bilinear": swscale(Interpolation.BILINEAR),
    "swscale 1 step, fast bilinear": swscale(Interpolation.FAST_BILINEAR),
    "swscale 1 step, area": swscale(Interpolation.AREA),
    "swscale 1 step, nearest": swscale(Interpolation.POINT),
    "swscale planar bilinear, swscale 1:1": swscale_planar_then_bgra,
    "cv2 linear planes only": cv_planes(cv2.INTER_LINEAR, "none"),
    "cv2 linear planes, cv2 convert": cv_planes(cv2.INTER_LINEAR, "cv2"),
    "cv2 linear planes, swscale 1:1": cv_planes(cv2.INTER_LINEAR, "sws"),
    "cv2 area planes, cv2 convert": cv_planes(cv2.INTER_AREA, "cv2"),
    "cv2 area planes, swscale 1:1": cv_planes(cv2.INTER_AREA, "sws"),
    "swscale 1:1, cv2 linear BGRA": bgra_then_cv(cv2.INTER_LINEAR),
    "swscale 1:1 without scaling": one_to_one,
    "the player: OpenCV planes, swscale into slot": ours(with_yuv=False),
    "the player: libyuv where it pays": ours(with_yuv=True),
}


def cost_ms(clip: str, way: Way | None, slot: np.ndarray) -> float:
    best = float("inf")
    for _ in range(RUNS):
        n, begun = 0, time.thread_time()
        for frame in frames(clip):
            n += 1
            if way is not None:
                way(frame, slot)
        best = min(best, (time.thread_time() - begun) * 1000 / n)
    return best


def main(argv: list[str]) -> None:
    for clip, size in zip(argv[::2], argv[1::2], strict=True):
        w, h = (int(part) for part in size.split("x"))
        slot = np.empty((h, w, 4), np.uint8)
        decode = cost_ms(clip, None, slot)
        print(f"{clip} -> {size}: decode {decode:.3f} ms a frame")
        for name, make in WAYS.items():
            total = cost_ms(clip, make(w, h), slot)
            print(f"  {name:46} +{total - decode:.3f} ms   {total / decode:.2f} x decode")


if __name__ == "__main__":
    main(sys.argv[1:])
