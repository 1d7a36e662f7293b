"""Writer and reader of one feed's ring: a slot belongs to one side at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from wallctl.domain.geometry import Size
from wallctl.feeds import system
from wallctl.feeds.messages import FrameHead, Garbled, SegmentHead
from wallctl.feeds.ring import SLOTS, RingReader, RingWriter, marks_at, slot_bytes

W, H = 30, 20
LENGTH = W * H * 4


@dataclass
class Ring:
    """Both sides; what the writer announces reaches the reader unless `deaf`."""

    reader: RingReader = field(default_factory=RingReader)
    deaf: bool = False

    def __post_init__(self) -> None:
        self.writer = RingWriter(1, self._announce)

    def _announce(self, head: SegmentHead, fd: int) -> bool:
        if not self.deaf:
            self.reader.renew(head, fd)
        return not self.deaf

    def fill(self, value: int, size: tuple[int, int] = (W, H)) -> bool:
        """Writes a picture of one byte value and tells of it; False where no slot was free."""
        slot = self.writer.begin(*size)
        if slot is None:
            return False
        slot[:] = bytes([value]) * len(slot)
        segment, number = self.writer.finish()
        self.reader.arrived(FrameHead(1, segment, number, 1, 640, 360))
        return True

    def shown(self) -> int:
        """The value of the frame acquired, which must be all of one."""
        frame = self.reader.acquire()
        assert frame is not None
        values = set(bytes(frame.data))
        assert len(values) == 1
        return values.pop()


@pytest.fixture
def ring() -> Iterator[Ring]:
    made = Ring()
    yield made
    made.reader.close()


def test_the_newest_is_shown_and_what_it_replaced_is_counted(ring: Ring) -> None:
    assert ring.reader.acquire() is None
    assert ring.fill(1)
    assert ring.shown() == 1
    assert ring.fill(2)
    assert ring.fill(3)
    assert ring.shown() == 3
    assert ring.shown() == 3, "no new one: the same stays"
    frame = ring.reader.acquire()
    assert frame is not None
    assert (frame.number, frame.native, len(frame.data)) == (3, Size(640, 360), LENGTH)
    assert ring.reader.overwritten == 1


def test_the_frame_in_use_is_never_written(ring: Ring) -> None:
    ring.fill(1)
    assert ring.shown() == 1
    frame = ring.reader.acquire()
    assert frame is not None
    for value in range(2, 50):
        assert ring.fill(value), "a slot that was replaced is free again"
        assert set(bytes(frame.data)) == {1}
    assert ring.shown() == 49


def test_a_reader_that_takes_nothing_leaves_the_writer_without_a_slot() -> None:
    writer = RingWriter(1, lambda _head, _fd: True)
    for _ in range(SLOTS):
        assert writer.begin(W, H) is not None
        _, slot = writer.finish()
    assert writer.begin(W, H) is None
    writer.give_up(slot)
    assert writer.begin(W, H) is not None


def test_the_slot_that_came_back_last_is_used_first(ring: Ring) -> None:
    used = set()
    for value in range(1, 9):
        ring.fill(value)
        assert ring.shown() == value
        used.add(ring.reader._used_slot)
    assert len(used) == 2, "the others would only be cold memory"


def test_a_new_size_is_a_new_segment_and_the_old_picture_stays(ring: Ring) -> None:
    ring.fill(1)
    frame = ring.reader.acquire()
    assert frame is not None
    assert ring.fill(2, (60, 40))
    assert set(bytes(frame.data)) == {1}
    assert ring.shown() == 2
    for value in range(3, 9):
        assert ring.fill(value, (60, 40)), "the slot of the old segment is not mistaken for one"
        assert ring.shown() == value


def test_a_segment_that_cannot_be_told_of_is_asked_for_again(ring: Ring) -> None:
    ring.deaf = True
    assert not ring.fill(1)
    ring.deaf = False
    assert ring.fill(2)
    assert ring.shown() == 2


def test_a_lost_writer_leaves_its_last_picture_and_another_goes_on(ring: Ring) -> None:
    ring.fill(1)
    ring.reader.orphan()
    assert ring.shown() == 1
    assert ring.reader.opened == 2
    ring.writer = RingWriter(1, ring._announce)
    for value in range(2, 9):
        assert ring.fill(value)
        assert ring.shown() == value


def test_cleared_and_closed_rings_show_nothing(ring: Ring) -> None:
    for value in range(1, 20):
        assert ring.fill(value)
        ring.reader.acquire()
        assert ring.fill(value)
        ring.reader.clear()
        assert not ring.reader.has_frame
    ring.fill(1)
    ring.reader.close()
    assert ring.reader.acquire() is None


@pytest.mark.parametrize(
    "segment, slot", [(1, SLOTS), (1, 255), (2, 0), (1, 0)], ids=["beyond", "far", "other", "twice"]
)
def test_a_slot_that_cannot_be_is_refused(ring: Ring, segment: int, slot: int) -> None:
    ring.fill(1)
    for acquired in (False, True):
        if acquired:
            ring.reader.acquire()
        with pytest.raises(Garbled):
            ring.reader.arrived(FrameHead(1, segment, slot, 1, 8, 8))
    assert ring.shown() == 1


def test_a_segment_without_room_for_its_marks_is_refused(ring: Ring) -> None:
    size = slot_bytes(W, H)
    short, made = system.create_segment(marks_at(SLOTS, size))
    try:
        with pytest.raises(Garbled, match="mapped"):
            ring.reader.renew(SegmentHead(1, 1, SLOTS, W, H, size), short)
    finally:
        made.close()
        os.close(short)
