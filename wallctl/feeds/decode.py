"""Decodes a stream and keeps damage from the eyes: nothing is shown until it is clean again."""

from __future__ import annotations

import time
from collections.abc import Iterator

import av.error
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

_LOW_DELAY = 1 << 19  # AV_CODEC_FLAG_LOW_DELAY
_WITHOUT_KEY_S = 4.0  # a stream that refreshes gradually never has a key frame
_CLEAN_AFTER_S = 5.0
_WAITING_MOST = 64


class Decoder:
    """One stream, one thread. `damaged` holds until a clean key frame, or a while without
    any fault; frames that come meanwhile are not given out."""

    def __init__(self, context: VideoCodecContext, *, live: bool) -> None:
        context.thread_count = 1
        if live:
            context.flags |= _LOW_DELAY
        self._context = context
        self._began = time.monotonic()
        self._key_seen = False
        self._faulty_at = 0.0
        self._arrivals: dict[int, int] = {}
        self.damaged = False
        self.faults = 0

    def damage(self) -> None:
        """Something is known to be missing: hold what is shown."""
        self.damaged = True
        self._faulty_at = time.monotonic()

    def flush(self) -> None:
        """What comes next starts with a key frame."""
        self._context.flush_buffers()
        self._arrivals.clear()

    def feed(
        self, packet: Packet[VideoStream], arrived_ns: int
    ) -> Iterator[tuple[VideoFrame, int]]:
        """Clean pictures, each with the time its packet arrived."""
        if not self._key_seen:
            late = time.monotonic() - self._began > _WITHOUT_KEY_S
            if not packet.is_keyframe and not late:
                return
            self._key_seen = True
        if packet.is_corrupt:
            self._fault()
        if packet.pts is not None:
            if len(self._arrivals) > _WAITING_MOST:  # of packets that gave no picture
                self._arrivals.clear()
            self._arrivals[packet.pts] = arrived_ns
        try:
            frames = self._context.decode(packet)
        except av.error.FFmpegError:
            self._fault()
            return
        for frame in frames:
            if frame.is_corrupt:
                self._fault()
            elif self.damaged:
                quiet = time.monotonic() - self._faulty_at > _CLEAN_AFTER_S
                if frame.key_frame or quiet:
                    self.damaged = False
            if not self.damaged:
                yield frame, self._arrived(frame, arrived_ns)

    def _fault(self) -> None:
        self.faults += 1
        self.damage()

    def _arrived(self, frame: VideoFrame, latest: int) -> int:
        return self._arrivals.pop(frame.pts, latest) if frame.pts is not None else latest
