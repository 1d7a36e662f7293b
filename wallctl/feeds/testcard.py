"""Player of `testcard:WxH@FPS`: a moving pattern without any network, for drills and tests.

A white bar walks over grey; the frame number is in the first row: 32 px, white is 1, the
highest bit first.
"""

from __future__ import annotations

import re
import threading
import time

import numpy as np

from wallctl.domain.geometry import Size
from wallctl.domain.observed import Picture, Reason
from wallctl.feeds.keys import Mode
from wallctl.feeds.messages import Change, Open
from wallctl.feeds.worker_end import WorkerEnd

SCHEME = "testcard"
_FORM = re.compile(r"testcard:(\d{2,4})x(\d{2,4})(?:@(\d{1,3}))?")


class TestCard:
    """See the module."""

    __test__ = False  # no test case, whatever pytest thinks of its name

    def __init__(self, end: WorkerEnd, order: Open) -> None:
        self._end = end
        self._feed = order.feed
        self._mode = order.mode
        self._closed = threading.Event()
        form = _FORM.fullmatch(order.address)
        self._w, self._h, self._fps = (int(g or 25) for g in form.groups()) if form else (0, 0, 0)
        threading.Thread(target=self._run, name=f"card {order.feed}", daemon=True).start()

    def change(self, order: Change) -> None:
        self._mode = order.mode

    def close(self) -> None:
        self._closed.set()

    def _run(self) -> None:
        if not self._fps:
            self._end.say(self._feed, Picture.SLATE, Reason.FORMAT, player=SCHEME)
            return
        number = dropped = 0
        begun = said = time.monotonic()
        while not self._closed.wait(max(0.0, begun + number / self._fps - time.monotonic())):
            number += 1
            if self._mode is Mode.PLAY and not self._draw(number):
                dropped += 1
            if number == 1 or time.monotonic() - said > 1:
                said = time.monotonic()
                picture = Picture.LIVE if self._mode is Mode.PLAY else Picture.WARM
                self._end.say(
                    self._feed,
                    picture,
                    player=SCHEME,
                    codec="raw",
                    width=self._w,
                    height=self._h,
                    dropped=dropped,
                )

    def _draw(self, number: int) -> bool:
        slot = self._end.begin(self._feed, self._w, self._h)
        if slot is None:
            return False
        px = np.frombuffer(slot, np.uint32).reshape(self._h, self._w)
        px[:] = 0xFF606060
        at = number * 4 % self._w
        px[:, at : at + 8] = 0xFFFFFFFF
        bits = np.array([number >> (31 - i) & 1 for i in range(32)], dtype=bool)
        px[0, : min(32, self._w)] = np.where(bits, 0xFFFFFFFF, 0xFF000000)[: self._w]
        return self._end.publish(
            self._feed, arrived_ns=time.monotonic_ns(), native=Size(self._w, self._h)
        )
