"""The process's one connection to the sound server, and the streams on it."""

from __future__ import annotations

import contextlib
import os
import threading
import time

from wallctl.feeds.sound.libpulse import STREAM_FAILED, STREAM_READY, Server, Stream
from wallctl.feeds.sound.voice import RATE, Open, Outlet

AGAIN_S = 1.0


class Outlets:
    """Opens streams; the connection is made with the first, and again after a loss."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server: Server | None = None
        self._again_at = 0.0

    def named(self, name: str) -> Open:
        """How a voice opens its streams; they are called so at the server."""
        return lambda sink, room_s: self._open(name, sink, room_s)

    def _open(self, name: str, sink: str, room_s: float) -> Outlet | None:
        with self._lock:
            server = self._connected()
        if server is None or not server.ready:
            return None
        return PulseOutlet(server, name, sink, room_s)

    def _connected(self) -> Server | None:
        """A lost connection is left as it is: streams may still hold on to it."""
        if self._server is not None and self._server.lost:
            self._server = None
        now = time.monotonic()
        if self._server is None and now >= self._again_at:
            self._again_at = now + AGAIN_S
            with contextlib.suppress(OSError):
                self._server = Server(f"wallctl worker {os.getpid()}")
        return self._server


class PulseOutlet:
    """A stream of the sound server as a Voice needs it."""

    def __init__(self, server: Server, name: str, sink: str, room_s: float) -> None:
        self._server = server
        self._stream = Stream(server, name, sink, RATE, room_s)

    @property
    def ready(self) -> bool:
        return self._stream.state == STREAM_READY

    @property
    def lost(self) -> bool:
        return self._server.lost or self._stream.state >= STREAM_FAILED

    def waiting_s(self) -> float:
        return self._stream.waiting_s()

    def write(self, data: bytes) -> None:
        self._stream.write(data)

    def close(self) -> None:
        self._stream.close()
