"""Machines that are woken over the network (网络唤醒): any computer whose network card takes AMD's
Magic Packet; with a SecureOn password where it has one.

Waking is one momentary act. Nothing tells whether the machine woke: that is for whatever watches
the machine itself.

Manual: AMD "Magic Packet Technology" white paper, publication 20213, Rev. A, November 1995.
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import Text
from wallctl.drivers.wol.diff import diff
from wallctl.drivers.wol.state import WAKE, points
from wallctl.ports.driver import Connection, Family, Means, Pace


def connect(options: Options, means: Means) -> Connection:
    from wallctl.drivers.wol.connection import WolConnection

    return WolConnection(options, means)


def pace(options: Options) -> Pace:
    return Pace(gap_s=0.05, poll_s=0.0, timeout_s=3.0, readback_s=0.0)


FAMILY = Family(
    FamilyCard(
        "wol",
        Text("网络唤醒", "Wake-on-LAN"),
        "PC, server, 工作站",
        "AMD Magic Packet Technology white paper 20213 Rev. A (1995)",
        (),
        (
            Option(
                "mac",
                OptionKind.TEXT,
                Text("MAC 地址", "MAC address"),
                required=True,
                hint=Text("例如 00:1A:2B:3C:4D:5E", "Such as 00:1A:2B:3C:4D:5E"),
            ),
            Option(
                "host",
                OptionKind.HOST,
                Text("广播地址", "Broadcast address"),
                "255.255.255.255",
                required=True,
                hint=Text(
                    "其他网段填该网段的广播地址", "That of the machine's own network, if another"
                ),
            ),
            Option("port", OptionKind.PORT, Text("端口", "Port"), 9),
            Option(
                "password",
                OptionKind.SECRET,
                Text("SecureOn 密码", "SecureOn password"),
                hint=Text(
                    "与 MAC 地址同样写法，没有则留空", "Written as a MAC address; empty for none"
                ),
            ),
        ),
        (WAKE,),
    ),
    points,
    diff,
    connect,
    pace,
)
