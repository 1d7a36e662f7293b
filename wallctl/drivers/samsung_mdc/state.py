"""What such a display has. Pure."""

from __future__ import annotations

from dataclasses import replace

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import ON_OFF, Capability, Choice, Point, Text
from wallctl.drivers.samsung_mdc.protocol import INPUTS

REBOOT = "reboot"
NEEDS_ON = ("input", "volume", "mute")

_TEXTS = {
    "hdbaset": Text("HDBaseT", "HDBaseT"),
    "pc": Text("电脑（VGA）", "PC (VGA)"),
    "component": Text("分量", "Component"),
    "av": Text("AV", "AV"),
    "tv": Text("电视", "TV"),
    "ops": Text("内置电脑（OPS）", "Plug-in module"),
    "magicinfo": Text("MagicInfo", "MagicInfo"),
    "magicinfo_s": Text("MagicInfo S", "MagicInfo S"),
    "web": Text("网页浏览器", "Web browser"),
    "url": Text("网址启动", "URL launcher"),
}
_FAULT = (Choice("ok", Text("正常", "OK")), Choice("error", Text("故障", "Fault")))


def _sensor(key: str, text: Text) -> Point:
    return Point(key, Capability.SENSOR, text, settable=False)


POINTS = (
    Point("power", Capability.POWER, Text("电源", "Power"), choices=ON_OFF, settle_s=20.0),
    Point(
        "input",
        Capability.INPUT,
        Text("输入", "Input"),
        choices=tuple(
            Choice(key, _TEXTS.get(key, Text(key.upper(), key.upper()))) for key in INPUTS
        ),
        settle_s=8.0,
        inputs=("power",),
    ),
    Point(
        "volume",
        Capability.LEVEL,
        Text("音量", "Volume"),
        low=0,
        high=100,
        step=1,
        inputs=("power",),
    ),
    Point("mute", Capability.MUTE, Text("静音", "Mute"), inputs=("power",)),
    *(
        replace(_sensor(f"fault.{key}", text), choices=_FAULT)
        for key, text in (
            ("signal", Text("信号", "Signal")),
            ("lamp", Text("背光", "Backlight")),
            ("temperature", Text("过温", "Overheating")),
            ("fan", Text("风扇", "Fan")),
        )
    ),
    replace(_sensor("temperature", Text("温度", "Temperature")), unit="°C"),
    replace(_sensor("hours.panel", Text("屏幕时数", "Panel hours")), unit="h"),
)


def points(options: Options) -> tuple[Point, ...]:
    return POINTS


def without(missing: frozenset[str]) -> tuple[Point, ...]:
    """Those of a display that has not got all."""
    return tuple(one for one in POINTS if one.key not in missing)
