"""Samsung's large displays (三星商用显示屏) by Multiple Display Control: QM, QB, OM, VM, UD, LED
signage and others with MDC on the network; also behind a serial server in transparent mode.

Power, input, volume, mute; faults, temperature and hours; reboot.

Manual: Samsung Electronics "Multiple Display Control Protocol" Ver. 13.7c, 2016-02-23, §1.2 and §2.
The library python-samsung-mdc packs, signs and checks; what it makes of values stays unused: a
value that it does not know would be the end of its connection.
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import ActSpec, Capability, Text
from wallctl.drivers.samsung_mdc.diff import diff
from wallctl.drivers.samsung_mdc.state import REBOOT, points
from wallctl.ports.driver import Connection, Family, Means, Pace

TIMEOUT_S = 3.0


def connect(options: Options, means: Means) -> Connection:
    from wallctl.drivers.samsung_mdc.connection import MdcConnection

    return MdcConnection(options, means, TIMEOUT_S)


def pace(options: Options) -> Pace:
    return Pace(gap_s=0.1, poll_s=float(options["poll_s"]), timeout_s=TIMEOUT_S, readback_s=0.5)


FAMILY = Family(
    FamilyCard(
        "samsung_mdc",
        Text("三星显示屏（MDC）", "Samsung display (MDC)"),
        "Samsung",
        "Samsung Multiple Display Control Protocol 13.7c (2016-02-23)",
        (
            Capability.POWER,
            Capability.INPUT,
            Capability.LEVEL,
            Capability.MUTE,
            Capability.SENSOR,
        ),
        (
            Option("host", OptionKind.HOST, Text("地址", "Address"), required=True),
            Option("port", OptionKind.PORT, Text("端口", "Port"), 1515),
            Option(
                "display",
                OptionKind.INTEGER,
                Text("显示屏编号", "Display ID"),
                0,
                low=0,
                high=253,
                hint=Text("与屏幕菜单中的 ID 一致", "As in the display's own menu"),
            ),
            Option(
                "pin",
                OptionKind.SECRET,
                Text("加密 PIN", "Secured protocol PIN"),
                hint=Text("未启用加密协议时留空", "Empty unless the secured protocol is on"),
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
        (ActSpec(REBOOT, Text("重启", "Reboot"), dangerous=True),),
        says_lines=True,
    ),
    points,
    diff,
    connect,
    pace,
)
