"""From a decoded picture to BGRX px of the wanted size in a shared slot, as cheaply as it goes.

ms of one core for each frame beyond decoding, timed as one call in a hot loop on one machine
(tests/bench/scaling.py): good for comparing ways, not what a running feed costs:

    640x360 -> 480x270     swscale one step .23   OpenCV planes + swscale .17   libyuv .04
    1920x1080 -> 960x540   swscale one step 1.06  OpenCV planes + swscale .23   libyuv .16

So planes are scaled first and converted then. libyuv does both where the system has it and has
a kernel for the step or the picture shrinks to less than half (it averages: filter box); OpenCV
scales the others (bilinear, after halving by area). swscale converts without libyuv, and what
libyuv gets wrong. Formats other than 8-bit 4:2:0 take one bilinear swscale step. Nearest is
never used.

Colours: the matrix is the stream's own, and where it names none BT.709 from 720 lines on and
BT.601 below, as cameras do; range is limited, or full where the stream says so (yuvj).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from wallctl.domain.geometry import Size
from wallctl.feeds import swscale, yuv
from wallctl.feeds.swscale import ALIGN_PX, Converter, SwScale
from wallctl.feeds.yuv import LibYuv

Px = NDArray[np.uint8]

_PLANAR = frozenset({"yuv420p", "yuvj420p"})  # what cameras send
# AVColorSpace of the stream -> its matrix; swscale's number of each beside it.
_MATRIX = {1: 709, 5: 601, 6: 601, 9: 2020, 10: 2020}
_SWS = {709: Colorspace.ITU709, 601: Colorspace.ITU601, 2020: Colorspace.BT2020}
_HD_LINES = 720
_SLOTS_KNOWN = 8
_CAREFUL = Interpolation.BILINEAR | Interpolation.ACCURATE_RND
cv2.setNumThreads(1)


@dataclass(frozen=True, slots=True)
class Libraries:
    """What this machine has to convert with; None for what it has not."""

    swscale: SwScale | None
    yuv: LibYuv | None

    @classmethod
    def load(cls) -> Libraries:
        return cls(swscale.load(), yuv.load())


def target(native: Size, wanted: Size | None) -> Size:
    """What a picture will measure: never more than its own size in either direction."""
    if wanted is None:
        return native
    return Size(max(1, min(native.w, wanted.w)), max(1, min(native.h, wanted.h)))


class Scaler:
    """Keeps its buffers between pictures of the same form. One thread."""

    def __init__(self, libraries: Libraries) -> None:
        self._libraries = libraries
        self._direct: Converter | None = None
        self._direct_form: tuple[object, ...] = ()
        self._convert = VideoReformatter()
        self._small: VideoFrame | None = None
        self._small_planes: list[int] = []
        self._targets: list[Px] = []
        self._form: tuple[str, Size, Size] | None = None
        self._by_yuv = False
        # Of the few slots that come again and again. (The slot is held beside its address, so
        # that what has its id is the same.)
        self._addresses: dict[int, tuple[memoryview, int]] = {}

    def into(
        self, frame: VideoFrame, slot: memoryview, size: Size, visible: Size | None = None
    ) -> None:
        """Fills `slot` (size.w * size.h * 4 bytes). `visible`: the upper left part of the frame
        that is the picture, where that is not all of it. Raises ValueError or
        av.error.FFmpegError for a picture that cannot be converted."""
        seen = visible or Size(frame.width, frame.height)
        name = frame.format.name
        matrix = _MATRIX.get(frame.colorspace) or (709 if seen.h >= _HD_LINES else 601)
        full = name.startswith("yuvj") or frame.color_range == ColorRange.JPEG
        if name not in _PLANAR:
            self._by_pyav(frame, size, slot, size, matrix, full=full)
            return
        by_yuv = self._libraries.yuv
        if by_yuv is not None and not by_yuv.knows(matrix, full=full):
            by_yuv = None
        aligned = size.w % ALIGN_PX == 0 and size.h % 2 == 0
        if size.w == seen.w and size.h == seen.h and (aligned or by_yuv is not None):
            picture, planes = frame, yuv.planes_of(frame)
        else:
            picture, planes = self._shrink(frame, size, seen)
        known = self._addresses.get(id(slot))
        to = known[1] if known is not None else self._address(slot)
        if by_yuv is not None and by_yuv.convert(planes, size, to, matrix, full=full):
            return
        if aligned:
            direct = self._converter(picture, size, matrix, full=full)
            if direct is not None:
                direct([*planes[::2], 0], [*planes[1::2], 0], to)
                return
        whole_px = Size(picture.width, picture.height)
        self._by_pyav(picture, whole_px, slot, size, matrix, full=full)

    def _address(self, slot: memoryview) -> int:
        if len(self._addresses) >= _SLOTS_KNOWN:
            self._addresses.clear()
        address: int = np.frombuffer(slot, np.uint8).__array_interface__["data"][0]
        self._addresses[id(slot)] = (slot, address)
        return address

    def _by_pyav(
        self,
        frame: VideoFrame,
        made_size: Size,
        slot: memoryview,
        size: Size,
        matrix: int,
        *,
        full: bool,
    ) -> None:
        """One swscale step to `made_size`, of which `size` is copied."""
        same = (frame.width, frame.height) == (made_size.w, made_size.h)
        plain = same and frame.format.name in _PLANAR and made_size.w % ALIGN_PX == 0
        made = self._convert.reformat(
            frame,
            made_size.w,
            made_size.h,
            "bgra",
            src_colorspace=_SWS[matrix],
            src_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
            # Without scaling FAST_BILINEAR selects the direct converters, which leave the
            # last px of a width that is no whole vector undone.
            interpolation=Interpolation.FAST_BILINEAR if plain else _CAREFUL,
            threads=1,
        )
        plane = made.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        out = np.frombuffer(slot, np.uint8).reshape(size.h, size.w * 4)
        np.copyto(out, rows[: size.h, : size.w * 4])

    def _converter(
        self, picture: VideoFrame, size: Size, matrix: int, *, full: bool
    ) -> Converter | None:
        form = (size.w, size.h, picture.format.name, _SWS[matrix], full)
        if form != self._direct_form and self._libraries.swscale is not None:
            self._direct_form = form
            self._direct = self._libraries.swscale.converter(*form[:4], full=full)
        return self._direct

    def _shrink(self, frame: VideoFrame, size: Size, seen: Size) -> tuple[VideoFrame, list[int]]:
        """Into planes of even height and whole vectors in width: swscale's converters write
        nothing less. What lies beyond the picture is never copied."""
        form = (frame.format.name, size, seen)
        if self._small is None or form != self._form:
            self._small, self._targets = _planes_for(size, frame.format.name)
            self._small_planes, self._form = yuv.planes_of(self._small), form
            self._by_yuv = yuv.pays(seen, size)
        by_yuv = self._libraries.yuv
        if (
            by_yuv is not None
            and self._by_yuv
            and by_yuv.shrink(yuv.planes_of(frame), seen, self._small_planes, size)
        ):
            return self._small, self._small_planes
        parts = zip(_views(frame), self._targets, strict=True)
        for number, (plane, small) in enumerate(parts):
            half = 2 if number else 1
            _resize(plane[: -(-seen.h // half), : -(-seen.w // half)], small)
        return self._small, self._small_planes


def _planes_for(size: Size, form: str) -> tuple[VideoFrame, list[Px]]:
    w, h = -(-size.w // ALIGN_PX) * ALIGN_PX, size.h + size.h % 2
    frame = VideoFrame(w, h, form)
    y, *uv = _views(frame)
    chroma = (slice(None, -(-size.h // 2)), slice(None, -(-size.w // 2)))
    return frame, [y[: size.h, : size.w], *(plane[chroma] for plane in uv)]


def _views(frame: VideoFrame) -> list[Px]:
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
