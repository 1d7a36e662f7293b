"""Lights by DMX512 over Art-Net (灯光): any Art-Net node or lighting desk input, one universe.

Each named light is a brightness of one or more channels, 8 or 16 bit. DMX has no answer: what is
sent is sent, never confirmed; a node forgets its lights when nobody sends, so the last frame is
repeated each second.

Manual: Artistic Licence "Specification for the Art-Net 4 Ethernet Communication Protocol",
Revision 1.4, "ArtDmx" and "ArtPoll".
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import Capability, Text
from wallctl.drivers.artnet.diff import diff
from wallctl.drivers.artnet.state import points
from wallctl.ports.driver import Connection, Family, Means, Pace

MOST_HZ = 40  # DMX512 itself brings about 44 full frames a second


def connect(options: Options, means: Means) -> Connection:
    from wallctl.drivers.artnet.connection import ArtnetConnection

    return ArtnetConnection(options, means)


def pace(options: Options) -> Pace:
    timeout_s = max(3.0, float(options["wait_s"]) + 1.0)
    return Pace(gap_s=1 / MOST_HZ, poll_s=0.0, timeout_s=timeout_s, readback_s=0.0)


FAMILY = Family(
    FamilyCard(
        "artnet",
        Text("灯光（Art-Net）", "Lights (Art-Net)"),
        "Artistic Licence and all makers of Art-Net nodes",
        "Art-Net 4 Protocol Specification, Revision 1.4",
        (Capability.LIGHT,),
        (
            Option("host", OptionKind.HOST, Text("节点地址", "Address of the node"), required=True),
            Option("port", OptionKind.PORT, Text("端口", "Port"), 6454),
            Option(
                "universe",
                OptionKind.INTEGER,
                Text("域（Universe）", "Universe"),
                0,
                low=0,
                high=32767,
                hint=Text(
                    "网 × 256 + 子网 × 16 + 域", "Net times 256, subnet times 16, and universe"
                ),
            ),
            Option(
                "lights",
                OptionKind.LONG,
                Text("灯具与通道", "Lights and channels"),
                required=True,
                hint=Text(
                    "每行一盏：主席台灯 = 1，多通道用逗号，16 位写 1/2",
                    "One a line: Stage = 1; several channels by commas, 16 bit as 1/2",
                ),
            ),
            Option(
                "wait_s",
                OptionKind.NUMBER,
                Text("连接观察时间", "Time to look for the node"),
                3.5,
                low=0.1,
                high=10,
                unit="s",
                hint=Text(
                    "不通的地址约 3 秒后才有回音", "An address without a node tells after some 3 s"
                ),
            ),
        ),
    ),
    points,
    diff,
    connect,
    pace,
)
