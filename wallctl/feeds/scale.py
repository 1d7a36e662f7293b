"""From a decoded picture to BGRX px of the wanted size in a shared slot, as cheaply as it goes.

Measured (tests/bench/scaling.py): planes scaled by OpenCV's bilinear and then converted 1:1 by
swscale cost a third less than one swscale step at 640x360 -> 480x270 and a quarter of it at
1920x1080 -> 960x540. The filter is bilinear, after halving by area where a picture shrinks
to less than half, so that fine structure does not flicker. Formats that are not planar 8-bit
YUV take one bilinear swscale step.

Colours: the matrix is the stream's own, and where it names none BT.709 from 720 lines on and
BT.601 below, as cameras do; range is limited, or full where the stream says so (yuvj).
"""

from __future__ import annotations

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from wallctl.domain.geometry import Size

Px = NDArray[np.uint8]

_PLANAR = frozenset(
    {"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "yuv411p", "yuvj411p"}
)
# AVColorSpace of the stream -> the matrix swscale shall use.
_MATRIX = {1: Colorspace.ITU709, 4: Colorspace.FCC, 7: Colorspace.SMPTE240M}
_MATRIX |= {5: Colorspace.ITU601, 6: Colorspace.SMPTE170M}
_MATRIX |= {9: Colorspace.BT2020, 10: Colorspace.BT2020}
_HD_LINES = 720
cv2.setNumThreads(1)


def target(native: Size, wanted: Size | None) -> Size:
    """What a picture will measure: never more than its own size in either direction."""
    if wanted is None:
        return native
    return Size(max(1, min(native.w, wanted.w)), max(1, min(native.h, wanted.h)))


class Scaler:
    """Keeps its buffers between pictures of the same form. One thread."""

    def __init__(self) -> None:
        self._convert = VideoReformatter()
        self._small: VideoFrame | None = None
        self._targets: list[Px] = []
        self._form: tuple[str, int, int] = ("", 0, 0)

    def into(self, frame: VideoFrame, slot: memoryview, size: Size) -> None:
        """Fills `slot` (size.w * size.h * 4 bytes). Raises ValueError or av.error.FFmpegError
        for a picture that cannot be converted."""
        native = frame.width == size.w and frame.height == size.h
        if not native and frame.format.name in _PLANAR:
            self._shrink(frame, size)
            assert self._small is not None
            picture, flags = self._small, Interpolation.FAST_BILINEAR
        else:
            # Without scaling FAST_BILINEAR selects the direct converters.
            fast = Interpolation.FAST_BILINEAR if native else Interpolation.BILINEAR
            picture, flags = frame, fast
        full = frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj")
        made = self._convert.reformat(
            picture,
            size.w,
            size.h,
            "bgra",
            src_colorspace=_matrix(frame),
            src_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
            interpolation=flags,
            threads=1,
        )
        plane = made.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        out = np.frombuffer(slot, np.uint8).reshape(size.h, size.w * 4)
        np.copyto(out, rows[: size.h, : size.w * 4])

    def _shrink(self, frame: VideoFrame, size: Size) -> None:
        form = (frame.format.name, size.w, size.h)
        if self._small is None or form != self._form:
            self._small = VideoFrame(size.w, size.h, frame.format.name)
            self._targets = views(self._small)
            self._form = form
        for plane, small in zip(views(frame), self._targets, strict=True):
            _resize(plane, small)


def views(frame: VideoFrame) -> list[Px]:
    """The planes without their line padding, not copied."""
    return [
        np.frombuffer(memoryview(p), np.uint8).reshape(-1, p.line_size)[: p.height, : p.width]
        for p in frame.planes
    ]


def _resize(plane: Px, small: Px) -> None:
    h, w = small.shape
    while plane.shape[0] > 2 * h and plane.shape[1] > 2 * w:
        if plane.shape[0] % h == 0 and plane.shape[1] % w == 0:
            cv2.resize(plane, (w, h), dst=small, interpolation=cv2.INTER_AREA)
            return
        half = (plane.shape[1] // 2, plane.shape[0] // 2)
        plane = np.asarray(cv2.resize(plane, half, interpolation=cv2.INTER_AREA), np.uint8)
    cv2.resize(plane, (w, h), dst=small, interpolation=cv2.INTER_LINEAR)


def _matrix(frame: VideoFrame) -> Colorspace:
    named = _MATRIX.get(frame.colorspace)
    if named is not None:
        return named
    return Colorspace.ITU709 if frame.height >= _HD_LINES else Colorspace.ITU601
