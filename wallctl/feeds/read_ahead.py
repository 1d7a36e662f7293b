"""Reads a little further than the pictures are, where a source comes faster than life: sound that
lies behind its picture in the file is there in time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from av.packet import Packet

from wallctl.feeds.pace import Pace

LEAD_S = 0.3
_AGAIN_S = 1.0


def read_ahead(
    packets: Iterator[Packet[Any]],
    *,
    picture: Callable[[Packet[Any]], bool],
    seconds: Callable[[Packet[Any]], float | None],
    pace: Pace,
) -> Iterator[Packet[Any]]:
    """The same packets, those of sound up to LEAD_S sooner. A picture that comes is due, or the
    one that waits longest: `pace` waits for it."""
    waiting: deque[tuple[float, Packet[Any]]] = deque()
    for packet in packets:
        if not picture(packet):
            yield packet
            continue
        at = seconds(packet)
        if at is None:
            yield packet
            continue
        again = bool(waiting) and at < waiting[-1][0] - _AGAIN_S
        waiting.append((at, packet))
        newest = 1 if again else 0  # what begins anew waits for the end of what was
        while len(waiting) > newest and (
            again or pace.is_due(waiting[0][0]) or at - waiting[0][0] > LEAD_S
        ):
            yield waiting.popleft()[1]
    while waiting:
        yield waiting.popleft()[1]
