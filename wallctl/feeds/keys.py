"""What the wall asks of the feeds, and what it gets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from wallctl.domain.audio import Sounding
from wallctl.domain.geometry import Size
from wallctl.domain.plan import FeedSpec


class Mode(StrEnum):
    """PLAY decodes; WARM reads and keeps the packets since the last key frame, no more."""

    PLAY = "play"
    WARM = "warm"


class FeedKey(NamedTuple):
    """One stream of one source: there is one player for each on a node."""

    source: str
    stream: str  # "main" or "sub"


@dataclass(frozen=True, slots=True)
class Want:
    """How a feed shall be delivered.

    `size` is what the whole, uncropped picture shall measure in px when it reaches the ring;
    None is native. Pictures smaller than `size` arrive native: scaling up is the painter's.
    `max_fps` sheds frames before they are converted; 0 is all of them. `sound` says where it is
    heard; None: nowhere, and it is not decoded.
    """

    spec: FeedSpec
    mode: Mode = Mode.PLAY
    size: Size | None = None
    max_fps: float = 0.0
    sound: Sounding | None = None


class Frame(NamedTuple):
    """One picture in a shared slot: BGRX, 4 bytes a px, `stride` bytes a row, read only.
    (A tuple: there are hundreds a second. `data` is the same object each time its slot comes.)

    The mapping lives as long as `data` does; the pixels stay what they are until the next
    `acquire` of the same key. `arrived_ns` is the monotonic time its packet arrived, `native`
    the stream's own size, `opened` counts the openings of the feed, `number` its frames.
    """

    data: memoryview
    width: int
    height: int
    stride: int
    number: int
    arrived_ns: int
    native: Size
    opened: int
