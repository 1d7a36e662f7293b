"""ONVIF cameras (ONVIF 摄像机): fixed and moving ones of nearly every maker, by SOAP over HTTP.

Makers and models: whatever conforms to Profile S or T (Hikvision, Dahua, Uniview, Axis, Sony).
Capabilities: where it looks (sensors) and how close (level), moving, presets and home as momentary
acts, motion and tampering as the camera reports them; its streams become proposals of sources.
Manual: ONVIF Core, Media, PTZ and Event Service Specification 23.06 (onvif.org/specs): PTZ 5.3
(move operations), 5.4 (presets), Core 9.1 (pull points), Media 5.15 (stream URI).

Spoken by onveef; nothing is repeated by it, and no connection is kept between two requests.
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import Capability, Text
from wallctl.domain.devices.ptz import ACTS
from wallctl.domain.observed import Proposal
from wallctl.drivers.onvif.diff import diff
from wallctl.drivers.onvif.state import points
from wallctl.ports.driver import Connection, Family, Means, Pace

TIMEOUT_S = 4.0


def connect(options: Options, means: Means) -> Connection:
    from wallctl.drivers.onvif.connection import OnvifConnection

    return OnvifConnection(options, means, TIMEOUT_S)


def pace(options: Options) -> Pace:
    return Pace(gap_s=0.02, poll_s=float(options["poll_s"]), timeout_s=TIMEOUT_S, readback_s=0.5)


async def find(options: Options, means: Means) -> tuple[Proposal, ...]:
    """Its streams. Raises DeviceError."""
    from wallctl.drivers.onvif.connection import OnvifConnection
    from wallctl.drivers.onvif.proposing import proposals

    connection = OnvifConnection(options, means, TIMEOUT_S)
    try:
        return proposals((await connection.open()).info)
    finally:
        await connection.close()


FAMILY = Family(
    FamilyCard(
        "onvif",
        Text("ONVIF 摄像机", "ONVIF camera"),
        "Hikvision, Dahua, Uniview, Axis, Sony",
        "ONVIF Core, Media, PTZ and Event Service Specification 23.06",
        (Capability.PTZ, Capability.PRESET, Capability.LEVEL, Capability.SENSOR),
        (
            Option("host", OptionKind.HOST, Text("地址", "Address"), required=True),
            Option("port", OptionKind.PORT, Text("端口", "Port"), 80),
            Option("tls", OptionKind.SWITCH, Text("HTTPS", "HTTPS"), False),
            Option(
                "path",
                OptionKind.TEXT,
                Text("服务路径", "Path of the service"),
                "/onvif/device_service",
                required=True,
            ),
            Option("user", OptionKind.TEXT, Text("用户名", "User"), "admin"),
            Option(
                "password",
                OptionKind.SECRET,
                Text("密码", "Password"),
                hint=Text(
                    "部分机型需在摄像机上另建 ONVIF 用户",
                    "Some cameras want a user of their own for ONVIF",
                ),
            ),
            Option(
                "poll_s",
                OptionKind.NUMBER,
                Text("查询间隔", "Time between queries"),
                5,
                low=0.5,
                high=300,
                unit="s",
            ),
        ),
        ACTS,
    ),
    points,
    diff,
    connect,
    pace,
    find,
)
