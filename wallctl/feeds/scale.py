"""From a decoded picture to BGRX px of the wanted size in a shared slot, as cheaply as it goes.

Measured (tests/bench/scaling.py): planes scaled by OpenCV's bilinear and then converted 1:1 by
swscale straight into the slot cost a third less than one swscale step at 640x360 -> 480x270
and a quarter of it at 1920x1080 -> 960x540. The filter is bilinear, after halving by area where
a picture shrinks to less than half, so that fine structure does not flicker. Formats other
than 8-bit 4:2:0 take one bilinear swscale step.

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
from wallctl.feeds.swscale import ALIGN_PX, Converter, SwScale

Px = NDArray[np.uint8]

_PLANAR = frozenset({"yuv420p", "yuvj420p"})  # what cameras send
# AVColorSpace of the stream -> the matrix swscale shall use.
_MATRIX = {1: Colorspace.ITU709, 4: Colorspace.FCC, 7: Colorspace.SMPTE240M}
_MATRIX |= {5: Colorspace.ITU601, 6: Colorspace.SMPTE170M}
_MATRIX |= {9: Colorspace.BT2020, 10: Colorspace.BT2020}
_HD_LINES = 720
_CAREFUL = Interpolation.BILINEAR | Interpolation.ACCURATE_RND
cv2.setNumThreads(1)


def target(native: Size, wanted: Size | None) -> Size:
    """What a picture will measure: never more than its own size in either direction."""
    if wanted is None:
        return native
    return Size(max(1, min(native.w, wanted.w)), max(1, min(native.h, wanted.h)))


class Scaler:
    """Keeps its buffers between pictures of the same form. One thread."""

    def __init__(self, library: SwScale | None) -> None:
        """`library`: converts into the slot without a copy, where there is one."""
        self._library = library
        self._direct: Converter | None = None
        self._direct_form: tuple[object, ...] = ()
        self._convert = VideoReformatter()
        self._small: VideoFrame | None = None
        self._targets: list[Px] = []
        self._form: tuple[str, int, int] = ("", 0, 0)

    def into(
        self, frame: VideoFrame, slot: memoryview, size: Size, visible: Size | None = None
    ) -> None:
        """Fills `slot` (size.w * size.h * 4 bytes). `visible`: the upper left part of the frame
        that is the picture, where that is not all of it. Raises ValueError or
        av.error.FFmpegError for a picture that cannot be converted."""
        aligned = size.w % ALIGN_PX == 0 and size.h % 2 == 0
        native = (frame.width, frame.height) == (size.w, size.h)
        if frame.format.name in _PLANAR and not (native and aligned):
            self._shrink(frame, size, visible or Size(frame.width, frame.height))
            assert self._small is not None
            picture = self._small
        else:
            picture = frame
        plain = picture.format.name in _PLANAR
        full = frame.color_range == ColorRange.JPEG or frame.format.name.startswith("yuvj")
        if aligned and plain:
            direct = self._converter(picture, _matrix(frame), full=full)
            if direct is not None:
                planes = picture.planes
                to = np.frombuffer(slot, np.uint8)
                direct(
                    [*(p.buffer_ptr for p in planes), 0],
                    [*(p.line_size for p in planes), 0],
                    to.ctypes.data,
                )
                return
        made = self._convert.reformat(
            picture,
            picture.width if plain else size.w,
            picture.height if plain else size.h,
            "bgra",
            src_colorspace=_matrix(frame),
            src_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
            # Without scaling FAST_BILINEAR selects the direct converters.
            interpolation=Interpolation.FAST_BILINEAR if plain else _CAREFUL,
            threads=1,
        )
        plane = made.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        out = np.frombuffer(slot, np.uint8).reshape(size.h, size.w * 4)
        np.copyto(out, rows[: size.h, : size.w * 4])

    def _converter(self, picture: VideoFrame, matrix: int, *, full: bool) -> Converter | None:
        form = (picture.width, picture.height, picture.format.name, matrix, full)
        if form != self._direct_form and self._library is not None:
            self._direct_form = form
            self._direct = self._library.converter(*form[:4], full=full)
        return self._direct

    def _shrink(self, frame: VideoFrame, size: Size, visible: Size) -> None:
        """Into planes of even height and whole vectors in width: the converters write nothing
        less. What lies beyond the picture is converted as well, and never copied."""
        form = (frame.format.name, size.w, size.h)
        if self._small is None or form != self._form:
            w, h = -(-size.w // ALIGN_PX) * ALIGN_PX, size.h + size.h % 2
            small = VideoFrame(w, h, frame.format.name)
            self._small, self._form, self._targets = small, form, []
            for plane in views(small):
                across, down = w // plane.shape[1], h // plane.shape[0]
                self._targets.append(plane[: -(-size.h // down), : -(-size.w // across)])
        for plane, target_plane in zip(views(frame), self._targets, strict=True):
            down, across = frame.height // plane.shape[0], frame.width // plane.shape[1]
            part = plane[: -(-visible.h // down), : -(-visible.w // across)]
            _resize(part, target_plane)


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
