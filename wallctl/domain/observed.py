"""What feeds and glass report. Never desired, never journalled; only this counts as proof."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Picture(StrEnum):
    """What a tile or feed shows."""

    OPENING = "opening"  # no frame yet
    LIVE = "live"  # new frames arrive
    STALE = "stale"  # last good frame, marked with its age
    SLATE = "slate"  # card with name, reason and since-when
    HELD = "held"  # stream is damaged: last good frame, marked
    SAFE = "safe"  # the safe picture covers it
    WARM = "warm"  # packets are read, nothing is decoded


class Reason(StrEnum):
    """Why a feed is not live. Words for it are made on the screens."""

    NONE = ""
    UNREACHABLE = "unreachable"  # nothing answers at the address
    REFUSED = "refused"  # the device refuses the connection
    AUTH = "auth"  # name or password is wrong
    NOT_FOUND = "not_found"  # the device has no such stream, file or page
    SILENT = "silent"  # connected, but no frame comes
    ENDED = "ended"  # the stream ended
    DAMAGED = "damaged"  # frames are broken
    FORMAT = "format"  # no player here can show it
    NO_RTSP_IN_VLC = "no_rtsp_in_vlc"  # this machine's libVLC is built without RTSP
    NO_PLAYER = "no_player"  # the player is not installed on the node
    CERTIFICATE = "certificate"  # a page's certificate is not trusted
    PAGE_ERROR = "page_error"  # a page did not load
    PAGE_CRASHED = "page_crashed"
    BUDGET = "budget"  # shed: over the decoder budget
    WORKER_LOST = "worker_lost"
    NO_SOURCE = "no_source"  # the plan names a source that is not there
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FeedFigures:
    """What one played stream measured. ms, fps, kbit/s.

    `since` is epoch s of the state; of a stale, held or slated picture that of the last good one.
    """

    source: str
    stream: str  # "main" or "sub"
    picture: Picture
    reason: Reason = Reason.NONE
    detail: str = ""  # the player's own words, without any address
    since: float = 0.0
    player: str = ""
    codec: str = ""
    width: int = 0
    height: int = 0
    connect_ms: float = 0.0
    fps: float = 0.0
    frame_age_ms: float = 0.0
    kbps: float = 0.0
    lost: int = 0  # packets or frames known lost since it was opened
    dropped: int = 0  # frames decoded but never painted
    frames: int = 0
    reconnects: int = 0
    sound: str = ""  # "" not asked for, "opening", "playing", "no_track", "no_sink", "no_way"
    sound_peak: float = 0.0  # of what its sound track gave in the last second, 1.0 is full scale
    node: str = ""  # filled in by the engine's side


@dataclass(frozen=True, slots=True)
class TileReport:
    """What one tile of the program shows on this node's glass."""

    tile: str
    source: str
    picture: Picture
    reason: Reason = Reason.NONE
    stream: str = ""
    age_ms: float = 0.0  # since the frame on the glass was received
    ms: float = 0.0  # from the plan's arrival to this tile's first new picture; 0 unknown


@dataclass(frozen=True, slots=True)
class WallReport:
    """What a node's glass shows of a wall: the serial that is on the glass, tile by tile.

    `windows` counts the outputs painted with this serial, `mapped` those of them that are
    mapped, exposed windows on their named screen. `skew_ms` is between first and last flush.
    """

    wall: str
    serial: int
    at: float
    outputs: int
    mapped: int
    skew_ms: float
    tiles: tuple[TileReport, ...]
    missing_screens: tuple[str, ...] = ()
    node: str = ""  # filled in by the engine's side


@dataclass(frozen=True, slots=True)
class Budget:
    """Decoder budget of a node, in megapixels decoded a second (H.264 on this machine)."""

    mpx_s: float
    used_mpx_s: float
    preview_mpx_s: float = 0.0
    shedding: str = ""  # "", "sub", "fps"


@dataclass(frozen=True, slots=True)
class ScreenSize:
    """A screen of a node: its place on the node's desktop, px, and its glass in mm (0 unknown)."""

    name: str
    x: int
    y: int
    w: int
    h: int
    mm_w: float = 0.0
    mm_h: float = 0.0


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """`screens` and `screen_sizes` are in one order: the numbers that identify shows."""

    node: str
    version: str
    at: float  # the node's own clock, epoch s
    offset_ms: float
    screens: tuple[str, ...]
    budget: Budget
    workers: int
    dropped: int
    screen_sizes: tuple[ScreenSize, ...] = ()


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What a source gave when it was tested."""

    ok: bool
    reason: Reason = Reason.NONE
    detail: str = ""
    first_picture_ms: float = 0.0
    codec: str = ""
    width: int = 0
    height: int = 0
    fps: float = 0.0
    player: str = ""


@dataclass(frozen=True, slots=True)
class PatrolState:
    """How the patrol in one program tile goes. `due_at` epoch s of the next change, 0 stopped.

    `stopped` says why it stands: "" it runs, "manual" somebody chose, "no_picture" none of its
    sources has one.
    """

    wall: str
    tile: str
    source: str
    next: str = ""
    due_at: float = 0.0
    stopped: str = ""
    skipped: tuple[str, ...] = ()  # sources without a picture in this round


@dataclass(frozen=True, slots=True)
class PtzPreset:
    """One of a camera's own memories (预置位), by its own number."""

    number: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class PtzState:
    """What the camera of a source can do. A source without one here has none (不支持).

    `available` is False where it has one that does not answer, `reason` says why.
    """

    source: str
    available: bool = True
    reason: Reason = Reason.NONE
    pan_tilt: bool = True
    zoom: bool = True
    presets: tuple[PtzPreset, ...] = ()
    moved_by: str = ""  # who moves it now; filled in by the engine


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether somebody is at the desk: input or a sign of presence within the set time."""

    attended: bool = False
    since: float = 0.0  # epoch s of the last change
    desks: tuple[str, ...] = ()  # users of desks that are connected


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something found on the network that could become a source. Never one by itself."""

    id: str
    how: str  # "onvif", "rtsp", or the family of the device that named it ("gb28181")
    name: str
    address: str  # without a password
    maker: str = ""
    model: str = ""
    at: float = 0.0
    code: str = ""  # 20 digits (GB/T 28181)
