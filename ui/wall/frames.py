"""The newest frame of each feed as a picture over the ring's own memory: nothing is copied."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from PySide6.QtGui import QImage

from wallctl.domain.geometry import Size
from wallctl.feeds.keys import FeedKey, Frame


class FrameSource(Protocol):
    """Where frames come from: the feed manager, or a test's own."""

    def acquire(self, key: FeedKey) -> Frame | None: ...


_KEPT_PICTURES = 8  # of a feed: more than a ring has slots


class Shown(NamedTuple):
    """A frame ready to be drawn. `frame` keeps the memory under `image` mapped."""

    image: QImage
    frame: Frame
    size: Size


class FramePool:
    """Holds one frame for each feed, valid until the next one of that feed is taken."""

    def __init__(self, source: FrameSource) -> None:
        self._source = source
        self._shown: dict[FeedKey, Shown] = {}
        # A ring gives the same few slots again and again: each needs its picture made once.
        # (What lies under an id is held beside it, so that it cannot be another's.)
        self._pictures: dict[FeedKey, dict[int, tuple[memoryview, QImage, Size]]] = {}

    def get(self, key: FeedKey) -> Shown | None:
        return self._shown.get(key)

    def has(self, key: FeedKey) -> bool:
        return key in self._shown

    def refresh(self, key: FeedKey) -> Shown | None:
        """Takes the newest frame; None where there is no new one."""
        old = self._shown.get(key)
        frame = self._source.acquire(key)
        if frame is None or (old is not None and frame is old.frame):
            return None
        kept = self._pictures.get(key)
        known = kept.get(id(frame.data)) if kept is not None else None
        _, image, size = known or self._picture(key, frame, old)
        shown = self._shown[key] = Shown(image, frame, size)
        return shown

    def _picture(
        self, key: FeedKey, frame: Frame, old: Shown | None
    ) -> tuple[memoryview, QImage, Size]:
        kept = self._pictures.setdefault(key, {})
        size = Size(frame.width, frame.height)
        if old is not None and old.size == size and old.frame.opened == frame.opened:
            size = old.size
        else:
            kept.clear()  # another segment: the pictures of the old one would keep it mapped
        if len(kept) >= _KEPT_PICTURES:
            kept.clear()
        image = QImage(
            frame.data, frame.width, frame.height, frame.stride, QImage.Format.Format_RGB32
        )
        made = kept[id(frame.data)] = (frame.data, image, size)
        return made

    def keep(self, keys: Iterable[FeedKey]) -> None:
        """Lets go of the frames of all other feeds."""
        wanted = set(keys)
        for key in [k for k in self._shown if k not in wanted]:
            del self._shown[key]
            self._pictures.pop(key, None)


def arrived_at(frame: Frame) -> float:
    """Epoch s at which the frame's packet arrived."""
    return time.time() - (time.monotonic_ns() - frame.arrived_ns) / 1e9
