"""Projectors and displays that speak PJLink (投影机): Epson, Panasonic, Sony, NEC, Christie, Barco,
BenQ, Hitachi, Sharp and many made in China; class 1 and 2.

Power with warming and cooling, input, picture and sound mute, freeze (class 2), lamp and filter
hours, faults; loudspeaker volume by steps as momentary acts (class 2: it cannot be read).

Manual: JBMIA "PJLink Specifications", version 1.04 (class 1, 2013-12-10) §4 and version 2.00
(class 2, 2017-01-31) §4-5. The library aiopjlink2 speaks it, with one connection for each command:
many projectors take only one at a time and close it after 30 s.
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import ActSpec, Capability, Text
from wallctl.drivers.pjlink.diff import diff
from wallctl.drivers.pjlink.state import DOWN, UP, points
from wallctl.ports.driver import Connection, Family, Means, Pace

TIMEOUT_S = 4.0


def connect(options: Options, means: Means) -> Connection:
    from wallctl.drivers.pjlink.connection import PjlinkConnection

    return PjlinkConnection(options, means, TIMEOUT_S)


def pace(options: Options) -> Pace:
    return Pace(gap_s=0.05, poll_s=float(options["poll_s"]), timeout_s=TIMEOUT_S, readback_s=0.5)


FAMILY = Family(
    FamilyCard(
        "pjlink",
        Text("投影机（PJLink）", "Projector (PJLink)"),
        "Epson, Panasonic, Sony, NEC, Christie, Barco, BenQ, Hitachi, Sharp",
        "JBMIA PJLink Specifications 1.04 (2013) / 2.00 (2017)",
        (
            Capability.POWER,
            Capability.INPUT,
            Capability.MUTE,
            Capability.SWITCH,
            Capability.SENSOR,
        ),
        (
            Option("host", OptionKind.HOST, Text("地址", "Address"), required=True),
            Option("port", OptionKind.PORT, Text("端口", "Port"), 4352),
            Option("password", OptionKind.SECRET, Text("密码", "Password")),
            Option(
                "settle_s",
                OptionKind.NUMBER,
                Text("开关机最长用时", "Longest time to switch on or off"),
                120,
                low=1,
                high=600,
                unit="s",
                hint=Text("含预热和冷却", "Warming and cooling included"),
            ),
            Option(
                "poll_s",
                OptionKind.NUMBER,
                Text("查询间隔", "Time between queries"),
                10,
                low=1,
                high=300,
                unit="s",
            ),
        ),
        (
            ActSpec(UP, Text("音量加", "Volume up")),
            ActSpec(DOWN, Text("音量减", "Volume down")),
        ),
        says_lines=True,
    ),
    points,
    diff,
    connect,
    pace,
)
