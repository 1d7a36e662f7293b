"""What node and workers say to each other, as bytes. The first byte tells the kind.

Frames, segments and heartbeats are packed structs, all else is JSON. Orders may hold passwords:
they travel on this pipe only, never as arguments, environment or log.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass, fields
from typing import Any, NamedTuple

from wallctl.domain.audio import Sounding, SoundSend
from wallctl.domain.entities import Medium, PlayerChoice, PlayOptions, Transport
from wallctl.domain.geometry import Size
from wallctl.domain.observed import Picture, Reason
from wallctl.domain.plan import FeedSpec
from wallctl.feeds.keys import Mode

FRAME, SEGMENT, BEAT, SAY, ORDER = b"F", b"S", b"B", b"Y", b"O"
_FRAME = struct.Struct("<cIIBQII")
_SEGMENT = struct.Struct("<cIIBIIQ")
_BEAT = struct.Struct("<cI")
DETAIL_CHARS = 300


class Garbled(Exception):
    """A message that keeps no rule; the sender is not to be trusted further."""


class FrameHead(NamedTuple):
    """A picture lies in a slot of a segment. `native_*` in px, `arrived_ns` monotonic.
    (A tuple: there are hundreds a second.)"""

    feed: int
    segment: int
    slot: int
    arrived_ns: int
    native_w: int
    native_h: int


@dataclass(frozen=True, slots=True)
class SegmentHead:
    """A new segment, its descriptor beside the message: `slots` of `slot_bytes` each."""

    feed: int
    segment: int
    slots: int
    width: int
    height: int
    slot_bytes: int


@dataclass(frozen=True, slots=True)
class Beat:
    feed: int


@dataclass(frozen=True, slots=True)
class Said:
    """State and figures of a feed. Unknown figures are dropped, so are values of other types."""

    feed: int
    picture: Picture
    reason: Reason
    detail: str
    figures: dict[str, float | int | str]


@dataclass(frozen=True, slots=True)
class Open:
    """Play a feed. `stream` is main or sub, `player` the one chosen for it."""

    feed: int
    spec: FeedSpec
    stream: str = "main"
    size: Size | None = None
    max_fps: float = 0.0
    mode: Mode = Mode.PLAY
    player: str = ""
    sound: Sounding | None = None

    @property
    def address(self) -> str:
        """Where to open it; may hold a password."""
        return self.spec.sub if self.stream == "sub" and self.spec.sub else self.spec.main


@dataclass(frozen=True, slots=True)
class Change:
    """Deliver a playing feed otherwise."""

    feed: int
    size: Size | None = None
    max_fps: float = 0.0
    mode: Mode = Mode.PLAY
    sound: Sounding | None = None


@dataclass(frozen=True, slots=True)
class Close:
    feed: int


@dataclass(frozen=True, slots=True)
class Quit:
    """End the process."""


Order = Open | Change | Close | Quit
FromWorker = FrameHead | SegmentHead | Beat | Said


def pack_frame(head: FrameHead | tuple[int, int, int, int, int, int]) -> bytes:
    return _FRAME.pack(FRAME, *head)


def pack_segment(head: SegmentHead) -> bytes:
    return _SEGMENT.pack(
        SEGMENT, head.feed, head.segment, head.slots, head.width, head.height, head.slot_bytes
    )


def pack_beat(feed: int) -> bytes:
    return _BEAT.pack(BEAT, feed)


def pack_said(said: Said) -> bytes:
    body = {
        "feed": said.feed,
        "picture": said.picture,
        "reason": said.reason,
        "detail": said.detail[:DETAIL_CHARS],
        "figures": said.figures,
    }
    return SAY + json.dumps(body, ensure_ascii=False).encode()


def pack_order(order: Order) -> bytes:
    body = asdict(order) | {"order": type(order).__name__}
    return ORDER + json.dumps(body, ensure_ascii=False).encode()


def unpack_from_worker(data: bytes) -> FromWorker:
    """Raises Garbled."""
    try:
        kind = data[:1]
        if kind == FRAME:
            return FrameHead._make(_FRAME.unpack(data)[1:])
        if kind == SEGMENT:
            return SegmentHead(*_SEGMENT.unpack(data)[1:])
        if kind == BEAT:
            return Beat(_BEAT.unpack(data)[1])
        if kind == SAY:
            body = json.loads(data[1:])
            figures = {
                str(k): v for k, v in body["figures"].items() if isinstance(v, (int, float, str))
            }
            return Said(
                int(body["feed"]),
                Picture(body["picture"]),
                Reason(body["reason"]),
                str(body["detail"])[:DETAIL_CHARS],
                figures,
            )
    except (struct.error, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Garbled(type(error).__name__) from error
    raise Garbled("unknown kind")


def unpack_to_worker(data: bytes) -> Order:
    """Raises Garbled."""
    try:
        if data[:1] == ORDER:
            return _order(json.loads(data[1:]))
    except (struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Garbled(type(error).__name__) from error
    raise Garbled("unknown kind")


def _order(body: dict[str, Any]) -> Order:
    kind = body.pop("order")
    if kind == "Quit":
        return Quit()
    if kind == "Close":
        return Close(body["feed"])
    size = Size(**body["size"]) if body["size"] else None
    body |= {"size": size, "mode": Mode(body["mode"]), "sound": _sound(body.get("sound"))}
    if kind == "Change":
        return Change(**body)
    return Open(**body | {"spec": _spec(body["spec"])})


def _sound(body: dict[str, Any] | None) -> Sounding | None:
    if body is None:
        return None
    return Sounding(**body | {"sends": tuple(SoundSend(**send) for send in body["sends"])})


def _spec(body: dict[str, Any]) -> FeedSpec:
    options = body.pop("options")
    options |= {"size": Size(**options["size"]), "transport": Transport(options["transport"])}
    known = {f.name for f in fields(PlayOptions)}
    made = PlayOptions(**{k: v for k, v in options.items() if k in known})
    body |= {"medium": Medium(body["medium"]), "player": PlayerChoice(body["player"])}
    return FeedSpec(**body, options=made)
