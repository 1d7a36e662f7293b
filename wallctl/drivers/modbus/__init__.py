"""Modbus (TCP, RTU within TCP, RTU on RS-485/232): power sequencers, relay boxes, meters, sensors,
air-condition gateways. What stands at which address is a profile (`profile`), of the house or of
one's own; several devices on one RS-485 line are one device here, with their addresses listed.

Manuals: MODBUS Application Protocol Specification V1.1b3 (6.1-6.12 functions, 7 exceptions);
MODBUS over Serial Line V1.02 (2.5.1 RTU framing); MODBUS Messaging on TCP/IP V1.0b (3.1.3 MBAP
header). Those of devices stand in their profiles.
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import ActSpec, Capability, Choice, Text
from wallctl.drivers.modbus.diff import diff
from wallctl.drivers.modbus.profile import shipped
from wallctl.drivers.modbus.state import OWN, points
from wallctl.ports.driver import Connection, Family, Means, Pace

__all__ = ["FAMILY", "connect"]

_SERIAL = ("line", "serial")
_TCP = ("line", "tcp")


def connect(options: Options, means: Means) -> Connection:
    """Raises Invalid where a profile or an address makes no sense."""
    from wallctl.drivers.modbus.connection import ModbusConnection

    return ModbusConnection(options, means)


def _pace(options: Options) -> Pace:
    return Pace(
        gap_s=0.0,  # the line keeps its own
        poll_s=float(options["poll_s"]),
        timeout_s=max(5.0, 3 * float(options["timeout_s"])),
        readback_s=0.3,
    )


def _plain(*values: str) -> tuple[Choice, ...]:
    return tuple(Choice(one, Text(one, one)) for one in values)


def _act(name: str) -> ActSpec:
    zh, en = {
        "all_on": ("全部接通", "All on"),
        "all_off": ("全部断开", "All off"),
        "start_sequence": ("顺序开启", "Start in sequence"),
        "stop_sequence": ("逆序关闭", "Stop in sequence"),
    }[name]
    return ActSpec(name, Text(zh, en), dangerous=True)


def _options() -> tuple[Option, ...]:
    profiles = tuple(Choice(name, one.title) for name, one in shipped().items())
    return (
        Option(
            "line",
            OptionKind.CHOICE,
            Text("接入方式", "Line"),
            default="tcp",
            choices=(
                Choice("tcp", Text("网络", "Network")),
                Choice("serial", Text("串口 RS-485/232", "Serial RS-485/232")),
            ),
        ),
        Option("host", OptionKind.HOST, Text("地址", "Address"), required=True, shown_if=_TCP),
        Option("port", OptionKind.PORT, Text("端口", "Port"), default=502, shown_if=_TCP),
        Option(
            "framing",
            OptionKind.CHOICE,
            Text("报文", "Frames"),
            default="tcp",
            choices=(
                Choice("tcp", Text("Modbus TCP", "Modbus TCP")),
                Choice("rtu", Text("RTU 透传（串口服务器）", "RTU passed through (serial server)")),
            ),
            shown_if=_TCP,
        ),
        Option(
            "path",
            OptionKind.TEXT,
            Text("串口", "Serial port"),
            required=True,
            hint=Text("如 /dev/ttyUSB0、COM3", "As /dev/ttyUSB0, COM3"),
            shown_if=_SERIAL,
        ),
        Option(
            "baud",
            OptionKind.CHOICE,
            Text("波特率", "Baud rate"),
            default="9600",
            choices=_plain("1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200"),
            shown_if=_SERIAL,
        ),
        Option(
            "parity",
            OptionKind.CHOICE,
            Text("校验", "Parity"),
            default="N",
            choices=(
                Choice("N", Text("无", "None")),
                Choice("E", Text("偶", "Even")),
                Choice("O", Text("奇", "Odd")),
            ),
            shown_if=_SERIAL,
        ),
        Option(
            "stop",
            OptionKind.CHOICE,
            Text("停止位", "Stop bits"),
            default="1",
            choices=_plain("1", "2"),
            shown_if=_SERIAL,
        ),
        Option(
            "units",
            OptionKind.TEXT,
            Text("设备地址", "Device address"),
            default="1",
            required=True,
            hint=Text("同一总线上的多台以逗号分隔：1,2,3", "Several on one line: 1,2,3"),
        ),
        Option(
            "profile",
            OptionKind.CHOICE,
            Text("设备模板", "Profile"),
            default="relay8",
            choices=(*profiles, Choice(OWN, Text("自定义", "One's own"))),
        ),
        Option(
            "own",
            OptionKind.LONG,
            Text("自定义模板（TOML）", "One's own profile (TOML)"),
            required=True,
            shown_if=("profile", OWN),
        ),
        Option(
            "poll_s",
            OptionKind.NUMBER,
            Text("轮询间隔", "Poll interval"),
            default=5,
            low=0.2,
            high=3600,
            unit="s",
        ),
        Option(
            "timeout_s",
            OptionKind.NUMBER,
            Text("应答超时", "Answer timeout"),
            default=1,
            low=0.1,
            high=10,
            unit="s",
        ),
        Option(
            "gap_ms",
            OptionKind.INTEGER,
            Text("命令间隔", "Gap between commands"),
            default=20,
            low=0,
            high=5000,
            unit="ms",
        ),
    )


FAMILY = Family(
    FamilyCard(
        "modbus",
        Text("Modbus 电源时序器、继电器、仪表", "Modbus power sequencers, relays, meters"),
        "Waveshare, eletechsup, Peacefair and any other with a written register map",
        "MODBUS Application Protocol V1.1b3; over Serial Line V1.02; Messaging on TCP/IP V1.0b",
        (
            Capability.OUTLET,
            Capability.SWITCH,
            Capability.POWER,
            Capability.LEVEL,
            Capability.CLIMATE,
            Capability.SENSOR,
        ),
        _options(),
        tuple(_act(name) for name in ("all_on", "all_off", "start_sequence", "stop_sequence")),
        says_lines=True,
    ),
    points,
    diff,
    connect,
    _pace,
)
