"""libpulse, as much of it as playing takes. Its own thread does the talking and no function of ours
is ever called back: states and room are asked for."""

from __future__ import annotations

import ctypes as c
from functools import cache

NO_SERVER = "no_server"
READY, FAILED = 4, 5  # of a context
STREAM_READY, STREAM_FAILED = 2, 3

_FLOAT32LE = 5
_NO_AUTOSPAWN = 1
_DONT_MOVE, _EARLY_REQUESTS, _START_UNMUTED = 0x200, 0x4000, 0x10000
_AS_THE_SERVER_LIKES = 0xFFFFFFFF


class Spec(c.Structure):
    _fields_ = (("format", c.c_int), ("rate", c.c_uint32), ("channels", c.c_uint8))


class Buffer(c.Structure):
    _fields_ = tuple(
        (name, c.c_uint32) for name in ("maxlength", "tlength", "prebuf", "minreq", "fragsize")
    )


_POINTERS = (
    *("pa_threaded_mainloop_new", "pa_threaded_mainloop_get_api"),
    *("pa_context_new", "pa_stream_new"),
)


@cache
def library() -> c.CDLL:
    """Raises OSError where it is not installed."""
    lib = c.CDLL("libpulse.so.0")
    for name in _POINTERS:
        getattr(lib, name).restype = c.c_void_p
    lib.pa_stream_writable_size.restype = c.c_size_t
    return lib


class Server:
    """A connection to the machine's sound server (PULSE_SERVER). Safe for several threads."""

    def __init__(self, name: str) -> None:
        """Raises OSError where there is no libpulse."""
        self.lib = library()
        self.loop = c.c_void_p(self.lib.pa_threaded_mainloop_new())
        api = c.c_void_p(self.lib.pa_threaded_mainloop_get_api(self.loop))
        self.context = c.c_void_p(self.lib.pa_context_new(api, name.encode()))
        self.lib.pa_context_connect(self.context, None, _NO_AUTOSPAWN, None)
        self.lib.pa_threaded_mainloop_start(self.loop)

    def __enter__(self) -> Server:
        self.lib.pa_threaded_mainloop_lock(self.loop)
        return self

    def __exit__(self, *_: object) -> None:
        self.lib.pa_threaded_mainloop_unlock(self.loop)

    @property
    def ready(self) -> bool:
        with self:
            return bool(self.lib.pa_context_get_state(self.context) == READY)

    @property
    def lost(self) -> bool:
        """For good: another connection is needed."""
        with self:
            return bool(self.lib.pa_context_get_state(self.context) >= FAILED)

    def close(self) -> None:
        with self:
            self.lib.pa_context_disconnect(self.context)
            self.lib.pa_context_unref(self.context)
        self.lib.pa_threaded_mainloop_stop(self.loop)
        self.lib.pa_threaded_mainloop_free(self.loop)


class Stream:
    """What is played into one sink: float32, `rate`, two channels.

    It never moves to another sink by itself: what is meant for one room must not sound in
    another. Its volume at the server is full and its mute off; what is heard is decided here.
    """

    FRAME = 8  # bytes: two channels of float32

    def __init__(self, server: Server, name: str, sink: str, rate: int, room_s: float) -> None:
        """`room_s`: how much may wait to be played."""
        self._server = server
        self._lib = server.lib
        self._rate = rate
        self._room = int(room_s * rate) * self.FRAME
        spec = Spec(_FLOAT32LE, rate, 2)
        asked = Buffer(
            maxlength=self._room * 2,
            tlength=self._room,
            prebuf=rate // 50 * self.FRAME,
            minreq=rate // 50 * self.FRAME,
            fragsize=_AS_THE_SERVER_LIKES,
        )
        flags = _DONT_MOVE | _EARLY_REQUESTS | _START_UNMUTED
        with server:
            self._stream = c.c_void_p(
                self._lib.pa_stream_new(server.context, name.encode(), c.byref(spec), None)
            )
            self._lib.pa_stream_connect_playback(
                self._stream, sink.encode(), c.byref(asked), flags, None, None
            )

    @property
    def state(self) -> int:
        with self._server:
            return int(self._lib.pa_stream_get_state(self._stream))

    def waiting_s(self) -> float:
        """How much waits to be played, to within a fiftieth of a second."""
        with self._server:
            free = int(self._lib.pa_stream_writable_size(self._stream))
        return max(0.0, (self._room - min(free, self._room)) / self.FRAME / self._rate)

    def write(self, data: bytes) -> None:
        """Copies it away; what there is no room for is cut off."""
        with self._server:
            free = int(self._lib.pa_stream_writable_size(self._stream))
            size = min(len(data), free if free < 1 << 40 else 0) // self.FRAME * self.FRAME
            if size:
                self._lib.pa_stream_write(
                    self._stream, data, c.c_size_t(size), None, c.c_int64(0), 0
                )

    def close(self) -> None:
        with self._server:
            self._lib.pa_stream_disconnect(self._stream)
            self._lib.pa_stream_unref(self._stream)
