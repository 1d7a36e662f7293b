"""What a telephone says of itself. Pure."""

from __future__ import annotations

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Capability, Choice, Point, Text

CALL, WITH, MUTED, ENDED, REGISTERED = "call", "with", "muted", "ended", "registered"
IDLE, RINGING, CALLING, CONNECTED = "idle", "ringing", "calling", "connected"

_CALLS = (
    Choice(IDLE, Text("空闲", "Idle")),
    Choice(RINGING, Text("来电振铃", "Ringing")),
    Choice(CALLING, Text("呼叫中", "Calling")),
    Choice(CONNECTED, Text("通话中", "Connected")),
)


def points(options: Options) -> tuple[Point, ...]:
    found = (
        Point(CALL, Capability.CALL, Text("呼叫", "Call"), settable=False, choices=_CALLS),
        _sensor(WITH, "对方", "With"),
        _sensor(MUTED, "话筒静音", "Microphone muted"),
        _sensor(ENDED, "上次结束原因", "How the last call ended"),
    )
    if options["domain"]:
        return (*found, _sensor(REGISTERED, "已注册", "Registered"))
    return found


def _sensor(key: str, zh: str, en: str) -> Point:
    return Point(key, Capability.SENSOR, Text(zh, en), settable=False)
