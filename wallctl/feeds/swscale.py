"""libswscale of the PyAV wheel, called directly: converts into memory of ours.

PyAV itself always makes a new frame; copying that into the slot costs as much as the
conversion. Where the wheel's library is not found (another build of PyAV), `load` gives None
and the caller goes by PyAV.
"""

from __future__ import annotations

import ctypes
import weakref
from pathlib import Path

import av

_FAST_BILINEAR = 1
_KNOWN_MAJORS = range(6, 10)  # the calls below are the same in all of them
_ONE = 1 << 16
_Planes = ctypes.c_void_p * 4
_Strides = ctypes.c_int * 4
# It writes whole vectors: a row that ends in one would lose px, or run over the slot's end.
ALIGN_PX = 16


class SwScale:
    """The library. Raises OSError, AttributeError where it is another than we know."""

    def __init__(self, scale: Path, util: Path) -> None:
        lib = self._lib = ctypes.CDLL(str(scale))
        lib.swscale_version.restype = ctypes.c_uint
        if lib.swscale_version() >> 16 not in _KNOWN_MAJORS:
            raise OSError("unknown libswscale")
        self._format = ctypes.CDLL(str(util)).av_get_pix_fmt
        self._format.argtypes = [ctypes.c_char_p]
        lib.sws_getContext.restype = ctypes.c_void_p
        lib.sws_getContext.argtypes = [ctypes.c_int] * 7 + [ctypes.c_void_p] * 3
        lib.sws_freeContext.argtypes = [ctypes.c_void_p]
        lib.sws_getCoefficients.restype = ctypes.c_void_p
        lib.sws_setColorspaceDetails.argtypes = [
            ctypes.c_void_p,
            ctypes.c_void_p,
            ctypes.c_int,
            ctypes.c_void_p,
            *([ctypes.c_int] * 4),
        ]
        lib.sws_scale.argtypes = [
            ctypes.c_void_p,
            _Planes,
            _Strides,
            ctypes.c_int,
            ctypes.c_int,
            _Planes,
            _Strides,
        ]

    def converter(
        self, width: int, height: int, format: str, matrix: int, *, full: bool
    ) -> Converter | None:
        """From planar YUV of this form to BGRX of the same size; None where it cannot.
        `matrix` is an SWS_CS number, `full` the range of the source."""
        source, target = self._format(format.encode()), self._format(b"bgra")
        context = self._lib.sws_getContext(
            width, height, source, width, height, target, _FAST_BILINEAR, None, None, None
        )
        if not context:
            return None
        table = self._lib.sws_getCoefficients(matrix)
        self._lib.sws_setColorspaceDetails(context, table, int(full), table, 1, 0, _ONE, _ONE)
        return Converter(self._lib, context, width, height)


class Converter:
    """One conversion; one thread."""

    def __init__(self, lib: ctypes.CDLL, context: int, width: int, height: int) -> None:
        self._scale = lib.sws_scale
        self._context = context
        self._height = height
        self._stride = _Strides(width * 4, 0, 0, 0)
        self._end = weakref.finalize(self, lib.sws_freeContext, context)

    def __call__(self, planes: list[int], strides: list[int], to: int) -> None:
        """`planes` and `to` are addresses; `to` has room for width * height * 4 bytes."""
        self._scale(
            self._context,
            _Planes(*planes),
            _Strides(*strides),
            0,
            self._height,
            _Planes(to, 0, 0, 0),
            self._stride,
        )


def load() -> SwScale | None:
    folder = Path(av.__file__).parent.parent / "av.libs"
    scale = next(iter(folder.glob("libswscale*")), None)
    util = next(iter(folder.glob("libavutil*")), None)
    if scale is None or util is None:
        return None
    try:
        return SwScale(scale, util)
    except (OSError, AttributeError):
        return None
