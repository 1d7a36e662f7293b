"""The peaks of what goes through a bus, as the sound server measures them.

pulsectl's own peak stream mixes both channels to one first (a sound in one channel reads 6 dB
less, one in opposite phase nothing) and takes one value of a packet; a meter must see every one.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
from collections.abc import Callable
from typing import Any

from pulsectl import _pulsectl as c
from pulsectl_asyncio import PulseAsync

RATE = 25
CHANNELS = 2
SILENT_S = 3.0


class MeterSilent(Exception):
    """The stream gives nothing: the bus is not measured."""


async def peaks(pulse: PulseAsync, source: str, heard: Callable[[float], None]) -> None:
    """Tells the highest sample (1.0 is full scale) some 25 times a second until cancelled.
    Raises MeterSilent where none comes for a while, pulsectl's errors where it cannot be
    opened."""
    came = asyncio.Event()
    spec = c.PA_SAMPLE_SPEC(format=c.PA_SAMPLE_FLOAT32NE, rate=RATE, channels=CHANNELS)
    properties = c.pa.proplist_from_string("")
    stream = c.pa.stream_new_with_proplist(
        pulse._ctx, "wallctl meter", ctypes.byref(spec), None, properties
    )
    c.pa.proplist_free(properties)

    @c.PA_STREAM_REQUEST_CB_T  # type: ignore[untyped-decorator]
    def read(stream: Any, _bytes: int, _data: Any) -> None:
        size, buffer = ctypes.c_int(0), ctypes.c_void_p()
        c.pa.stream_peek(stream, buffer, ctypes.byref(size))
        count = size.value // 4
        if buffer.value and count > 0:
            values = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_float))
            heard(max(abs(values[n]) for n in range(count)))
            came.set()
        if size.value:
            c.pa.stream_drop(stream)

    c.pa.stream_set_read_callback(stream, read, None)
    flags = c.PA_STREAM_DONT_MOVE | c.PA_STREAM_PEAK_DETECT | c.PA_STREAM_ADJUST_LATENCY
    asked = c.PA_BUFFER_ATTR(fragsize=4 * CHANNELS, maxlength=2**32 - 1)
    try:
        c.pa.stream_connect_record(stream, source.encode(), asked, flags)
        while True:
            try:
                async with asyncio.timeout(SILENT_S):
                    await came.wait()
            except TimeoutError:
                raise MeterSilent(source) from None
            came.clear()
    finally:
        if pulse._ctx is not None:
            c.pa.stream_set_read_callback(stream, c.PA_STREAM_REQUEST_CB_T(), None)
        with contextlib.suppress(c.pa.CallError):  # it may be gone already
            c.pa.stream_disconnect(stream)
        c.pa.stream_unref(stream)
