"""A virtual X display of a test's own, whose pixels are read without a client.

Xvfb maps its frame buffer to a file (`-fbdir`): what is in it has been flushed to the screen, and
reading it costs the X server nothing. So a test can look at the glass at any rate.
"""

from __future__ import annotations

import os
import select
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.processes import Processes, Running, wait_for

Picture = NDArray[np.uint8]
"""Height x width x 3, in the order red, green, blue."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What a virtual display is made of, px.

    `monitors` names rectangles (x, y, w, h) of the one X screen as separate outputs, as a render
    machine with several connectors has them; Qt sees each as a QScreen of that name.
    """

    width: int = 1920
    height: int = 1080
    monitors: tuple[tuple[str, int, int, int, int], ...] = ()


class Display:
    """A running Xvfb. `name` is what DISPLAY must be, `env` what a process needs to use it."""

    def __init__(self, processes: Processes, screen: Screen = Screen()) -> None:
        self.screen = screen
        self._folder = processes.folder / f"fb-{len(processes.running)}"
        self._folder.mkdir()
        read, write = os.pipe()
        size = f"{screen.width}x{screen.height}x24"
        command = f"Xvfb -displayfd {write} -screen 0 {size} -nolisten tcp -noreset -nocursor"
        self.server: Running = processes.start(
            "xvfb", [*command.split(), "-fbdir", str(self._folder)], pass_fds=(write,)
        )
        os.close(write)
        with os.fdopen(read, "rb") as numbers:
            self.number = int(_line(numbers.fileno()))
        self.name = f":{self.number}"
        self.buffer = wait_for("the frame buffer of Xvfb", self._map)[0]
        for label, x, y, w, h in screen.monitors:
            self._add_monitor(label, x, y, w, h)

    @property
    def env(self) -> dict[str, str]:
        env = {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}
        if os.geteuid() == 0:
            env["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
        return env

    def grab(self) -> Picture:
        """The whole screen as it is now, copied."""
        return self.buffer[:, :, 2::-1].copy()

    def region(self, x: int, y: int, w: int, h: int) -> Picture:
        """A part of the screen as it is now, copied: cheap, for looking often."""
        return self.buffer[y : y + h, x : x + w, 2::-1].copy()

    def save(self, file: Path) -> Path:
        """The screen as a PNG, for a person to look at."""
        import cv2

        file.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(file), self.buffer[:, :, :3])
        return file

    def _map(self) -> tuple[NDArray[np.uint8]] | None:
        file = self._folder / "Xvfb_screen0"
        if not file.exists() or file.stat().st_size < 100:
            return None
        with file.open("rb") as stream:
            head = struct.unpack(">25I", stream.read(100))
        # XWD: header size, pixmap height and width, bits per pixel, bytes per line, colours
        header, width, height, line, colours = head[0], head[4], head[5], head[12], head[19]
        if width != self.screen.width or height != self.screen.height:
            return None
        start = header + colours * 12
        flat = np.memmap(file, dtype=np.uint8, mode="r", offset=start, shape=(height * line,))
        return (flat.reshape(height, line // 4, 4)[:, :width],)

    def _add_monitor(self, label: str, x: int, y: int, w: int, h: int) -> None:
        xrandr = shutil.which("xrandr")
        assert xrandr, "xrandr is missing: apt package x11-xserver-utils"
        # millimetres as on a 96 dpi panel, so that Qt does not scale anything
        geometry = f"{w}/{w * 254 // 960}x{h}/{h * 254 // 960}+{x}+{y}"
        subprocess.run(
            [xrandr, "--setmonitor", label, geometry, "none" if x or y else "screen"],
            env={**os.environ, **self.env},
            check=True,
            timeout=10,
        )


def _line(fd: int) -> str:
    """One line from a pipe. AssertionError where it ends before, or after 15 s."""
    text = b""
    while not text.endswith(b"\n"):
        ready, _, _ = select.select([fd], [], [], 15)
        more = os.read(fd, 64) if ready else b""
        assert more, "Xvfb did not come up"
        text += more
    return text.decode().strip()
