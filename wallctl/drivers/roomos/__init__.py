"""Cisco room terminals (思科会议终端): Room, Board and Desk, and the SX, MX, DX of before.

Makers and models: Cisco, whatever runs RoomOS or CE 9.7 and later, by JSON-RPC over a WebSocket.
Capabilities: standby (power), volume, mute of loudspeaker and microphones, the call; dialling,
answering and hanging up as momentary acts. What changes is told by the terminal itself.
Manual: Cisco "xAPI over WebSocket", D15427.02, August 2019 (p. 8 connection, p. 9-16 JSON-RPC);
names of commands and states from "Collaboration Endpoint Software API Reference Guide" CE9.
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import ActSpec, Capability, Point, Text
from wallctl.drivers.roomos.diff import diff
from wallctl.drivers.roomos.state import points
from wallctl.ports.driver import Connection, Family, Means, Pace

TIMEOUT_S = 3.0


def connect(options: Options, means: Means) -> Connection:
    from wallctl.drivers.roomos.connection import RoomosConnection

    return RoomosConnection(options, means, TIMEOUT_S)


def pace(options: Options) -> Pace:
    return Pace(gap_s=0.05, poll_s=float(options["poll_s"]), timeout_s=TIMEOUT_S, readback_s=0.3)


FAMILY = Family(
    FamilyCard(
        "roomos",
        Text("思科会议终端（RoomOS）", "Cisco room terminal (RoomOS)"),
        "Cisco",
        "xAPI over WebSocket D15427.02 (August 2019)",
        (Capability.POWER, Capability.LEVEL, Capability.MUTE, Capability.CALL, Capability.SENSOR),
        (
            Option("host", OptionKind.HOST, Text("地址", "Address"), required=True),
            Option("port", OptionKind.PORT, Text("端口", "Port"), 443),
            Option("tls", OptionKind.SWITCH, Text("加密", "Enciphered"), True),
            Option(
                "user",
                OptionKind.TEXT,
                Text("用户名", "User"),
                "admin",
                hint=Text("终端须启用 WebSocket", "WebSocket must be on at the terminal"),
            ),
            Option("password", OptionKind.SECRET, Text("密码", "Password")),
            Option(
                "poll_s",
                OptionKind.NUMBER,
                Text("查询间隔", "Time between queries"),
                10,
                low=0.5,
                high=300,
                unit="s",
            ),
        ),
        (
            ActSpec(
                "dial",
                Text("呼叫", "Dial"),
                Point("to", Capability.CALL, Text("号码或地址", "Number or address")),
            ),
            ActSpec("answer", Text("接听", "Answer")),
            ActSpec("hangup", Text("挂断", "Hang up")),
        ),
    ),
    points,
    diff,
    connect,
    pace,
)
