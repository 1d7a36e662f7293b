"""Blackmagic Design's Videohub routers, by their Ethernet protocol: crosspoints, locks, labels.

Manual: Blackmagic Videohub Ethernet Protocol v2.3, in "Videohub, Developer Information", May 2018.
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import Capability, Point, Text
from wallctl.drivers.videohub.diff import diff
from wallctl.ports.driver import Connection, Family, Means, Pace

OPTIONS = (
    Option("host", OptionKind.HOST, Text("地址", "Address"), required=True),
    Option("port", OptionKind.PORT, Text("端口", "Port"), 9990),
)


def points(options: Options) -> tuple[Point, ...]:
    """None: it says itself how many inputs and outputs it has."""
    return ()


def connect(options: Options, means: Means) -> Connection:
    from wallctl.drivers.videohub.connection import VideohubConnection

    return VideohubConnection(options, means)


def pace(options: Options) -> Pace:
    return Pace(gap_s=0.02, poll_s=5.0, timeout_s=3.0, readback_s=0.1)


FAMILY = Family(
    FamilyCard(
        "videohub",
        Text("Videohub 矩阵", "Videohub router"),
        "Blackmagic Design: Videohub, Smart Videohub, Universal Videohub",
        "Blackmagic Videohub Ethernet Protocol v2.3 (Developer Information, May 2018, p. 3-8)",
        (Capability.ROUTE, Capability.SWITCH),
        OPTIONS,
        says_lines=True,
    ),
    points,
    diff,
    connect,
    pace,
)
