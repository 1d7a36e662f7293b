"""libVLC in this process: one instance, and what this build of it can do."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import Any

_ARGUMENTS = (
    "--quiet",
    "--no-audio",
    "--no-osd",
    "--no-spu",
    "--no-video-title-show",
    "--no-snapshot-preview",
    "--no-interact",
    "--no-metadata-network-access",
    # Below 100 ms libVLC freezes the picture now and then.
    "--network-caching=200",
    "--live-caching=200",
    "--avcodec-threads=1",
)

# python-vlc declares the format callback with a c_char_p, which cannot be written to.
FORMAT = ctypes.CFUNCTYPE(
    ctypes.c_uint,
    ctypes.POINTER(ctypes.c_void_p),
    ctypes.c_void_p,
    ctypes.POINTER(ctypes.c_uint),
    ctypes.POINTER(ctypes.c_uint),
    ctypes.POINTER(ctypes.c_uint),
    ctypes.POINTER(ctypes.c_uint),
)
CLEANUP = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
LOCK = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))
UNLOCK = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))
DISPLAY = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)


class NoVlc(Exception):
    """libVLC is not installed here, or does not start."""


class VlcLibrary:
    """Raises NoVlc."""

    def __init__(self) -> None:
        try:
            import vlc  # the binding loads libVLC when it is imported

            self.vlc: Any = vlc
            self.instance: Any = vlc.Instance(list(_ARGUMENTS))
        except (ImportError, OSError, NameError, AttributeError) as error:
            raise NoVlc(type(error).__name__) from error
        if self.instance is None:
            raise NoVlc("libVLC does not start")

    def has_plugin(self, name: str) -> bool:
        """Whether a plugin is there; True where its folder is not known, so that it is tried."""
        folder = self._plugins()
        return folder is None or any(folder.rglob(f"lib{name}_plugin.*"))

    def _plugins(self) -> Path | None:
        named = os.environ.get("VLC_PLUGIN_PATH") or self.vlc.plugin_path
        if named and Path(named).is_dir():
            return Path(named)
        try:
            maps = Path("/proc/self/maps").read_text()
        except OSError:
            return None
        for line in maps.splitlines():
            at = line.partition("/")[1:]
            file = Path("".join(at))
            if file.name.startswith("libvlc.so"):
                folder = file.parent / "vlc" / "plugins"
                return folder if folder.is_dir() else None
        return None

    def set_callbacks(self, player: Any, format: Any, cleanup: Any, *others: Any) -> None:
        """`others`: lock, unlock, display. All must be kept for the player's life."""
        callbacks = self.vlc.dll.libvlc_video_set_callbacks
        callbacks.argtypes = [ctypes.c_void_p, LOCK, UNLOCK, DISPLAY, ctypes.c_void_p]
        callbacks(player._as_parameter_, *others, None)
        formats = self.vlc.dll.libvlc_video_set_format_callbacks
        formats.argtypes = [ctypes.c_void_p, FORMAT, CLEANUP]
        formats(player._as_parameter_, format, cleanup)
