"""A UPS behind a Network UPS Tools server (upsd).

Makers and models: whatever NUT has a driver for (APC, Eaton, Santak 山特, KSTAR 科士达, CyberPower,
Huawei by its SNMP card, ...): https://networkupstools.org/stable-hcl.html.
Capabilities: sensors (domain.devices.ups), low-battery threshold and shutdown delay where the UPS
lets them be set, outlets that switch, momentary acts.
Manual: RFC 9271, "UPS Management Protocol - Commands and Responses", August 2022: section 4.2
(commands and responses), 4.3 (errors), 5.1 (status symbols). Network UPS Tools 2.8 Developer
Guide, appendix A (variables, instant commands).

Reading needs no password, commands do: a user that is given must hold "actions = SET" and
"instcmds" in upsd.users and is proved when the device is reached, by a SET of a variable that no
UPS has (upsd checks the password only then). NUT sends passwords in the clear.

aionut is not used: it sends an instant command a second time when the line was lost in between,
which may be a shutdown; writes the password to its log; understands ASCII alone; keeps the socket
of a sign-in that failed; and cannot SET.
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import ActSpec, Capability, Text
from wallctl.drivers.nut.diff import diff
from wallctl.drivers.nut.state import points
from wallctl.ports.driver import Connection, Family, Means, Pace

CARD = FamilyCard(
    name="nut",
    title=Text("UPS(NUT 服务器)", "UPS (Network UPS Tools)"),
    makers="APC, Eaton, Santak 山特, KSTAR 科士达, CyberPower, ...",
    manual="RFC 9271 (2022); NUT 2.8 Developer Guide",
    capabilities=(Capability.SENSOR, Capability.LEVEL, Capability.OUTLET),
    options=(
        Option("host", OptionKind.HOST, Text("地址", "Address"), required=True),
        Option("port", OptionKind.PORT, Text("端口", "Port"), 3493),
        Option(
            "ups",
            OptionKind.TEXT,
            Text("UPS 名称", "UPS name"),
            hint=Text("ups.conf 中的名称;空=第一台", "as in ups.conf; empty: the first one"),
        ),
        Option(
            "user",
            OptionKind.TEXT,
            Text("用户名", "User"),
            hint=Text(
                "只读可留空;控制需 actions = SET 和 instcmds",
                "empty reads only; control needs actions = SET and instcmds",
            ),
        ),
        Option("password", OptionKind.SECRET, Text("密码", "Password")),
        Option(
            "poll_s",
            OptionKind.NUMBER,
            Text("读取间隔", "Polling interval"),
            5.0,
            low=0.5,
            high=60,
            unit="s",
        ),
    ),
    acts=(
        ActSpec("test_battery", Text("电池自检", "Battery test"), dangerous=True),
        ActSpec("test_stop", Text("停止自检", "Stop the test")),
        ActSpec("beeper_mute", Text("蜂鸣器静音", "Silence the beeper")),
        ActSpec("load_off", Text("切断输出", "Cut the output"), dangerous=True),
        ActSpec("load_on", Text("恢复输出", "Restore the output"), dangerous=True),
        ActSpec(
            "shutdown_return",
            Text("关机,市电恢复后开机", "Shut down, return with the mains"),
            dangerous=True,
        ),
        ActSpec("shutdown_stay", Text("关机", "Shut down and stay off"), dangerous=True),
        ActSpec("shutdown_stop", Text("取消关机", "Cancel the shutdown")),
    ),
    says_lines=True,
)


def connect(options: Options, means: Means) -> Connection:
    from wallctl.drivers.nut.connection import NutConnection

    return NutConnection(options, means)


def pace(options: Options) -> Pace:
    return Pace(poll_s=float(options["poll_s"]), readback_s=0.5)


FAMILY = Family(CARD, points, diff, connect, pace)
