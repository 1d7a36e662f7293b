"""One feed's way to the node: its pictures into the ring, its state and its heartbeat."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtGui import QImage

from wallctl.domain.geometry import Size
from wallctl.domain.observed import Picture, Reason
from wallctl.feeds.worker_end import WorkerEnd

Paint = Callable[[QImage], None]


class Outlet:
    """What a drawer may say and show."""

    def __init__(self, end: WorkerEnd, feed: int, player: str) -> None:
        self._end = end
        self._feed = feed
        self._player = player
        self._said: tuple[Picture, Reason, str] | None = None
        self._native = Size(0, 0)
        self.shown = 0
        self.dropped = 0

    def show(self, size: Size, native: Size, paint: Paint) -> bool:
        """Lets `paint` fill a free slot of `size` px and hands it to the node.

        `native` is the size of the whole picture before scaling. False when the node still holds
        every slot: the picture was not drawn and should be tried again.
        """
        slot = self._end.begin(self._feed, size.w, size.h)
        if slot is None:
            self.dropped += 1
            return False
        drawn_ns = time.monotonic_ns()
        image = QImage(slot, size.w, size.h, size.w * 4, QImage.Format.Format_RGB32)
        paint(image)
        del image  # nothing may point into the slot once the node has it
        if not self._end.publish(self._feed, arrived_ns=drawn_ns, native=native):
            self.dropped += 1
            return False
        self.shown += 1
        if native != self._native:
            self._native = native
            self.say_again()
        return True

    def say(self, picture: Picture, reason: Reason = Reason.NONE, detail: str = "") -> None:
        """Tells the node the state. `detail` is a stable word, never an address."""
        if (picture, reason, detail) != self._said:
            self._said = (picture, reason, detail)
            self.say_again()

    def say_again(self) -> None:
        """Repeats the state: a worker that says nothing for long is taken for hung."""
        if self._said is not None:
            picture, reason, detail = self._said
            self._end.say(
                self._feed,
                picture,
                reason,
                detail,
                player=self._player,
                width=self._native.w,
                height=self._native.h,
                dropped=self.dropped,
            )

    def beat(self) -> None:
        self._end.beat(self._feed)
