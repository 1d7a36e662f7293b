"""KNX (ISO/IEC 14543-3): lights, curtains, switches, climate and sensors of a building, through one
KNXnet/IP interface or router (ABB, Gira, GVS 视声, Hager, MDT, Schneider, Siemens, Weinzierl, ...).

One device here is one line of the bus; its points are group addresses that the integrator's ETS
project names, written one a line (`state`). Tunnelling over UDP or TCP, no IP Secure.

Manuals: KNX 03.08.04 Tunnelling v01.07.01 (2.6.1 acknowledgement), 03.08.02 Core v01.06.02 (5.4
heartbeat), 03.07.02 Datapoint Types v02.02.01 (3.1 switch, 3.5 scaling, 3.10 two-octet float), as
the library xknx 4.0 quotes them, which speaks all of it.
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import ActSpec, Capability, Choice, Point, Text
from wallctl.drivers.knx.diff import diff
from wallctl.drivers.knx.state import PRESET, points
from wallctl.ports.driver import Connection, Family, Means, Pace

__all__ = ["FAMILY", "connect"]


def connect(options: Options, means: Means) -> Connection:
    """Raises Invalid where a written line makes no sense."""
    from wallctl.drivers.knx.connection import KnxConnection

    return KnxConnection(options, means)


def _pace(options: Options) -> Pace:
    # A point that was set is read back by the connection itself, that one alone: reading the
    # whole line again would fill a bus that carries forty telegrams a second.
    return Pace(gap_s=0.03, poll_s=float(options["poll_s"]), timeout_s=5.0, readback_s=0.0)


FAMILY = Family(
    FamilyCard(
        "knx",
        Text("KNX 楼宇总线", "KNX building bus"),
        "KNX: ABB, Gira, GVS, Hager, MDT, Schneider, Siemens, Weinzierl",
        "KNX 03.08.04 Tunnelling v01.07.01; 03.07.02 Datapoint Types v02.02.01",
        (
            Capability.LIGHT,
            Capability.COVER,
            Capability.SWITCH,
            Capability.OUTLET,
            Capability.CLIMATE,
            Capability.LEVEL,
            Capability.SENSOR,
        ),
        (
            Option(
                "host", OptionKind.HOST, Text("KNX IP 接口地址", "KNX IP interface"), required=True
            ),
            Option("port", OptionKind.PORT, Text("端口", "Port"), default=3671),
            Option(
                "transport",
                OptionKind.CHOICE,
                Text("隧道方式", "Tunnel over"),
                default="udp",
                choices=(
                    Choice("udp", Text("UDP（常用）", "UDP (usual)")),
                    Choice("tcp", Text("TCP（隧道 v2）", "TCP (tunnelling v2)")),
                ),
            ),
            Option(
                "route_back",
                OptionKind.SWITCH,
                Text("经过 NAT", "Through NAT"),
                default=False,
                hint=Text("接口在另一网段、经地址转换时打开", "Where addresses are translated"),
            ),
            Option(
                "points",
                OptionKind.LONG,
                Text("组地址表", "Group addresses"),
                required=True,
                hint=Text(
                    "每行一个：键 名称 = 组地址 DPT 类型 status=状态地址，如 "
                    "lamp 主席台灯 = 1/1/1 5.001 light status=1/1/2",
                    "One a line: KEY NAME = ADDRESS DPT KIND status=ADDRESS, as in "
                    "lamp Stage light = 1/1/1 5.001 light status=1/1/2",
                ),
            ),
            Option(
                "poll_s",
                OptionKind.NUMBER,
                Text("轮询间隔", "Poll interval"),
                default=0,
                low=0,
                high=3600,
                unit="s",
                hint=Text(
                    "0：不轮询，由总线主动上报（推荐）", "0: the bus tells by itself (advised)"
                ),
            ),
        ),
        (
            ActSpec(
                PRESET,
                Text("调用灯光预置", "Recall a bus preset"),
                Point(
                    "number",
                    Capability.PRESET,
                    Text("预置号", "Number"),
                    low=1,
                    high=64,
                    step=1,
                ),
            ),
        ),
        says_lines=True,
    ),
    points,
    diff,
    connect,
    _pace,
)
