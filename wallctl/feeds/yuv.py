"""libyuv (BSD), where the system has it (Debian: libyuv0): scales and converts 4:2:0 pictures.

Its kernels for 3/4, 1/2, 3/8 and 1/4 are several times faster than anything else here, and its
conversion writes exactly the px it is asked for, straight into the slot.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

from av.video.frame import VideoFrame

from wallctl.domain.geometry import Size

_BOX: Final = 3  # averages all the px that make up one; at 3/4 the neighbours that do
_NAMES = {
    "win32": ("libyuv.dll", "yuv.dll"),
    "darwin": ("libyuv.dylib",),
}
# (numerator, denominator) of the kernels made for just that step
_EXACT = ((3, 4), (1, 2), (3, 8), (1, 4))
# (matrix, full range) -> libyuv's constants. Limited BT.709 and BT.2020 are left out: its
# fixed point cannot hold their factor for blue, which comes out 5 % too weak.
_CONSTANTS = {
    (601, False): "kYuvI601Constants",
    (601, True): "kYuvJPEGConstants",
    (709, True): "kYuvF709Constants",
}


class LibYuv:
    """The library. Raises OSError, AttributeError, ValueError where it lacks what we need."""

    def __init__(self, name: str) -> None:
        lib = ctypes.CDLL(name)
        address, number = ctypes.c_void_p, ctypes.c_int
        plane = (address, number)
        self._scale = lib.I420Scale
        self._scale.argtypes = [*plane * 3, number, number, *plane * 3, number, number, number]
        self._convert = lib.I420ToARGBMatrix
        self._convert.argtypes = [*plane * 4, address, number, number]
        self._matrices = {
            key: ctypes.addressof(ctypes.c_char.in_dll(lib, name))
            for key, name in _CONSTANTS.items()
        }

    def shrink(self, planes: list[int], size: Size, to: list[int], to_size: Size) -> bool:
        """Scales 4:2:0 planes (address and stride of each in turn); False where it refused."""
        return bool(self._scale(*planes, size.w, size.h, *to, to_size.w, to_size.h, _BOX) == 0)

    def knows(self, matrix: int, *, full: bool) -> bool:
        """Whether `convert` gets these colours right."""
        return (matrix, full) in self._matrices

    def convert(self, planes: list[int], size: Size, to: int, matrix: int, *, full: bool) -> bool:
        """Fills size.w * size.h * 4 bytes at `to` with BGRX; False where it refused."""
        constants = self._matrices.get((matrix, full))
        if constants is None:
            return False
        return bool(self._convert(*planes, to, size.w * 4, constants, size.w, size.h) == 0)


def pays(size: Size, to: Size) -> bool:
    """Whether libyuv scales this step faster than OpenCV does: those it has kernels for, and
    everything to less than half."""
    if size.w > 2 * to.w and size.h > 2 * to.h:
        return True
    return any(size.w * n == to.w * d and size.h * n == to.h * d for n, d in _EXACT)


def planes_of(frame: VideoFrame) -> list[int]:
    """Address and stride of each plane in turn."""
    return [value for p in frame.planes for value in (p.buffer_ptr, p.line_size)]


def load() -> LibYuv | None:
    for name in _NAMES.get(sys.platform, ("libyuv.so.0", "libyuv.so")):
        try:
            return LibYuv(name)
        except (OSError, AttributeError, ValueError):
            continue
    return None
