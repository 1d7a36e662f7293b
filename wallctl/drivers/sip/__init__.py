"""A SIP telephone of our own (SIP 会议终端): calls to conference bridges, terminals and telephones.

Makers and models: any that speak SIP (RFC 3261), directly or through a registrar; the telephone is
baresip (Debian baresip-core), a child process spoken to by its module ctrl_tcp: what a caller sends
can break the child, never the engine.
Capabilities: the call (idle, ringing, calling, connected), who it is with, how the last one ended;
dialling, answering, hanging up and muting as momentary acts. Sound only, one call at a time.
Manual: baresip 1.0.0, modules/ctrl_tcp/ctrl_tcp.c, docs/examples/config and accounts; RFC 3261.
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import ActSpec, Capability, Choice, Point, Text
from wallctl.drivers.sip.diff import diff
from wallctl.drivers.sip.state import points
from wallctl.ports.driver import Connection, Family, Means, Pace

TIMEOUT_S = 3.0


def connect(options: Options, means: Means) -> Connection:
    from wallctl.drivers.sip.connection import SipConnection

    return SipConnection(options, means, TIMEOUT_S)


def pace(options: Options) -> Pace:
    return Pace(gap_s=0.02, poll_s=float(options["poll_s"]), timeout_s=TIMEOUT_S, readback_s=0.5)


FAMILY = Family(
    FamilyCard(
        "sip",
        Text("SIP 终端", "SIP terminal"),
        "baresip",
        "baresip 1.0.0 (ctrl_tcp); RFC 3261",
        (Capability.CALL, Capability.SENSOR),
        (
            Option(
                "address",
                OptionKind.HOST,
                Text("本机地址", "Own address"),
                required=True,
                hint=Text("本机在会议网上的地址", "Of this machine, in the network of the calls"),
            ),
            Option("port", OptionKind.PORT, Text("本机 SIP 端口", "Own SIP port"), 5060),
            Option("user", OptionKind.TEXT, Text("号码", "Number or name"), "wallctl", True),
            Option(
                "domain",
                OptionKind.HOST,
                Text("注册服务器", "Registrar"),
                hint=Text("空=不注册，直接呼叫地址", "Empty: no registrar, addresses are called"),
            ),
            Option("password", OptionKind.SECRET, Text("密码", "Password")),
            Option(
                "transport",
                OptionKind.CHOICE,
                Text("传输", "Transport"),
                "udp",
                choices=tuple(
                    Choice(one, Text(one.upper(), one.upper())) for one in ("udp", "tcp")
                ),
            ),
            Option(
                "sound",
                OptionKind.CHOICE,
                Text("声音", "Sound"),
                "none",
                choices=(
                    Choice("none", Text("不接声音", "No sound")),
                    Choice("alsa", Text("声卡（ALSA）", "Sound card (ALSA)")),
                ),
            ),
            Option(
                "sound_device",
                OptionKind.TEXT,
                Text("声卡", "Sound card"),
                "default",
                shown_if=("sound", "alsa"),
            ),
            Option("auto", OptionKind.SWITCH, Text("自动应答", "Answer at once"), False),
            Option(
                "program",
                OptionKind.TEXT,
                Text("程序", "Program"),
                "baresip",
                required=True,
            ),
            Option(
                "poll_s",
                OptionKind.NUMBER,
                Text("查询间隔", "Time between queries"),
                5,
                low=0.5,
                high=300,
                unit="s",
            ),
        ),
        (
            ActSpec(
                "dial",
                Text("呼叫", "Dial"),
                Point("to", Capability.CALL, Text("号码或 SIP 地址", "Number or SIP address")),
            ),
            ActSpec("answer", Text("接听", "Answer")),
            ActSpec("hangup", Text("挂断", "Hang up")),
            ActSpec("mute", Text("话筒静音", "Mute the microphone")),
            ActSpec("unmute", Text("话筒开声", "Unmute the microphone")),
        ),
    ),
    points,
    diff,
    connect,
    pace,
)
