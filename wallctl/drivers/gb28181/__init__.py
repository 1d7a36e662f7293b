"""A GB/T 28181 platform, asked through the REST interface of WVP (wvp-GB28181-pro) in front of
ZLMediaKit: catalogue, streams, moving cameras. SIP itself is the platform's.

Makers and models: wvp-GB28181-pro 2.6 and 2.7, and platforms that copied its interface.
Capabilities: counts, each camera online or not (sensor), its stream drawn or not (switch), PTZ and
presets as momentary acts whose `key` is the camera's point. Cameras become proposals of sources.
Manual: wvp-GB28181-pro (github.com/648540858/wvp-GB28181-pro), its classes in gb28181/controller:
DeviceQuery, PlayController, PtzController (first under /api/ptz, later under /api/front-end), and
UserController; replies as vmanager/bean/WVPResult and StreamContent. The stream's address is
ZLMediaKit's: rtsp://MEDIA/rtp/DEVICE_CHANNEL.

A proposal's address plays without a stream drawn before where the platform starts streams on demand
(user-settings.auto-apply-play: true); else switch the camera's stream on.
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import ActSpec, Capability, Choice, Point, Text
from wallctl.domain.devices.ptz import ACTS, HOME
from wallctl.domain.observed import Proposal
from wallctl.drivers.gb28181.diff import diff
from wallctl.drivers.gb28181.state import points
from wallctl.ports.driver import Connection, Family, Means, Pace

_MOVES = (
    ("left", "左", "Left"),
    ("right", "右", "Right"),
    ("up", "上", "Up"),
    ("down", "下", "Down"),
    ("upleft", "左上", "Up left"),
    ("upright", "右上", "Up right"),
    ("downleft", "左下", "Down left"),
    ("downright", "右下", "Down right"),
    ("zoomin", "拉近", "Closer"),
    ("zoomout", "拉远", "Wider"),
    ("stop", "停止", "Stop"),
)
CARD = FamilyCard(
    name="gb28181",
    title=Text("国标平台(GB/T 28181)", "GB/T 28181 platform"),
    makers="WVP / ZLMediaKit",
    manual="wvp-GB28181-pro 2.6 to 2.7, REST interface",
    capabilities=(Capability.SENSOR, Capability.SWITCH, Capability.PTZ),
    options=(
        Option("host", OptionKind.HOST, Text("平台地址", "Platform"), required=True),
        Option("port", OptionKind.PORT, Text("端口", "Port"), 18080),
        Option("tls", OptionKind.SWITCH, Text("HTTPS", "HTTPS"), False),
        Option("user", OptionKind.TEXT, Text("用户名", "User"), "admin"),
        Option("password", OptionKind.SECRET, Text("密码", "Password")),
        Option(
            "interface",
            OptionKind.CHOICE,
            Text("云台接口", "Interface for PTZ"),
            "front-end",
            choices=(
                Choice("front-end", Text("/api/front-end(新)", "/api/front-end (newer)")),
                Choice("ptz", Text("/api/ptz(旧)", "/api/ptz (older)")),
            ),
        ),
        Option(
            "media_host",
            OptionKind.HOST,
            Text("流媒体地址", "Media server"),
            hint=Text("空=与平台相同", "empty: the platform's"),
        ),
        Option("media_port", OptionKind.PORT, Text("RTSP 端口", "RTSP port"), 554),
        Option(
            "poll_s",
            OptionKind.NUMBER,
            Text("读取间隔", "Polling interval"),
            15.0,
            low=0.5,
            high=600,
            unit="s",
        ),
    ),
    acts=(
        ActSpec(
            "ptz",
            Text("云台", "Move the camera"),
            Point(
                "move",
                Capability.PTZ,
                Text("方向", "Direction"),
                choices=tuple(Choice(word, Text(zh, en)) for word, zh, en in _MOVES),
            ),
        ),
        ActSpec(
            "preset",
            Text("调用预置位", "Recall a preset"),
            Point("number", Capability.PRESET, Text("编号", "Number"), low=1, high=255),
        ),
        *(one for one in ACTS if one.name != HOME),
    ),
)


def connect(options: Options, means: Means) -> Connection:
    from wallctl.drivers.gb28181.connection import PlatformConnection

    return PlatformConnection(options, means)


def pace(options: Options) -> Pace:
    # A stream is drawn through SIP: the platform answers when it flows.
    return Pace(poll_s=float(options["poll_s"]), timeout_s=5.0, readback_s=0.5)


async def find(options: Options, means: Means) -> tuple[Proposal, ...]:
    """Every camera of its catalogue. Raises DeviceError."""
    from wallctl.drivers.gb28181.connection import PlatformConnection
    from wallctl.drivers.gb28181.proposing import proposals

    connection = PlatformConnection(options, means)
    try:
        await connection.open()
        return proposals(connection.cameras(), options)
    finally:
        await connection.close()


FAMILY = Family(CARD, points, diff, connect, pace, find)
