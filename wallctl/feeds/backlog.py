"""Packets since the last key frame of a warm feed, so that it can be shown at once."""

from __future__ import annotations

from av.packet import Packet
from av.video.stream import VideoStream

MOST_PACKETS = 900
MOST_BYTES = 24 * 1024 * 1024


class Backlog:
    """Bounded. A group of pictures that is larger than the bounds is given up: the feed then
    waits for the next key frame, as a cold one does."""

    def __init__(self) -> None:
        self._packets: list[tuple[Packet[VideoStream], int]] = []
        self._bytes = 0
        self.from_key = False  # what is kept begins with a key frame
        self.whole = True

    def keep(self, packet: Packet[VideoStream], arrived_ns: int) -> None:
        if packet.is_keyframe:
            self.clear()
            self.from_key = True
        if not self.whole:
            return
        self._packets.append((packet, arrived_ns))
        self._bytes += packet.size
        if len(self._packets) > MOST_PACKETS or self._bytes > MOST_BYTES:
            self._packets.clear()
            self.whole = False

    def take(self) -> list[tuple[Packet[VideoStream], int]]:
        packets = self._packets
        self.clear()
        return packets

    def clear(self) -> None:
        self._packets, self._bytes = [], 0
        self.from_key, self.whole = False, True
