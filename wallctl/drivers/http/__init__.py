"""A device that is asked by HTTP or HTTPS. What is asked, and where in the answers it stands, is a
profile: of the house, or one's own.

Makers and models: Hikvision decoders and controllers (ISAPI), Dahua devices (CGI), Huawei TE10 and
TE20 terminals, the Kedacom conference platform; anything else with an HTTP interface.
Capabilities: whatever the profile says; momentary acts restart, recall, dial, hang up.
Manual: RFC 9110 (HTTP semantics), RFC 7616 (digest), JMESPath specification (paths into JSON); each
profile in resources/profiles/http cites its maker's document.

The certificate of a device is not checked: devices sign their own. Redirections are not followed.
"""

from __future__ import annotations

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.options import Option, OptionKind, Options
from wallctl.domain.devices.points import ActSpec, Capability, Choice, Point, Text
from wallctl.drivers.http.diff import diff
from wallctl.ports.driver import Connection, Family, Means, Pace

OPTIONS = (
    Option("host", OptionKind.HOST, Text("地址", "Address"), required=True),
    Option("port", OptionKind.PORT, Text("端口", "Port"), 80),
    Option("tls", OptionKind.SWITCH, Text("HTTPS", "HTTPS"), False),
    Option(
        "profile",
        OptionKind.CHOICE,
        Text("设备类型", "Kind of device"),
        "hikvision",
        choices=(
            Choice("hikvision", Text("海康威视 解码器/控制器(ISAPI)", "Hikvision decoder (ISAPI)")),
            Choice("dahua", Text("大华 设备(CGI)", "Dahua device (CGI)")),
            Choice("huawei-te", Text("华为 TE10/TE20 终端", "Huawei TE10 or TE20 terminal")),
            Choice("kedacom", Text("科达 视讯平台", "Kedacom conference platform")),
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
        "auth",
        OptionKind.CHOICE,
        Text("登录方式", "Sign-in"),
        "digest",
        choices=(
            Choice("digest", Text("摘要认证", "Digest")),
            Choice("basic", Text("基本认证", "Basic")),
            Choice("none", Text("无 / 由设备类型决定", "None, or as the profile says")),
        ),
    ),
    Option("user", OptionKind.TEXT, Text("用户名", "User")),
    Option("password", OptionKind.SECRET, Text("密码", "Password")),
    Option(
        "app_key", OptionKind.TEXT, Text("应用标识 AppKey", "App key"), shown_if=("auth", "none")
    ),
    Option(
        "app_secret",
        OptionKind.SECRET,
        Text("应用密钥 AppSecret", "App secret"),
        shown_if=("auth", "none"),
    ),
    Option(
        "timeout_s", OptionKind.NUMBER, Text("超时", "Timeout"), 3.0, low=0.5, high=10, unit="s"
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
CARD = FamilyCard(
    name="http",
    title=Text("HTTP 设备", "Device by HTTP"),
    makers="Hikvision 海康威视, Dahua 大华, Huawei 华为, Kedacom 科达",
    manual="RFC 9110, RFC 7616; by profile: resources/profiles/http",
    capabilities=(
        Capability.POWER,
        Capability.INPUT,
        Capability.LEVEL,
        Capability.MUTE,
        Capability.SWITCH,
        Capability.PRESET,
        Capability.CALL,
        Capability.SENSOR,
    ),
    options=OPTIONS,
    acts=(
        ActSpec("restart", Text("重启设备", "Restart the device"), dangerous=True),
        ActSpec(
            "recall",
            Text("调用设备场景", "Recall a memory of the device"),
            Point("number", Capability.PRESET, Text("编号", "Number"), low=1, high=9999),
        ),
        ActSpec(
            "dial", Text("呼叫", "Dial"), Point("number", Capability.CALL, Text("号码", "Number"))
        ),
        ActSpec("hang_up", Text("挂断", "Hang up")),
    ),
    says_lines=True,
)


def points(options: Options) -> tuple[Point, ...]:
    """Raises Invalid where the profile cannot be."""
    from wallctl.drivers.http.profile import profile_of
    from wallctl.drivers.http.state import points_of

    return points_of(profile_of(options))


def connect(options: Options, means: Means) -> Connection:
    from wallctl.drivers.http.connection import HttpConnection

    return HttpConnection(options, means)


def pace(options: Options) -> Pace:
    return Pace(
        poll_s=float(options["poll_s"]), timeout_s=float(options["timeout_s"]), readback_s=0.5
    )


FAMILY = Family(CARD, points, diff, connect, pace)
