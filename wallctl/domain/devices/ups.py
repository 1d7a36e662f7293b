"""What every family of UPS reports, by the same keys: the power plan reads them whoever speaks.

A value that a UPS does not tell is left out; none is ever guessed.
"""

from __future__ import annotations

from enum import StrEnum

from wallctl.domain.devices.points import Capability, Choice, Point, Text


class Feed(StrEnum):
    """Where the load's power comes from."""

    MAINS = "mains"
    BATTERY = "battery"
    BYPASS = "bypass"  # straight from the mains: a failure of these drops the load
    OFF = "off"
    UNKNOWN = "unknown"


_FEEDS = (
    Choice(Feed.MAINS, Text("市电", "Mains")),
    Choice(Feed.BATTERY, Text("电池", "Battery")),
    Choice(Feed.BYPASS, Text("旁路", "Bypass")),
    Choice(Feed.OFF, Text("输出关闭", "Output off")),
    Choice(Feed.UNKNOWN, Text("未知", "Unknown")),
)


def _sensor(key: str, zh: str, en: str, unit: str = "", step: float = 0.0) -> Point:
    text = Text(zh, en)
    return Point(key, Capability.SENSOR, text, settable=False, unit=unit, step=step)


FEED = Point("feed", Capability.SENSOR, Text("供电", "Fed by"), settable=False, choices=_FEEDS)
LOW = _sensor("battery_low", "电池电量低", "Battery low")
REPLACE = _sensor("battery_replace", "电池需更换", "Replace battery")
OVERLOAD = _sensor("overload", "过载", "Overload")
CHARGE = _sensor("charge", "电池电量", "Battery charge", "%", 1)
RUNTIME = _sensor("runtime", "剩余时间", "Runtime left", "min", 1)
LOAD = _sensor("load", "负载", "Load", "%", 1)
INPUT = _sensor("input_voltage", "输入电压", "Input voltage", "V", 1)
TEMPERATURE = _sensor("temperature", "温度", "Temperature", "°C", 1)

SENSORS = (FEED, LOW, REPLACE, OVERLOAD, CHARGE, RUNTIME, LOAD, INPUT, TEMPERATURE)
