"""The newest frame of each feed as a picture over the ring's own memory: nothing is copied."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QImage

from wallctl.domain.geometry import Size
from wallctl.feeds.keys import FeedKey, Frame


class FrameSource(Protocol):
    """Where frames come from: the feed manager, or a test's own."""

    def acquire(self, key: FeedKey) -> Frame | None: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame ready to be drawn. `frame` keeps the memory under `image` mapped."""

    image: QImage
    frame: Frame
    size: Size


class FramePool:
    """Holds one frame for each feed, valid until the next one of that feed is taken."""

    def __init__(self, source: FrameSource) -> None:
        self._source = source
        self._shown: dict[FeedKey, Shown] = {}

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
        image = QImage(
            frame.data, frame.width, frame.height, frame.stride, QImage.Format.Format_RGB32
        )
        shown = Shown(image, frame, Size(frame.width, frame.height))
        self._shown[key] = shown
        return shown

    def keep(self, keys: Iterable[FeedKey]) -> None:
        """Lets go of the frames of all other feeds."""
        wanted = set(keys)
        for key in [k for k in self._shown if k not in wanted]:
            del self._shown[key]


def arrived_at(frame: Frame) -> float:
    """Epoch s at which the frame's packet arrived."""
    return time.time() - (time.monotonic_ns() - frame.arrived_ns) / 1e9
