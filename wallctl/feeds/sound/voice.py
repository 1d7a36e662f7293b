"""What one feed sends to the buses: gains, fades, delay. One thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from wallctl.domain.audio import SILENCE_DB, Sounding, SoundSend

Samples = npt.NDArray[np.float32]
"""(frames, 2) at RATE."""

RATE = 48_000
FADE_S = 0.01  # a step of sound is a click
RISE_DB_S = 20.0
AHEAD_S = 0.06  # what waits at the server, so that a late packet is no gap
ROOM_S = 3.2  # the longest delay and a burst
TOO_FAR_S = 0.1  # beside the picture by more than this, it is put right
NEAR_S = 0.02
AGAIN_S = 1.0

PLAYING, OPENING, NO_SINK = "playing", "opening", "no_sink"


class Outlet(Protocol):
    """A stream to a sink."""

    @property
    def ready(self) -> bool: ...
    @property
    def lost(self) -> bool: ...
    def waiting_s(self) -> float: ...
    def write(self, data: bytes) -> None: ...
    def close(self) -> None: ...


Open = Callable[[str, float], Outlet | None]
"""Opens a stream to a sink with so many seconds of room; None where there is no server now."""


class Voice:
    """Plays a feed's samples into the sinks that it was told, silent before it was told."""

    def __init__(self, open: Open) -> None:
        self._open = open
        self._ways: dict[str, _Way] = {}
        self._delay_s = 0.0
        self.peak = 0.0  # highest sample since it was last asked for

    def order(self, sounding: Sounding | None) -> None:
        """What shall be heard from now on; None: nothing. What ends fades away."""
        sends = {send.sink: send for send in sounding.sends} if sounding is not None else {}
        self._delay_s = sounding.delay_ms / 1000 if sounding is not None else 0.0
        for sink, way in self._ways.items():
            way.send = sends.get(sink)
        for sink, send in sends.items():
            if sink not in self._ways:
                self._ways[sink] = _Way(sink, send)

    @property
    def busy(self) -> bool:
        """Something is heard, or fades away still."""
        return bool(self._ways)

    @property
    def state(self) -> str:
        """How it goes: "playing", or why not everything does."""
        ways = self._ways.values()
        if all(way.ready for way in ways):
            return PLAYING
        now = time.monotonic()
        late = any(not way.ready and now - way.since > AGAIN_S for way in ways)
        return NO_SINK if late else OPENING

    def play(self, samples: Samples, ahead_s: float = 0.0) -> None:
        """`ahead_s`: how long until the picture that belongs to it is shown."""
        if not len(samples):
            return
        self.peak = max(self.peak, float(np.abs(samples).max()))
        now = time.monotonic()
        for sink, way in list(self._ways.items()):
            if way.play(samples, ahead_s + self._delay_s, now, self._open):
                del self._ways[sink]
                way.close()

    def take_peak(self) -> float:
        peak, self.peak = self.peak, 0.0
        return peak

    def close(self) -> None:
        for way in self._ways.values():
            way.close()
        self._ways.clear()


class _Way:
    """One sink. `send` is None once nothing more shall go there."""

    def __init__(self, sink: str, send: SoundSend) -> None:
        self.sink = sink
        self.send: SoundSend | None = send
        self.ready = False
        self.since = time.monotonic()  # of that
        self._outlet: Outlet | None = None
        self._open_at = 0.0
        self._fade = 0.0  # 0 is silent, 1 is on
        self._late = False
        self._gain_db = send.gain_db

    def play(self, samples: Samples, behind_s: float, now: float, open: Open) -> bool:
        """True once it has faded away for good."""
        audible = self.send is not None and not self.send.muted
        if self.send is None and self._fade == 0.0:
            # What fades away is played to its end: cut off, it would be a click.
            return self._outlet is None or self._outlet.lost or self._outlet.waiting_s() < NEAR_S
        outlet = self._ready(now, open)
        if outlet is None:
            self._fade = 0.0
            return self.send is None
        waiting = outlet.waiting_s()
        meant = AHEAD_S + behind_s
        self._late = waiting > meant + (NEAR_S if self._late else TOO_FAR_S)
        if self._late:
            # Pieces are left out until it is with its picture again, between two fades.
            if self._fade == 0.0:
                return False
            samples, audible = samples[: int(FADE_S * RATE) + 1], False
        elif waiting < NEAR_S / 4 or waiting < meant - TOO_FAR_S:
            self._fade = 0.0
            missing = np.zeros((int((meant - waiting) * RATE), 2), np.float32)
            outlet.write(missing.tobytes())
        outlet.write(self._shaped(samples, audible=audible).tobytes())
        return False

    def _ready(self, now: float, open: Open) -> Outlet | None:
        if self._outlet is not None and self._outlet.lost:
            self.close()
            self._open_at = now + AGAIN_S
        if self._outlet is None and now >= self._open_at:
            self._outlet = open(self.sink, ROOM_S)
        ready = self._outlet is not None and self._outlet.ready
        if ready is not self.ready:
            self.ready, self.since = ready, now
        return self._outlet if ready else None

    def _shaped(self, samples: Samples, *, audible: bool) -> Samples:
        count = len(samples)
        wanted = self.send.gain_db if self.send is not None else self._gain_db
        before = self._gain_db
        # A level rises slowly while it can be heard; in silence it is just taken.
        if wanted > before and self._fade > 0.0 and audible:
            wanted = min(wanted, max(before, SILENCE_DB) + RISE_DB_S * count / RATE)
        self._gain_db = wanted
        gains = np.linspace(_linear(before), _linear(wanted), count, endpoint=False)
        fade = self._fade
        aim = 1.0 if audible else 0.0
        if fade != aim or aim == 0.0:
            step = 1.0 / (FADE_S * RATE)
            way = np.arange(1, count + 1) * step
            fades = np.clip(fade + way if aim else fade - way, 0.0, 1.0)
            self._fade = float(fades[-1])
            gains = gains * fades
        return (samples * gains[:, None]).astype(np.float32)

    def close(self) -> None:
        if self._outlet is not None:
            self._outlet.close()
            self._outlet = None


def _linear(gain_db: float) -> float:
    return float(10 ** (gain_db / 20)) if gain_db > SILENCE_DB else 0.0
