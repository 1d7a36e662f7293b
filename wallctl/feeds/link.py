"""The node's end of one worker process."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable

from wallctl.feeds import messages
from wallctl.feeds.channel import Channel
from wallctl.feeds.feed import Feed
from wallctl.feeds.messages import Garbled, Order, SegmentHead
from wallctl.feeds.spawn import Started

_WAITING_MOST = 512


class WorkerStuck(Exception):
    """The worker takes no orders any more."""


class WorkerLink:
    """Times are the node's monotonic seconds."""

    def __init__(self, group: str, channel: Channel, process: Started, now: float) -> None:
        self.group = group
        self.process = process
        self.started_at = now
        self.heard_at = now
        self.feeds: dict[int, Feed] = {}
        self.alone = False  # kept for one feed
        self._channel = channel
        self._orders: deque[bytes] = deque()

    def fileno(self) -> int:
        return self._channel.fileno()

    def order(self, order: Order) -> None:
        """Sends it, or keeps it until the worker takes it. Raises WorkerStuck, EOFError."""
        self._orders.append(messages.pack_order(order))
        if len(self._orders) > _WAITING_MOST:
            raise WorkerStuck
        self.flush()

    def flush(self) -> None:
        """Sends what waits. Raises EOFError where the worker is gone."""
        while self._orders and self._channel.send(self._orders[0]):
            self._orders.popleft()

    def drain(self, now: float, on_frame: Callable[[Feed], None]) -> bool:
        """Takes what waits; True where some state may have changed. Raises EOFError, Garbled."""
        told = False
        for data, fd in self._channel.receive():
            self.heard_at = now
            try:
                told |= self._take(data, fd, now, on_frame)
            finally:
                if fd is not None:
                    os.close(fd)
        return told

    def _take(
        self, data: bytes, fd: int | None, now: float, on_frame: Callable[[Feed], None]
    ) -> bool:
        message = messages.unpack_from_worker(data)
        feed = self.feeds.get(message.feed)
        if feed is None:
            return False  # closed while this was on its way
        if isinstance(message, messages.FrameHead):
            feed.frame(message, now)
            on_frame(feed)
            return False
        if isinstance(message, SegmentHead):
            if fd is None:
                raise Garbled("segment without descriptor")
            feed.segment(message, fd)
            return False
        if isinstance(message, messages.Beat):
            feed.beat(now)
            return False
        feed.said(message)
        return True

    def close(self) -> None:
        self._channel.close()
        self.process.close()
