"""Reads a window's pixels through shared memory with the X server: no copy over a socket.

Only here does the wall speak to X itself; everything falls back on Qt where it cannot.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
import mmap
import os

from PySide6.QtGui import QImage

from ui.wall.echo import shrunk
from ui.wall.outputs import OutputWindow
from wallctl.domain.geometry import Size

log = logging.getLogger(__name__)

_ALL_PLANES = 0xFFFFFFFF
_Z_PIXMAP = 2


class NotHere(Exception):
    """The X server, or its library, cannot do this."""


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _ImageReply(ctypes.Structure):
    _fields_ = (
        ("response_type", ctypes.c_uint8),
        ("depth", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("length", ctypes.c_uint32),
        ("visual", ctypes.c_uint32),
        ("size", ctypes.c_uint32),
    )


class ShmGrab:
    """A connection of its own to the X server, so that Qt's is never disturbed.

    Raises NotHere from the constructor. A call gives a null picture where a window cannot be
    read just now.
    """

    def __init__(self) -> None:
        self._x = _library("xcb")
        self._shm = _library("xcb-shm")
        self._declare()
        self._connection = self._x.xcb_connect(None, None)
        if not self._connection or self._x.xcb_connection_has_error(self._connection):
            raise NotHere("no X server")
        self._segment = self._x.xcb_generate_id(self._connection)
        self._memory: mmap.mmap | None = None

    def __call__(self, window: OutputWindow, size: Size) -> QImage:
        if not window.isExposed():
            return QImage()
        w, h = window.width(), window.height()
        self._room_for(w * h * 4)
        cookie = self._shm.xcb_shm_get_image(
            self._connection,
            int(window.winId()),
            *(0, 0, w, h),
            _ALL_PLANES,
            _Z_PIXMAP,
            self._segment,
            0,
        )
        reply = self._shm.xcb_shm_get_image_reply(self._connection, cookie, None)
        if not reply:
            return QImage()
        try:
            good = reply.contents.depth in (24, 32) and reply.contents.size == w * h * 4
        finally:
            self._libc.free(reply)
        if not good or self._memory is None:
            return QImage()
        view = memoryview(self._memory)[: w * h * 4]
        image = QImage(view, w, h, w * 4, QImage.Format.Format_RGB32)
        return image.copy() if (w, h) == (size.w, size.h) else shrunk(image, size)

    def _room_for(self, wanted: int) -> None:
        if self._memory is not None and len(self._memory) >= wanted:
            return
        if self._memory is not None:
            self._shm.xcb_shm_detach(self._connection, self._segment)
            self._memory = None
        fd = os.memfd_create("wallctl-echo", os.MFD_CLOEXEC)
        try:
            os.ftruncate(fd, wanted)
            self._memory = mmap.mmap(fd, wanted)
            # The library closes the descriptor that it is handed.
            self._shm.xcb_shm_attach_fd(self._connection, self._segment, os.dup(fd), 0)
        finally:
            os.close(fd)

    def _declare(self) -> None:
        pointer, u32, u16, i16, u8 = (
            ctypes.c_void_p,
            ctypes.c_uint32,
            ctypes.c_uint16,
            ctypes.c_int16,
            ctypes.c_uint8,
        )
        x, shm = self._x, self._shm
        x.xcb_connect.restype = pointer
        x.xcb_connect.argtypes = (ctypes.c_char_p, pointer)
        x.xcb_connection_has_error.argtypes = (pointer,)
        x.xcb_generate_id.restype = u32
        x.xcb_generate_id.argtypes = (pointer,)
        shm.xcb_shm_attach_fd.restype = _Cookie
        shm.xcb_shm_attach_fd.argtypes = (pointer, u32, ctypes.c_int32, u8)
        shm.xcb_shm_detach.restype = _Cookie
        shm.xcb_shm_detach.argtypes = (pointer, u32)
        shm.xcb_shm_get_image.restype = _Cookie
        shm.xcb_shm_get_image.argtypes = (pointer, u32, i16, i16, u16, u16, u32, u8, u32, u32)
        shm.xcb_shm_get_image_reply.restype = ctypes.POINTER(_ImageReply)
        shm.xcb_shm_get_image_reply.argtypes = (pointer, _Cookie, pointer)
        self._libc = ctypes.CDLL(None)
        self._libc.free.argtypes = (pointer,)


def _library(name: str) -> ctypes.CDLL:
    found = ctypes.util.find_library(name)
    for path in (found, f"lib{name}.so.{'0' if name == 'xcb-shm' else '1'}"):
        if path:
            try:
                return ctypes.CDLL(path)
            except OSError:
                continue
    raise NotHere(f"lib{name}")
