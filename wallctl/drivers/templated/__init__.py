"""Devices that are spoken to in text or bytes over TCP, UDP or a serial port, by a profile: what
to say and how to read the answer, as data. Profiles of the house cite their makers' documents;
a person may write one of his own and keep it with the device.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import ActSpec, Capability, Choice, Point, Text
from wallctl.drivers.templated.diff import diff
from wallctl.ports.driver import Connection, Family, Means, Pace

if TYPE_CHECKING:
    from wallctl.drivers.templated.profile import Profile

PROFILES = (
    Choice("extron-sis", Text("Extron SIS 矩阵", "Extron SIS matrix")),
    Choice("kramer-p3000", Text("Kramer Protocol 3000 矩阵", "Kramer Protocol 3000 matrix")),
    Choice("lightware-lw3", Text("Lightware LW3 矩阵", "Lightware LW3 matrix")),
    Choice("lg-signage", Text("LG 商用显示屏", "LG signage display")),
    Choice("philips-sicp", Text("飞利浦商用显示屏 (SICP)", "Philips signage display (SICP)")),
    Choice("splicer-novastar", Text("诺瓦 LED 处理器（预设）", "NovaStar LED processor (presets)")),
    Choice("splicer-text", Text("拼接处理器（文本指令样式）", "Splicing processor (text style)")),
    Choice("own", Text("自定义", "One of your own")),
)
KINDS = (
    Choice("tcp", Text("网络 (TCP)", "Network (TCP)")),
    Choice("udp", Text("网络 (UDP)", "Network (UDP)")),
    Choice("serial", Text("串口", "Serial port")),
)
FORMATS = (
    Choice("", Text("按配置文件", "As the profile says")),
    *(Choice(one, Text(one, one)) for one in ("8N1", "8E1", "8O1", "8N2", "7E1", "7O1")),
)
OF_PROFILE = Text("0 为按配置文件", "0 is what the profile says")
ON_SERIAL = ("line", "serial")

OPTIONS = (
    Option(
        "profile",
        OptionKind.CHOICE,
        Text("配置文件", "Profile"),
        "extron-sis",
        required=True,
        choices=PROFILES,
    ),
    Option(
        "profile_text",
        OptionKind.LONG,
        Text("自定义配置", "Your profile"),
        required=True,
        hint=Text(
            "TOML 文本；可从随软件的配置文件复制后修改",
            "TOML; copy one of the house's and change it",
        ),
        shown_if=("profile", "own"),
    ),
    Option("line", OptionKind.CHOICE, Text("线路", "Line"), "tcp", required=True, choices=KINDS),
    Option("host", OptionKind.HOST, Text("地址", "Address")),
    Option("port", OptionKind.INTEGER, Text("端口", "Port"), 0, low=0, high=65535, hint=OF_PROFILE),
    Option("tls", OptionKind.SWITCH, Text("加密 (TLS)", "Enciphered (TLS)"), False),
    Option(
        "serial",
        OptionKind.TEXT,
        Text("串口名称", "Serial port"),
        required=True,
        hint=Text("例如 /dev/ttyUSB0", "/dev/ttyUSB0, for instance"),
        shown_if=ON_SERIAL,
    ),
    Option(
        "baud",
        OptionKind.INTEGER,
        Text("波特率", "Baud rate"),
        0,
        low=0,
        high=4_000_000,
        hint=OF_PROFILE,
        shown_if=ON_SERIAL,
    ),
    Option(
        "format",
        OptionKind.CHOICE,
        Text("数据格式", "Data format"),
        "",
        choices=FORMATS,
        shown_if=ON_SERIAL,
    ),
    Option(
        "address",
        OptionKind.INTEGER,
        Text("设备编号", "Device number"),
        1,
        low=0,
        high=255,
        hint=Text("屏幕或设备菜单中的 ID", "The ID in the device's own menu"),
    ),
    Option(
        "inputs",
        OptionKind.INTEGER,
        Text("输入口数", "Inputs"),
        0,
        low=0,
        high=512,
        hint=OF_PROFILE,
    ),
    Option(
        "outputs",
        OptionKind.INTEGER,
        Text("输出口数", "Outputs"),
        0,
        low=0,
        high=512,
        hint=OF_PROFILE,
    ),
    Option("user", OptionKind.TEXT, Text("用户名", "User")),
    Option("password", OptionKind.SECRET, Text("密码", "Password")),
)


def _number(zh: str, en: str) -> Point:
    return Point("number", Capability.PRESET, Text(zh, en), low=0, high=999, step=1)


ACTS = (
    ActSpec("recall", Text("调用预设", "Recall a preset"), _number("预设编号", "Preset number")),
    ActSpec(
        "save",
        Text("保存预设", "Save a preset"),
        _number("预设编号", "Preset number"),
        dangerous=True,
    ),
    ActSpec("restart", Text("重新启动", "Restart"), dangerous=True),
)


def points(options: Options) -> tuple[Point, ...]:
    """Raises Invalid: key, line (from 1), at, reason, why, where the profile cannot be."""
    from wallctl.drivers.templated.trying import protocol_of

    return tuple(one.point for one in protocol_of(options).bound)


def connect(options: Options, means: Means) -> Connection:
    from wallctl.drivers.templated.connection import TemplatedConnection

    return TemplatedConnection(options, means)


def pace(options: Options) -> Pace:
    line = _profile(options).line
    return Pace(line.gap_s, line.poll_s, line.timeout_s, line.readback_s)


def _profile(options: Options) -> Profile:
    from wallctl.drivers.templated.profile import parsed, text_of

    return parsed(text_of(options))


FAMILY = Family(
    FamilyCard(
        "templated",
        Text("文本/十六进制指令设备", "Device by text or bytes"),
        "Extron, Kramer, Lightware, LG, Philips, NovaStar",
        "By profile: see resources/profiles, each cites its documents",
        (
            Capability.ROUTE,
            Capability.POWER,
            Capability.INPUT,
            Capability.LEVEL,
            Capability.MUTE,
            Capability.SWITCH,
            Capability.WINDOW,
            Capability.PRESET,
        ),
        OPTIONS,
        ACTS,
        says_lines=True,
    ),
    points,
    diff,
    connect,
    pace,
)
