"""What an engine and a wall node say to each other over `WS /api/v1/node`.

Text frames hold one of these messages as JSON, told apart by `type`. A binary frame is one
picture: 4 bytes big-endian length of a JSON `PictureHead`, the head, then the encoded bytes.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from wallctl.domain.observed import FeedFigures, NodeStatus, ProbeResult, WallReport
from wallctl.domain.plan import FeedSpec, NodePlan
from wallctl.wire.version import PROTOCOL


class Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class NodeHello(Message):
    """First word of the node. `holding` is the plan revision it shows, 0 for none."""

    type: Literal["hello"] = "hello"
    protocol: str = PROTOCOL
    node: str
    version: str
    screens: tuple[str, ...] = ()
    holding: int = 0
    token: str = ""


class Welcome(Message):
    """The engine's answer. `at` is its clock (epoch s), to measure the offset."""

    type: Literal["welcome"] = "welcome"
    protocol: str = PROTOCOL
    room: str
    at: float


class Goodbye(Message):
    """The engine refuses the node, e.g. code `protocol` with both versions in the text."""

    type: Literal["goodbye"] = "goodbye"
    code: str
    message: str


class Plan(Message):
    type: Literal["plan"] = "plan"
    plan: NodePlan


class Wanted(Message):
    """One stream of pictures the engine wants. kind: program, preview (id = wall), thumbnail
    (id = source). `width` px of the JPEG; `fps` at most; fps 0 ends it."""

    kind: Literal["program", "preview", "thumbnail"]
    id: str
    width: int
    fps: float


class Wants(Message):
    """All streams wanted from now on; what is not named ends. Thumbnails bring their feeds."""

    type: Literal["wants"] = "wants"
    wanted: tuple[Wanted, ...]
    feeds: tuple[FeedSpec, ...] = ()


class SnapshotAsk(Message):
    """Wants one lossless picture (PNG) of a wall, answered by a picture with this `ask`."""

    type: Literal["snapshot"] = "snapshot"
    ask: str
    kind: Literal["program", "preview"]
    id: str


class ProbeAsk(Message):
    type: Literal["probe"] = "probe"
    ask: str
    feed: FeedSpec
    timeout_s: float = 10.0


class Identify(Message):
    """Without a wall, each screen of the node shows its own number."""

    type: Literal["identify"] = "identify"
    wall: str
    seconds: float


class Ping(Message):
    """Sent by the engine each second; the node answers Pong at once."""

    type: Literal["ping"] = "ping"
    at: float


class Pong(Message):
    type: Literal["pong"] = "pong"
    at: float
    node_at: float


class Reported(Message):
    """A wall's state on the glass: after each new serial, after each change, at least every 2 s."""

    type: Literal["wall"] = "wall"
    report: WallReport


class Figures(Message):
    """All feeds of the node, each second."""

    type: Literal["figures"] = "figures"
    feeds: tuple[FeedFigures, ...]
    status: NodeStatus


class Probed(Message):
    type: Literal["probed"] = "probed"
    ask: str
    result: ProbeResult


class Failed(Message):
    """An ask that the node could not carry out."""

    type: Literal["failed"] = "failed"
    ask: str
    code: str


class PictureHead(Message):
    """`serial`: program serial or preview revision on the picture. `at`: node's epoch s."""

    kind: Literal["program", "preview", "thumbnail"]
    id: str
    format: Literal["jpeg", "png"]
    width: int
    height: int
    serial: int = 0
    at: float
    ask: str = ""


FromEngine = Annotated[
    Welcome | Goodbye | Plan | Wants | SnapshotAsk | ProbeAsk | Identify | Ping,
    Field(discriminator="type"),
]
FromNode = Annotated[
    NodeHello | Pong | Reported | Figures | Probed | Failed, Field(discriminator="type")
]
FROM_ENGINE: TypeAdapter[FromEngine] = TypeAdapter(FromEngine)
FROM_NODE: TypeAdapter[FromNode] = TypeAdapter(FromNode)


def pack_picture(head: PictureHead, data: bytes) -> bytes:
    text = head.model_dump_json().encode()
    return len(text).to_bytes(4, "big") + text + data


def unpack_picture(frame: bytes) -> tuple[PictureHead, bytes]:
    """The head and the encoded picture. Raises ValueError for a frame that is none."""
    if len(frame) < 4 or len(frame) < 4 + (n := int.from_bytes(frame[:4], "big")):
        raise ValueError("picture frame is cut short")
    return PictureHead.model_validate_json(frame[4 : 4 + n]), frame[4 + n :]
