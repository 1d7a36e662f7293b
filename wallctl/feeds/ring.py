"""The ring of shared slots that carries the frames of one feed from its worker to the node.

The writer makes a segment of `SLOTS` slots and hands its descriptor over, then tells the number
of each slot it has filled. Behind the slots lies a page of marks, a byte for each slot: the
writer sets it before it tells, the reader clears it when it is done, and a slot whose mark is set
is never written. So nothing needs to be sent back, and nobody is woken for it. A new size is a
new segment; the kernel frees it with its last holder.
"""

from __future__ import annotations

import mmap
import os
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


def marks_at(slots: int, bytes_each: int) -> int:
    """Where the marks begin: at a border at which they can be mapped alone."""
    page = mmap.ALLOCATIONGRANULARITY
    return -(-slots * bytes_each // page) * page


class RingWriter:
    """The worker's side of one feed; one thread."""

    def __init__(self, feed: int, announce: Callable[[SegmentHead, int], bool]) -> None:
        """`announce` hands a new segment and its descriptor over; False: not now."""
        self._feed = feed
        self._announce = announce
        self._segment = 0
        self._size = (0, 0)
        self._slots: list[memoryview] = []
        self._marks = memoryview(b"")
        self._order: list[int] = []  # the one filled last first: it is still in the cache
        self._writing: int | None = None

    def begin(self, width: int, height: int) -> memoryview | None:
        """A free slot of width*height*4 bytes, None where the reader has all of them."""
        if (width, height) != self._size and not self._renew(width, height):
            return None
        if self._writing is None:
            for slot in self._order:
                if not self._marks[slot]:
                    self._writing = slot
                    break
            else:
                return None
        return self._slots[self._writing]

    def finish(self) -> tuple[int, int]:
        """The slot begun is whole: (segment, slot) to be told to the reader."""
        assert self._writing is not None
        slot, self._writing = self._writing, None
        self._marks[slot] = 1
        self._order.remove(slot)
        self._order.insert(0, slot)
        return self._segment, slot

    def give_up(self, slot: int) -> None:
        """A finished slot that could not be told of is free again."""
        self._marks[slot] = 0

    def _renew(self, width: int, height: int) -> bool:
        size = slot_bytes(width, height)
        marks = marks_at(SLOTS, size)
        fd, made = system.create_segment(marks + SLOTS)
        try:
            head = SegmentHead(self._feed, self._segment + 1, SLOTS, width, height, size)
            if not self._announce(head, fd):
                made.close()
                return False
        finally:
            os.close(fd)
        # Views of the old map may still be held: it is unmapped with the last of them.
        self._slots = _slots(memoryview(made), head)
        self._marks = memoryview(made)[marks:]
        self._order = list(range(SLOTS))
        self._size = (width, height)
        self._segment += 1
        self._writing = None
        return True


class _Segment:
    """A segment as the reader has it: its slots to look at, its marks to clear."""

    def __init__(self, head: SegmentHead, fd: int) -> None:
        """Raises ValueError, OSError where it cannot be mapped."""
        marks = marks_at(head.slots, head.slot_bytes)
        self.number = head.segment
        self.width = head.width
        self.height = head.height
        # All of it, so that a segment too short for its marks is refused here.
        self.slots = _slots(memoryview(system.map_segment(fd, marks + head.slots)), head)
        self.marks = system.map_marks(fd, marks, head.slots)


class RingReader:
    """The node's side of one feed. Holds at most two slots: the newest and the one in use.

    Attributes are read and set plainly, without helpers: this runs for every frame of the wall.
    """

    def __init__(self) -> None:
        self._segment: _Segment | None = None
        self._newest: FrameHead | None = None  # came, nobody took it yet
        self._newest_in: _Segment | None = None
        self._used_slot = -1
        self._used_in: _Segment | None = None  # None: the frame in use goes back to nobody
        self._frame: Frame | None = None
        self._native = Size(0, 0)
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
            self._segment = _Segment(head, fd)
        except (ValueError, OSError) as error:
            raise Garbled("segment cannot be mapped") from error

    def arrived(self, frame: FrameHead) -> None:
        """A slot is filled. Raises Garbled for one that cannot be."""
        segment, slot = self._segment, frame.slot
        if segment is None or frame.segment != segment.number:
            raise Garbled("frame of no segment")
        if slot >= len(segment.slots) or (self._used_slot == slot and self._used_in is segment):
            raise Garbled("slot that the writer does not have")
        waiting = self._newest
        if waiting is not None and self._newest_in is not None:
            if self._newest_in is segment and waiting.slot == slot:
                raise Garbled("slot that the writer does not have")
            self.overwritten += 1
            self._newest_in.marks[waiting.slot] = 0
        self.number += 1
        self._newest, self._newest_in = frame, segment

    def acquire(self) -> Frame | None:
        """The newest frame; the one before goes back to the writer."""
        newest, segment = self._newest, self._newest_in
        if newest is None or segment is None:
            return self._frame
        self._newest = self._newest_in = None
        if self._used_in is not None:
            self._used_in.marks[self._used_slot] = 0
        self._used_slot, self._used_in = newest.slot, segment
        native = self._native
        if native.w != newest.native_w or native.h != newest.native_h:
            native = self._native = Size(newest.native_w, newest.native_h)
        self._frame = Frame(
            segment.slots[newest.slot],
            segment.width,
            segment.height,
            segment.width * 4,
            self.number,
            newest.arrived_ns,
            native,
            self.opened,
        )
        return self._frame

    @property
    def has_frame(self) -> bool:
        return self._newest is not None or self._frame is not None

    def orphan(self) -> None:
        """The writer is gone: nothing goes back, the last frame stays until a new one comes."""
        self._used_in = None
        self.acquire()
        self._used_in = self._segment = None
        self.opened += 1

    def clear(self) -> None:
        """Lets go of all frames."""
        if self._used_in is not None:
            self._used_in.marks[self._used_slot] = 0
        if self._newest is not None and self._newest_in is not None:
            self._newest_in.marks[self._newest.slot] = 0
        self._used_in = self._newest = self._newest_in = self._frame = None

    def close(self) -> None:
        """Lets go of everything; a Frame still held keeps its own mapping."""
        self._used_in = self._newest = self._newest_in = self._frame = self._segment = None


def _slots(memory: memoryview, head: SegmentHead) -> list[memoryview]:
    """Each slot's own px, without what rounds it up."""
    length = head.width * head.height * 4
    starts = range(0, head.slots * head.slot_bytes, head.slot_bytes)
    return [memory[start : start + length] for start in starts]
