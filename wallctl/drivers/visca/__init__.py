"""Moving cameras that speak VISCA over IP (云台摄像机): Sony BRC and SRG, and many made in China
(Minrray, VHD, Everet, AVIPAS and others), by datagrams.

Power, zoom, automatic focus; where it looks; moving, presets and home as momentary acts.

Manual: Sony "SRG-300H Command List", "VISCA over IP" p. 31 (the header; the same in "BRC-X400
Command List" p. 10); Sony "BRC-H700 Command List" p. 12 (pan, tilt), "BRC-300 Command List" p. 14
(inquiries), "EVI-D100" p. 23 (ACK, completion, errors); none of them bears a version. Cameras
without Sony's header (UDP 1259) take the same messages bare.
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import Capability, Text
from wallctl.domain.devices.ptz import ACTS
from wallctl.drivers.visca.diff import diff
from wallctl.drivers.visca.state import points
from wallctl.ports.driver import Connection, Family, Means, Pace

TIMEOUT_S = 2.0


def connect(options: Options, means: Means) -> Connection:
    from wallctl.drivers.visca.connection import ViscaConnection

    return ViscaConnection(options, means, TIMEOUT_S)


def pace(options: Options) -> Pace:
    return Pace(gap_s=0.02, poll_s=float(options["poll_s"]), timeout_s=TIMEOUT_S, readback_s=0.3)


FAMILY = Family(
    FamilyCard(
        "visca",
        Text("云台摄像机（VISCA over IP）", "PTZ camera (VISCA over IP)"),
        "Sony, Minrray, VHD, Everet, AVIPAS",
        "Sony SRG-300H, BRC-X400, BRC-H700, BRC-300 and EVI-D100 command lists",
        (
            Capability.PTZ,
            Capability.PRESET,
            Capability.POWER,
            Capability.LEVEL,
            Capability.SWITCH,
            Capability.SENSOR,
        ),
        (
            Option("host", OptionKind.HOST, Text("地址", "Address"), required=True),
            Option("port", OptionKind.PORT, Text("端口", "Port"), 52381),
            Option(
                "header",
                OptionKind.SWITCH,
                Text("带报文头（Sony）", "With header (Sony)"),
                True,
                hint=Text(
                    "部分国产机型不带报文头，端口 1259", "Some makers have none, at port 1259"
                ),
            ),
            Option(
                "zoom_high",
                OptionKind.INTEGER,
                Text("变倍最大值", "Highest zoom"),
                16384,
                low=1,
                high=31424,
                hint=Text("光学变倍到头为 16384", "16384 is the end of optical zoom"),
            ),
            Option(
                "poll_s",
                OptionKind.NUMBER,
                Text("查询间隔", "Time between queries"),
                5,
                low=1,
                high=300,
                unit="s",
            ),
        ),
        ACTS,
        says_lines=True,
    ),
    points,
    diff,
    connect,
    pace,
)
