"""Reads the glass: the frame buffer of a virtual display, mapped into memory.

Xvfb keeps its screen in an XWD file when started with -fbdir; reading it asks nothing of the X
server, so that sampling every millisecond does not disturb what is measured.
"""

from __future__ import annotations

import os
import struct
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class Glass:
    """A virtual display of `width` x `height` px whose pixels can be read at any time."""

    def __init__(self, width: int = 1920, height: int = 1080) -> None:
        self.width, self.height = width, height
        self._dir = tempfile.TemporaryDirectory(prefix="wallctl-fb-")
        reader, writer = os.pipe()
        self._process = subprocess.Popen(
            [
                "Xvfb",
                "-displayfd",
                str(writer),
                "-screen",
                "0",
                f"{width}x{height}x24",
                "-fbdir",
                self._dir.name,
                "-nolisten",
                "tcp",
                "-noreset",
            ],
            pass_fds=[writer],
            stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as told:
            self.name = ":" + told.readline().strip()
        self.pixels = self._map()

    @property
    def pid(self) -> int:
        return self._process.pid

    def _map(self) -> NDArray[np.uint8]:
        path = Path(self._dir.name) / "Xvfb_screen0"
        deadline = time.monotonic() + 10
        while not path.exists() or path.stat().st_size < 100:
            if time.monotonic() > deadline:
                raise TimeoutError("the virtual display gave no frame buffer")
            time.sleep(0.02)
        with path.open("rb") as f:
            head = struct.unpack(">25I", f.read(100))
        header_size, ncolors, stride = head[0], head[19], head[12]
        start = header_size + ncolors * 12
        raw = np.memmap(path, dtype=np.uint8, mode="r", offset=start)
        shaped = raw[: stride * self.height].reshape(self.height, stride)
        return shaped[:, : self.width * 4].reshape(self.height, self.width, 4)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        self._dir.cleanup()
