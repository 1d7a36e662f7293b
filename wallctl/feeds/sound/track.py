"""The sound track of a playing container: decoded only while it is to be heard."""

from __future__ import annotations

import math
from collections.abc import Callable

import av.error
import numpy as np
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.packet import Packet
from av.stream import Discard

from wallctl.domain.audio import Sounding
from wallctl.feeds.sound.voice import RATE, Open, Voice

NO_TRACK = "no_track"
_FAULTS = 50  # so many pieces in a row that cannot be decoded: there is no sound in it


class Track:
    """One container's sound track. One thread. The voice outlives it: a stream that opens again
    goes on where it was."""

    def __init__(self, stream: AudioStream | None, voice: Voice) -> None:
        self._stream = stream
        self._voice = voice
        # One channel goes to both as loud as it is, not 3 dB less as FFmpeg would share it out.
        self._channels = 1 if stream is not None and stream.codec_context.channels == 1 else 2
        layout = "mono" if self._channels == 1 else "stereo"
        self._resampler = AudioResampler(format="flt", layout=layout, rate=RATE)
        self._faults = 0
        self._wanted: bool | None = None
        self._tick = float(stream.time_base or 0) if stream is not None else 0.0

    @property
    def missing(self) -> bool:
        return self._stream is None or self._faults >= _FAULTS

    def want(self, wanted: bool) -> None:
        """Whether packets of it shall come at all."""
        if self._stream is None or wanted is self._wanted:
            return
        self._wanted = wanted
        self._stream.discard = Discard.default if wanted else Discard.all
        if wanted:
            self._stream.codec_context.flush_buffers()

    def take(self, packet: Packet[AudioStream], ahead: Callable[[float], float]) -> None:
        """`ahead`: how long until the picture of that second of the stream is shown."""
        if not self._wanted or self._stream is None:
            return
        try:
            frames = self._stream.codec_context.decode(packet)
        except av.error.FFmpegError:
            self._faults += 1
            return
        for frame in frames:
            self._faults = 0
            seconds = frame.pts * self._tick if frame.pts is not None else math.nan
            for piece in self._resampler.resample(frame):
                samples = np.asarray(piece.to_ndarray(), np.float32).reshape(-1, self._channels)
                if self._channels == 1:
                    samples = np.repeat(samples, 2, axis=1)
                self._voice.play(samples, 0.0 if math.isnan(seconds) else ahead(seconds))


class FeedSound:
    """The sound of one feed, whichever player reads it. `order` may come from another thread."""

    def __init__(self, open: Open) -> None:
        self._voice = Voice(open)
        self._order: Sounding | None = None
        self._taken: Sounding | None = None
        self.track: Track | None = None

    def order(self, sounding: Sounding | None) -> None:
        self._order = sounding

    def opened(self, stream: AudioStream | None) -> None:
        """Another container plays."""
        self.track = Track(stream, self._voice)

    def look(self) -> None:
        """Takes up what was ordered, on the feed's own thread."""
        order = self._order
        if order is not self._taken:
            self._taken = order
            self._voice.order(order)
        if self.track is not None:
            self.track.want(self._voice.busy)

    def figures(self) -> dict[str, float | str]:
        """What is told of it; nothing while nothing shall be heard."""
        if self._taken is None:
            return {"sound": "", "sound_peak": 0.0}
        missing = self.track is None or self.track.missing
        state = NO_TRACK if missing else self._voice.state
        return {"sound": state, "sound_peak": round(self._voice.take_peak(), 6)}

    def close(self) -> None:
        self._voice.close()
