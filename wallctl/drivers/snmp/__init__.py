"""A UPS, a PDU or another device that is asked by SNMP, v2c or v3. What it has is a profile.

Makers and models: UPS with a card that speaks RFC 1628 (Huawei UPS5000, KSTAR, Santak, Eaton,
Riello, ...); switched PDU of APC, CyberPower, Raritan; others by a profile of one's own.
Capabilities: sensors (domain.devices.ups), levels, outlets, momentary tests and shutdowns.
Manual: RFC 1628 (May 1994) for UPS; RFC 3416 and RFC 3414 for the protocol; the MIBs of PDUs are
cited in resources/profiles/snmp.

SNMP v1 alone is not spoken. An agent is silent to a wrong community and to a wrong privacy
password: both look as a device that does not answer. v2c sends the community in the clear.
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import ActSpec, Capability, Choice, Point, Text
from wallctl.drivers.snmp.diff import diff
from wallctl.ports.driver import Connection, Family, Means, Pace

V2C, V3 = ("version", "2c"), ("version", "3")
OPTIONS = (
    Option("host", OptionKind.HOST, Text("地址", "Address"), required=True),
    Option("port", OptionKind.PORT, Text("端口", "Port"), 161),
    Option(
        "profile",
        OptionKind.CHOICE,
        Text("设备类型", "Kind of device"),
        "ups-mib",
        choices=(
            Choice("ups-mib", Text("UPS(RFC 1628)", "UPS (RFC 1628)")),
            Choice("apc-spdu", Text("APC MasterSwitch PDU", "APC MasterSwitch PDU")),
            Choice("apc-rpdu", Text("APC 机架 PDU", "APC Rack PDU")),
            Choice("cyberpower-pdu", Text("CyberPower PDU", "CyberPower PDU")),
            Choice("raritan-px", Text("Raritan PX2/PX3 PDU", "Raritan PX2/PX3 PDU")),
            Choice("own", Text("自定义", "Own profile")),
        ),
    ),
    Option(
        "profile_text",
        OptionKind.LONG,
        Text("自定义类型(TOML)", "Own profile (TOML)"),
        shown_if=("profile", "own"),
    ),
    Option(
        "version",
        OptionKind.CHOICE,
        Text("SNMP 版本", "SNMP version"),
        "2c",
        choices=(
            Choice("2c", Text("v2c", "v2c")),
            Choice("3", Text("v3(加密)", "v3 (enciphered)")),
        ),
    ),
    Option(
        "community", OptionKind.SECRET, Text("读团体名", "Read community"), "public", shown_if=V2C
    ),
    Option(
        "write_community",
        OptionKind.SECRET,
        Text("写团体名", "Write community"),
        shown_if=V2C,
        hint=Text("空=与读团体名相同", "empty: the same as for reading"),
    ),
    Option("user", OptionKind.TEXT, Text("用户名", "User"), shown_if=V3),
    Option(
        "hash",
        OptionKind.CHOICE,
        Text("认证算法", "Authentication"),
        "sha",
        choices=(
            Choice("sha", Text("SHA-1", "SHA-1")),
            Choice("sha256", Text("SHA-256", "SHA-256")),
            Choice("sha512", Text("SHA-512", "SHA-512")),
            Choice("md5", Text("MD5", "MD5")),
        ),
        shown_if=V3,
    ),
    Option("password", OptionKind.SECRET, Text("认证密码", "Password"), shown_if=V3),
    Option(
        "privacy",
        OptionKind.CHOICE,
        Text("加密算法", "Privacy"),
        "aes",
        choices=(
            Choice("aes", Text("AES-128", "AES-128")),
            Choice("aes256", Text("AES-256", "AES-256")),
            Choice("des", Text("DES", "DES")),
        ),
        shown_if=V3,
    ),
    Option(
        "privacy_password",
        OptionKind.SECRET,
        Text("加密密码", "Privacy password"),
        shown_if=V3,
        hint=Text("空=不加密", "empty: not enciphered"),
    ),
    Option(
        "poll_s",
        OptionKind.NUMBER,
        Text("读取间隔", "Polling interval"),
        5.0,
        low=0.5,
        high=300,
        unit="s",
    ),
)
_OUTLET = Point(
    "number", Capability.OUTLET, Text("插座编号", "Number of the outlet"), low=1, high=999
)
CARD = FamilyCard(
    name="snmp",
    title=Text("UPS / PDU(SNMP)", "UPS or PDU (SNMP)"),
    makers="Huawei 华为, KSTAR 科士达, Santak 山特, Eaton, APC, CyberPower, Raritan",
    manual="RFC 1628 (1994); by profile: resources/profiles/snmp",
    capabilities=(Capability.SENSOR, Capability.LEVEL, Capability.OUTLET, Capability.SWITCH),
    options=OPTIONS,
    acts=(
        ActSpec("test_battery", Text("电池自检", "Battery test"), dangerous=True),
        ActSpec("test_stop", Text("停止自检", "Stop the test")),
        ActSpec("shutdown", Text("60 秒后关闭输出", "Output off in 60 s"), dangerous=True),
        ActSpec("shutdown_stop", Text("取消关闭", "Cancel the shutdown")),
        ActSpec(
            "outlet_cycle", Text("插座断电重启", "Power-cycle an outlet"), _OUTLET, dangerous=True
        ),
    ),
    says_lines=True,
)


def points(options: Options) -> tuple[Point, ...]:
    """Raises Invalid where the profile cannot be."""
    from wallctl.drivers.snmp.profile import profile_of
    from wallctl.drivers.snmp.state import declared

    return declared(profile_of(options))


def connect(options: Options, means: Means) -> Connection:
    from wallctl.drivers.snmp.connection import SnmpConnection

    return SnmpConnection(options, means)


def pace(options: Options) -> Pace:
    return Pace(poll_s=float(options["poll_s"]), readback_s=0.5)


FAMILY = Family(CARD, points, diff, connect, pace)
