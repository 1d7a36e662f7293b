"""The ring of shared slots that carries the frames of one feed from its worker to the node.

The writer makes a segment of `SLOTS` slots and hands its descriptor over; slot numbers go to
and fro. A slot belongs to one side at a time: the writer never touches one that the reader
has. A new size is a new segment; the kernel frees it with its last holder.
"""

from __future__ import annotations

import mmap
import os
import threading
from collections import deque
from collections.abc import Callable

from wallctl.domain.geometry import Size
from wallctl.feeds import system
from wallctl.feeds.keys import Frame
from wallctl.feeds.messages import FrameHead, Garbled, SegmentHead

SLOTS = 4
MAX_SLOTS = 8
MAX_SIDE = 16384
MAX_SLOT_BYTES = 256 * 1024 * 1024
_ALIGN = 64


def slot_bytes(width: int, height: int) -> int:
    """Bytes of a slot of BGRX px, rounded so that every slot starts on a cache line."""
    return -(-width * height * 4 // _ALIGN) * _ALIGN


class RingWriter:
    """The worker's side of one feed. One thread writes; `take_back` may come from another."""

    def __init__(self, feed: int, announce: Callable[[SegmentHead, int], bool]) -> None:
        """`announce` hands a new segment and its descriptor over; False: not now."""
        self._feed = feed
        self._announce = announce
        self._segment = 0
        self._size = (0, 0)
        self._map: mmap.mmap | None = None
        self._bytes = 0
        self._free: deque[int] = deque()
        self._writing: int | None = None
        self._lock = threading.Lock()

    def begin(self, width: int, height: int) -> memoryview | None:
        """A free slot of width*height*4 bytes, None where the reader has all of them."""
        same = (width, height) == self._size and self._map is not None
        if not same and not self._renew(width, height):
            return None
        if self._writing is None:
            try:
                self._writing = self._free.pop()  # the one last used is still in the cache
            except IndexError:
                return None
        assert self._map is not None
        start = self._writing * self._bytes
        return memoryview(self._map)[start : start + width * height * 4]

    def finish(self) -> tuple[int, int]:
        """The slot begun is whole: (segment, slot) to be told to the reader."""
        assert self._writing is not None
        slot, self._writing = self._writing, None
        return self._segment, slot

    def give_up(self, slot: int) -> None:
        """A finished slot that could not be told of is free again."""
        self._free.append(slot)

    def take_back(self, segment: int, slot: int) -> None:
        """The reader is done with a slot; those of an older segment are gone already."""
        with self._lock:
            if segment == self._segment:
                self._free.append(slot)

    def _renew(self, width: int, height: int) -> bool:
        size = slot_bytes(width, height)
        fd, made = system.create_segment(size * SLOTS)
        try:
            head = SegmentHead(self._feed, self._segment + 1, SLOTS, width, height, size)
            if not self._announce(head, fd):
                made.close()
                return False
        finally:
            os.close(fd)
        # Views of the old map may still be held: it is unmapped with the last of them.
        self._map, self._bytes, self._size = made, size, (width, height)
        with self._lock:
            self._segment += 1
            self._writing = None
            self._free = deque(range(SLOTS))
        return True


class RingReader:
    """The node's side of one feed. Holds at most two slots: the newest and the one in use."""

    def __init__(self, give_back: Callable[[int, int], None]) -> None:
        """`give_back(segment, slot)` returns a slot to the writer."""
        self._give_back = give_back
        self._head: SegmentHead | None = None
        self._map: mmap.mmap | None = None
        self._newest: tuple[FrameHead, SegmentHead, mmap.mmap, int] | None = None
        self._used: tuple[int, int] | None = None
        self._frame: Frame | None = None
        self.opened = 1
        self.number = 0
        self.overwritten = 0  # frames that came and were replaced before they were acquired

    def renew(self, head: SegmentHead, fd: int) -> None:
        """Takes a new segment. Raises Garbled for one that could hurt. `fd` stays the caller's."""
        if not (0 < head.slots <= MAX_SLOTS and 0 < head.width <= MAX_SIDE):
            raise Garbled("segment's shape")
        if not (0 < head.height <= MAX_SIDE and head.slot_bytes <= MAX_SLOT_BYTES):
            raise Garbled("segment's shape")
        if head.slot_bytes < head.width * head.height * 4:
            raise Garbled("slot is too small")
        try:
            self._map = system.map_segment(fd, head.slots * head.slot_bytes)
        except (ValueError, OSError) as error:
            raise Garbled("segment cannot be mapped") from error
        self._head = head

    def arrived(self, frame: FrameHead) -> None:
        """A slot is filled. Raises Garbled for one that cannot be."""
        if self._head is None or self._map is None or frame.segment != self._head.segment:
            raise Garbled("frame of no segment")
        place = (frame.segment, frame.slot)
        waiting = self._newest and (self._newest[0].segment, self._newest[0].slot)
        if frame.slot >= self._head.slots or place in (self._used, waiting):
            raise Garbled("slot that the writer does not have")
        if waiting is not None:
            self.overwritten += 1
            self._give_back(*waiting)
        self.number += 1
        self._newest = (frame, self._head, self._map, self.number)

    def acquire(self) -> Frame | None:
        """The newest frame; the one before goes back to the writer."""
        if self._newest is None:
            return self._frame
        frame, head, mapped, number = self._newest
        self._newest = None
        if self._used is not None:
            self._give_back(*self._used)
        self._used = (frame.segment, frame.slot)
        start = frame.slot * head.slot_bytes
        self._frame = Frame(
            data=memoryview(mapped)[start : start + head.width * head.height * 4],
            width=head.width,
            height=head.height,
            stride=head.width * 4,
            number=number,
            arrived_ns=frame.arrived_ns,
            native=Size(frame.native_w, frame.native_h),
            opened=self.opened,
        )
        return self._frame

    @property
    def has_frame(self) -> bool:
        return self._newest is not None or self._frame is not None

    def orphan(self) -> None:
        """The writer is gone: nothing goes back, the last frame stays until a new one comes."""
        self._used = None
        self.acquire()
        self._used = None
        self._head = self._map = None
        self.opened += 1

    def clear(self) -> None:
        """Lets go of all frames."""
        if self._used is not None:
            self._give_back(*self._used)
        if self._newest is not None:
            self._give_back(self._newest[0].segment, self._newest[0].slot)
        self._used = self._newest = self._frame = None

    def close(self) -> None:
        """Lets go of everything; a Frame still held keeps its own mapping."""
        self._used = self._newest = self._frame = None
        self._head = self._map = None
