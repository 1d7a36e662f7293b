"""The picture buffer that libVLC writes into, and whether what it wrote is new."""

from __future__ import annotations

import ctypes
import threading
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
from av.video.frame import VideoFrame

from wallctl.domain.geometry import Size
from wallctl.feeds.vlclib import CLEANUP, DISPLAY, FORMAT, LOCK, UNLOCK

_MOST_SIDE = 16384
_ROWS_LOOKED_AT = 48


class VlcFrame:
    """Callbacks of one libVLC player. They run on its threads, never block and never call
    libVLC: a stop() from here would not return. Keep this object for the player's life."""

    def __init__(self, show: Callable[[VideoFrame, Size, bool], None]) -> None:
        """`show(picture, size, other)` is called for each picture shown: `size` of it is filled;
        `other`: it is not the one before. libVLC goes on showing its last one on a dead source."""
        self._show = show
        self._lock = threading.Lock()
        self._frame: VideoFrame | None = None
        self._size = Size(1, 1)
        self._before = 0
        self.format = FORMAT(self._on_format)
        self.cleanup = CLEANUP(lambda _opaque: None)
        self.lock = LOCK(self._on_lock)
        self.unlock = UNLOCK(lambda _opaque, _picture, _planes: None)
        self.display = DISPLAY(self._on_display)

    def _on_format(
        self, _opaque: Any, chroma: int, width: Any, height: Any, pitches: Any, lines: Any
    ) -> int:
        w, h = width[0], height[0]
        if not (0 < w <= _MOST_SIDE and 0 < h <= _MOST_SIDE):
            return 0
        ctypes.memmove(chroma, b"I420", 4)
        # libVLC writes whole macroblocks: there is room for more lines than it says.
        frame = VideoFrame((w + 31) // 32 * 32, (h + 31) // 32 * 32 + 32, "yuv420p")
        with self._lock:
            self._frame = frame
            self._size = Size(w, h)
        for i, plane in enumerate(frame.planes):
            pitches[i] = plane.line_size
            lines[i] = h if i == 0 else (h + 1) // 2
        return 1

    def _on_lock(self, _opaque: Any, planes: Any) -> int:
        with self._lock:
            if self._frame is not None:
                for i, plane in enumerate(self._frame.planes):
                    planes[i] = plane.buffer_ptr
        return 0

    def _on_display(self, _opaque: Any, _picture: Any) -> None:
        with self._lock:
            frame, size = self._frame, self._size
        if frame is None:
            return
        luma = frame.planes[0]
        rows = np.frombuffer(memoryview(luma), np.uint8).reshape(-1, luma.line_size)
        step = max(1, size.h // _ROWS_LOOKED_AT)
        looked_at = rows[: size.h : step, : size.w]
        seen = zlib.crc32(looked_at.tobytes())
        other, self._before = seen != self._before, seen
        self._show(frame, size, other)
