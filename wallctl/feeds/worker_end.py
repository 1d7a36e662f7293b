"""The worker's end of the pipe: orders in, pictures and figures out.

Used by the player workers here and by any other program that draws frames for the wall. A
worker is started with `--fd N`; when the node is gone `receive` raises EOFError and the
worker shall end. A worker that says nothing for long is taken for hung and replaced: call
`say` or `beat` at least once in five seconds while feeds are open.

    end = WorkerEnd.from_argv(sys.argv[1:])
    for order in end.receive(): ...
    slot = end.begin(feed, width, height)
    if slot is not None:
        slot[:] = pixels
        end.publish(feed, arrived_ns=time.monotonic_ns(), native=Size(width, height))
"""

from __future__ import annotations

import contextlib
import os
import select
import threading
from collections.abc import Sequence

from wallctl.domain.geometry import Size
from wallctl.domain.observed import Picture, Reason
from wallctl.feeds import messages, system
from wallctl.feeds.channel import Channel
from wallctl.feeds.messages import Change, Close, Open, Order, Quit
from wallctl.feeds.ring import RingWriter

__all__ = ["Change", "Close", "Open", "Order", "Quit", "WorkerEnd"]


class WorkerEnd:
    """Safe with one thread for each feed and one that receives."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._rings: dict[int, RingWriter] = {}
        self._unsaid: dict[int, bytes] = {}
        self._lock = threading.Lock()
        self._ended = False

    @classmethod
    def from_argv(cls, argv: Sequence[str]) -> WorkerEnd:
        """Raises ValueError where there is no `--fd N`, OSError where N is no pipe."""
        try:
            fd = int(argv[list(argv).index("--fd") + 1])
        except (ValueError, IndexError):
            raise ValueError("a feed worker is started by the wall node, with --fd N") from None
        system.die_with_parent(os.getppid())
        return cls(Channel(system.adopt(fd)))

    def fileno(self) -> int:
        """For select, or a QSocketNotifier: readable when `receive` has something."""
        return self._channel.fileno()

    def wait(self, seconds: float) -> bool:
        """Waits until there is something to receive; False after `seconds`."""
        return self._ended or bool(select.select([self._channel], [], [], seconds)[0])

    def receive(self) -> list[Order]:
        """Orders that wait, without blocking. Raises EOFError when the node is gone: then end.

        A message that cannot be read is left out: the node is of the same build.
        """
        orders: list[Order] = []
        try:
            for data, fd in self._channel.receive():
                if fd is not None:
                    os.close(fd)
                with contextlib.suppress(messages.Garbled):
                    orders.append(self._take(messages.unpack_to_worker(data)))
        except EOFError:
            self._ended = True
        self._say_again()
        if self._ended and not orders:
            raise EOFError("the node is gone")
        return orders

    def begin(self, feed: int, width: int, height: int) -> memoryview | None:
        """A free slot of width*height*4 bytes BGRX, rows without padding. None where the node
        holds all of them (drop the frame and count it) or the feed is not open."""
        ring = self._rings.get(feed)
        return ring.begin(width, height) if ring is not None else None

    def publish(self, feed: int, *, arrived_ns: int, native: Size) -> bool:
        """Hands the slot begun to the node. `arrived_ns`: monotonic time the data arrived;
        `native`: the source's own size, px. False where the node does not keep up."""
        ring = self._rings.get(feed)
        if ring is None:
            return False
        segment, slot = ring.finish()
        head = (feed, segment, slot, arrived_ns, native.w, native.h)
        if self._send(messages.pack_frame(head)):
            return True
        ring.give_up(slot)
        return False

    def say(
        self,
        feed: int,
        picture: Picture,
        reason: Reason = Reason.NONE,
        detail: str = "",
        **figures: float | str,
    ) -> None:
        """State of a feed and any of the figures of FeedFigures, by their names. `detail` is
        the player's own words: leave addresses out. The newest is kept until it can be sent."""
        said = messages.Said(feed, picture, reason, detail, dict(figures))
        with self._lock:
            self._unsaid[feed] = messages.pack_said(said)
        self._say_again()

    def beat(self, feed: int) -> None:
        """Pages, documents and images are live by this, not by change: once a second."""
        self._send(messages.pack_beat(feed))

    def _take(self, order: Order) -> Order:
        if isinstance(order, Open):
            self._rings[order.feed] = RingWriter(order.feed, self._announce)
        elif isinstance(order, Close):
            self._forget(order.feed)
        return order

    def _forget(self, feed: int) -> None:
        self._rings.pop(feed, None)
        with self._lock:
            self._unsaid.pop(feed, None)

    def _say_again(self) -> None:
        with self._lock:
            for feed, data in list(self._unsaid.items()):
                if not self._send(data):
                    return
                del self._unsaid[feed]

    def _announce(self, head: messages.SegmentHead, fd: int) -> bool:
        return self._send(messages.pack_segment(head), fd)

    def _send(self, data: bytes, fd: int | None = None) -> bool:
        try:
            return self._channel.send(data, fd)
        except EOFError:
            return False  # `receive` tells it to the one who ends the process
