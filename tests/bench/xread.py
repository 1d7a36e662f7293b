"""One whole picture of a display, as the X server gives it between two requests of others."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_char_p, c_int, c_uint, c_ulong, c_void_p

import numpy as np
from numpy.typing import NDArray

Z_PIXMAP, ALL_PLANES = 2, (1 << 64) - 1


class _XImage(ctypes.Structure):
    """The head of Xlib's XImage (Xlib.h); what follows is not needed."""

    _fields_ = [
        *((name, c_int) for name in ("width", "height", "xoffset", "format")),
        ("data", c_void_p),
        *((name, c_int) for name in ("byte_order", "unit", "bit_order", "pad", "depth", "line")),
    ]


class Reader:
    """A connection of its own to the display `name`. Raises OSError where there is none."""

    def __init__(self, name: str) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.argtypes, self._x.XOpenDisplay.restype = [c_char_p], c_void_p
        self._x.XDefaultRootWindow.argtypes = [c_void_p]
        self._x.XDefaultRootWindow.restype = c_ulong
        self._x.XGetImage.restype = POINTER(_XImage)
        self._x.XGetImage.argtypes = [
            *(c_void_p, c_ulong, c_int, c_int, c_uint, c_uint, c_ulong, c_int)
        ]
        self._x.XFree.argtypes = self._x.XCloseDisplay.argtypes = [c_void_p]
        self._display = self._x.XOpenDisplay(name.encode())
        if not self._display:
            raise OSError(f"no display {name}")
        self._root = self._x.XDefaultRootWindow(self._display)

    def picture(self, width: int, height: int) -> NDArray[np.uint8]:
        """The screen's upper left, height x width x 4 (blue, green, red, unused)."""
        image = self._x.XGetImage(
            self._display, self._root, 0, 0, width, height, ALL_PLANES, Z_PIXMAP
        )
        if not image:
            raise OSError("the display gave no picture")
        head = image.contents
        raw = ctypes.string_at(head.data, head.line * height)
        self._x.XFree(head.data)
        self._x.XFree(ctypes.cast(image, c_void_p))
        return np.frombuffer(raw, np.uint8).reshape(height, head.line // 4, 4)[:, :width]

    def close(self) -> None:
        self._x.XCloseDisplay(self._display)
