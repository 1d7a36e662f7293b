"""What a show is made of. Each entity is whole, frozen, and has a string `id`.

Sizes are canvas px, times are seconds since the epoch (UTC) unless a name says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wallctl.domain.alarms import AlarmMark
from wallctl.domain.audio import AudioBus, AudioFollow, AudioInput, SourceSound
from wallctl.domain.control.automation import Schedule, Trigger
from wallctl.domain.control.power import PowerPlan
from wallctl.domain.control.steps import ControlStep, OnFailure, Sequence
from wallctl.domain.devices.entities import Behind, Desired, Device, DevicePort
from wallctl.domain.geometry import NO_CROP, Crop, Fit, Rect, Size
from wallctl.domain.people import User
from wallctl.domain.shift import Handover, Note, Request, Situation


class Kind(StrEnum):
    """The kinds of entities a show holds; also the `entity` of a change on the wire."""

    ROOM = "room"
    WALL = "wall"
    OUTPUT = "output"
    SOURCE = "source"
    TILE = "tile"
    PREVIEW = "preview"
    PROGRAM = "program"
    SCENE = "scene"
    OVERLAY = "overlay"
    TEMPLATE = "template"
    VERSION = "version"
    USER = "user"
    ALARM = "alarm"
    REQUEST = "request"
    NOTE = "note"
    HANDOVER = "handover"
    SITUATION = "situation"
    AUDIO_BUS = "audio_bus"
    AUDIO_INPUT = "audio_input"
    AUDIO_FOLLOW = "audio_follow"
    SOURCE_SOUND = "source_sound"
    DEVICE = "device"
    DESIRED = "desired"
    BEHIND = "behind"
    SEQUENCE = "sequence"
    SCHEDULE = "schedule"
    TRIGGER = "trigger"
    POWER = "power"


class Medium(StrEnum):
    """How a source is played: decides which worker takes it."""

    STREAM = "stream"  # RTSP, RTMP, UDP/RTP, HTTP, HLS, SRT, files
    CAPTURE = "capture"  # V4L2 card
    WEB = "web"
    IMAGE = "image"
    PDF = "pdf"
    TEXT = "text"
    CLOCK = "clock"
    BARS = "bars"


class SourceKind(StrEnum):
    """What a source is to the people in the room; the first level of the source tree."""

    BODY = "body"  # 单兵
    BALL = "ball"  # 布控球
    DRONE = "drone"  # 无人机
    SATELLITE = "satellite"  # 卫星便携站
    LOOKOUT = "lookout"  # 高空瞭望
    VEHICLE = "vehicle"  # 指挥车
    CAMERA = "camera"  # 固定监控
    CONFERENCE = "conference"  # 视频会商
    BUSINESS = "business"  # 业务系统
    MATRIX = "matrix"  # 坐席与矩阵输入
    DOCUMENT = "document"  # 图片 文档 字幕


class Carrier(StrEnum):
    """The network a source comes by; decides how soon silence is called stale."""

    COMMAND = "command"  # 指挥信息网
    GOVERNMENT = "government"  # 政务外网
    SHILIAN = "shilian"  # 视联网
    SATELLITE = "satellite"  # 卫星
    WIRELESS = "wireless"  # 无线
    LOCAL = "local"  # 本地


STALE_AFTER_S = {Carrier.SATELLITE: 8.0, Carrier.WIRELESS: 5.0}
STALE_AFTER_WIRED_S = 2.0
SLATE_AFTER_STALE_S = 10.0


def stale_after_s(carrier: Carrier) -> float:
    """Seconds without a new frame after which a tile is marked stale."""
    return STALE_AFTER_S.get(carrier, STALE_AFTER_WIRED_S)


class PlayerChoice(StrEnum):
    AUTO = "auto"
    FFMPEG = "ffmpeg"
    VLC = "vlc"


class Transport(StrEnum):
    """RTSP lower transport; AUTO tries TCP first, then UDP."""

    AUTO = "auto"
    TCP = "tcp"
    UDP = "udp"


@dataclass(frozen=True, slots=True)
class Room:
    id: str
    name: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Wall:
    """Displays used as one picture. `safe` shows the safe picture, `visit` hides fault words."""

    id: str
    room: str
    name: str
    canvas: Size
    name_en: str = ""
    labels: bool = True
    visit: bool = False
    safe: bool = False
    background: str = ""  # image file or colour "#rrggbb"; empty is the built-in background
    safe_picture: str = ""  # image file or colour; empty is the built-in safe picture
    fade_ms: int = 0  # default transition of a take; 0 is a cut
    testcard: bool = False  # grid, circles and names of the outputs cover the program
    made_here: bool = False  # by wall.add, not named by the site file


@dataclass(frozen=True, slots=True)
class Output:
    """One signal from a node to one display: a rectangle of the canvas on a screen.

    `window` scales the output down into a window of that size (laptop, demo); None is a
    borderless full-screen window on the screen named `screen`.
    `rotation` is clockwise in degrees: 0, 90, 180 or 270.
    """

    id: str
    wall: str
    node: str
    rect: Rect
    screen: str = ""
    rotation: int = 0
    window: Rect | None = None
    name: str = ""
    content: bool = False  # feeds a conference terminal's content input (会议双流)


@dataclass(frozen=True, slots=True)
class PlayOptions:
    """How a source is played or drawn; a medium ignores what is not its own."""

    transport: Transport = Transport.AUTO
    vlc: str = ""  # extra libVLC options, space separated
    size: Size = Size(1280, 720)  # the page's or card's own size, px (web, text, clock, bars)
    fps: float = 5.0  # grabs a second at most (web, pdf, clock)
    refresh_s: float = 0.0  # reload a page this often; 0 never
    zoom: float = 1.0
    scroll_x: int = 0  # px
    scroll_y: int = 0
    page: int = 1  # PDF page, from 1
    dwell_s: float = 0.0  # PDF: seconds a page; 0 stays on `page`
    text: str = ""
    ink: str = "#F2F4F7"
    paper: str = "#14171C"
    ignore_tls: bool = False  # show a page whose certificate is not trusted


@dataclass(frozen=True, slots=True)
class Source:
    """Anything that can be shown. Addresses hold no password: that is in `secret`, sealed."""

    id: str
    name: str
    medium: Medium
    main: str = ""
    sub: str = ""
    name_en: str = ""
    kind: SourceKind = SourceKind.CAMERA
    department: str = ""
    carrier: Carrier = Carrier.LOCAL
    place: str = ""
    player: PlayerChoice = PlayerChoice.AUTO
    options: PlayOptions = PlayOptions()
    tags: tuple[str, ...] = ()
    backup: str = ""  # id of the source shown instead in visit mode
    secret: str = ""  # sealed by the store's key; "sealed" is all the outside sees
    code: str = ""  # the device's 20-digit code, as text (GB/T 28181)
    port: DevicePort | None = None  # the input of a matrix or processor it is plugged into
    camera: str = ""  # the device that moves it (云台): its id, or "DEVICE/KEY" of one of many


@dataclass(frozen=True, slots=True)
class Patrol:
    """Sources shown in turn in one tile, `dwell_s` each (轮巡).

    `stopped`: somebody chose one of them by hand; the tile stays on it until the patrol is
    resumed. Only a program's patrol is ever stopped.
    """

    sources: tuple[str, ...]
    dwell_s: float = 10.0
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """One source placed on a canvas. As an entity it is part of its wall's preview."""

    id: str
    wall: str
    source: str
    rect: Rect
    z: int = 0
    crop: Crop = NO_CROP
    fit: Fit = Fit.CONTAIN
    border: int = 0  # canvas px
    border_color: str = "#7A8494"
    title: str = ""  # replaces the source's name on the label
    locked: bool = False
    patrol: Patrol | None = None  # `source` is the one it starts with, or stands on


@dataclass(frozen=True, slots=True)
class Preview:
    """What is being prepared on a wall beside its tiles: the scene it came from. id = wall."""

    id: str
    scene: str = ""


@dataclass(frozen=True, slots=True)
class PastProgram:
    """A program that the glass confirmed, kept for restore."""

    tiles: tuple[Tile, ...]
    scene: str = ""
    full: str = ""
    under: tuple[Tile, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """What a wall shall show: one frozen layout, set by take. id = wall.

    `serial` is the revision that set it; `confirmed` is set once the glass said done.
    `full` is the tile shown on the full wall, `under` the layout to go back to.
    """

    id: str
    tiles: tuple[Tile, ...] = ()
    scene: str = ""
    serial: int = 0
    at: float = 0.0
    by: str = ""
    fade_ms: int = 0
    confirmed: bool = False
    full: str = ""
    under: tuple[Tile, ...] = ()
    history: tuple[PastProgram, ...] = ()  # newest last


@dataclass(frozen=True, slots=True)
class SceneLayout:
    wall: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything recallable under one name. `number` 1-9 is its key, 0 has none."""

    id: str
    name: str
    name_en: str = ""
    number: int = 0
    category: str = ""
    layouts: tuple[SceneLayout, ...] = ()
    locked: bool = False
    note: str = ""
    sensitive: bool = False  # not for visitors: never live on a wall in visit mode
    steps: tuple[ControlStep, ...] = ()  # done when it is recalled live
    on_failure: OnFailure = OnFailure.GO_ON


@dataclass(frozen=True, slots=True)
class SceneVersion:
    """A scene as it was before a change. `number` counts from 1; id = SCENE@NUMBER.

    `at` and `by` are of the change that ended it.
    """

    id: str
    scene: str
    number: int
    at: float
    by: str
    name: str
    layouts: tuple[SceneLayout, ...] = ()
    note: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """An empty layout of one's own: cells on a canvas of that size, scaled to any other."""

    id: str
    name: str
    canvas: Size
    cells: tuple[Rect, ...]
    name_en: str = ""


class Edge(StrEnum):
    TOP = "top"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class Notice:
    """Scrolling notice (滚动字幕): height in canvas px, speed in px/s; 0 stands still."""

    text: str = ""
    on: bool = False
    edge: Edge = Edge.BOTTOM
    height: int = 96
    speed: int = 160
    ink: str = "#FFFFFF"
    paper: str = "#10203A"


@dataclass(frozen=True, slots=True)
class Banner:
    """Standing title across the wall (横幅)."""

    text: str = ""
    on: bool = False
    edge: Edge = Edge.TOP
    height: int = 120
    ink: str = "#FFFFFF"
    paper: str = "#8E1B1B"


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture laid above the tiles (台标)."""

    file: str = ""
    on: bool = False
    rect: Rect = Rect(40, 40, 240, 120)


@dataclass(frozen=True, slots=True)
class WallClock:
    on: bool = False
    rect: Rect = Rect(0, 0, 480, 120)


@dataclass(frozen=True, slots=True)
class Overlay:
    """What lies above the tiles of a wall and survives takes. id = wall."""

    id: str
    notice: Notice = Notice()
    banner: Banner = Banner()
    logo: Logo = Logo()
    clock: WallClock = WallClock()


Entity = (
    Room
    | Wall
    | Output
    | Source
    | Tile
    | Preview
    | Program
    | Scene
    | Overlay
    | Template
    | SceneVersion
    | User
    | AlarmMark
    | Request
    | Note
    | Handover
    | Situation
    | AudioBus
    | AudioInput
    | AudioFollow
    | SourceSound
    | Device
    | Desired
    | Behind
    | Sequence
    | Schedule
    | Trigger
    | PowerPlan
)

TYPE_OF: dict[Kind, type[Entity]] = {
    Kind.ROOM: Room,
    Kind.WALL: Wall,
    Kind.OUTPUT: Output,
    Kind.SOURCE: Source,
    Kind.TILE: Tile,
    Kind.PREVIEW: Preview,
    Kind.PROGRAM: Program,
    Kind.SCENE: Scene,
    Kind.OVERLAY: Overlay,
    Kind.TEMPLATE: Template,
    Kind.VERSION: SceneVersion,
    Kind.USER: User,
    Kind.ALARM: AlarmMark,
    Kind.REQUEST: Request,
    Kind.NOTE: Note,
    Kind.HANDOVER: Handover,
    Kind.SITUATION: Situation,
    Kind.AUDIO_BUS: AudioBus,
    Kind.AUDIO_INPUT: AudioInput,
    Kind.AUDIO_FOLLOW: AudioFollow,
    Kind.SOURCE_SOUND: SourceSound,
    Kind.DEVICE: Device,
    Kind.DESIRED: Desired,
    Kind.BEHIND: Behind,
    Kind.SEQUENCE: Sequence,
    Kind.SCHEDULE: Schedule,
    Kind.TRIGGER: Trigger,
    Kind.POWER: PowerPlan,
}
KIND_OF: dict[type[Any], Kind] = {t: k for k, t in TYPE_OF.items()}
