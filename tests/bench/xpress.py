"""A hand at a display: moves the pointer and presses, by the X server's own test extension."""

from __future__ import annotations

import ctypes
from ctypes import c_char_p, c_int, c_uint, c_ulong, c_void_p

NOW = 0


class Hand:
    """A connection of its own to the display `name`. Raises OSError where there is none."""

    def __init__(self, name: str) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._test = ctypes.CDLL("libXtst.so.6")
        self._x.XOpenDisplay.argtypes, self._x.XOpenDisplay.restype = [c_char_p], c_void_p
        self._x.XFlush.argtypes = self._x.XCloseDisplay.argtypes = [c_void_p]
        self._x.XKeysymToKeycode.argtypes = [c_void_p, c_ulong]
        self._x.XStringToKeysym.argtypes = [c_char_p]
        self._x.XStringToKeysym.restype = c_ulong
        self._test.XTestFakeMotionEvent.argtypes = [c_void_p, c_int, c_int, c_int, c_ulong]
        for name_ in ("XTestFakeButtonEvent", "XTestFakeKeyEvent"):
            getattr(self._test, name_).argtypes = [c_void_p, c_uint, c_int, c_ulong]
        self._display = self._x.XOpenDisplay(name.encode())
        if not self._display:
            raise OSError(f"no display {name}")

    def move(self, x: int, y: int) -> None:
        """Puts the pointer there, px of the screen."""
        self._test.XTestFakeMotionEvent(self._display, -1, x, y, NOW)
        self._x.XFlush(self._display)

    def press(self) -> None:
        self._button(True)

    def release(self) -> None:
        self._button(False)

    def key(self, name: str) -> None:
        """One stroke of a key by its X name, e.g. F9."""
        code = self._x.XKeysymToKeycode(self._display, self._x.XStringToKeysym(name.encode()))
        for down in (True, False):
            self._test.XTestFakeKeyEvent(self._display, code, down, NOW)
        self._x.XFlush(self._display)

    def close(self) -> None:
        self._x.XCloseDisplay(self._display)

    def _button(self, down: bool) -> None:
        self._test.XTestFakeButtonEvent(self._display, 1, down, NOW)
        self._x.XFlush(self._display)
