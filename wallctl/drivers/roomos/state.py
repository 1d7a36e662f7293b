"""What a terminal has. Pure."""

from __future__ import annotations

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import ON_OFF, Capability, Choice, Point, Text

POWER, VOLUME, MUTE, MICROPHONES = "power", "volume", "mute", "microphones.mute"
CALL, WITH = "call", "with"

_CALLS = (
    Choice("idle", Text("空闲", "Idle")),
    Choice("ringing", Text("来电振铃", "Ringing")),
    Choice("calling", Text("呼叫中", "Calling")),
    Choice("connected", Text("通话中", "Connected")),
)


def points(options: Options) -> tuple[Point, ...]:
    return (
        Point(POWER, Capability.POWER, Text("唤醒", "Awake"), choices=ON_OFF, settle_s=20.0),
        Point(VOLUME, Capability.LEVEL, Text("音量", "Volume"), low=0, high=100, step=1),
        Point(MUTE, Capability.MUTE, Text("扬声器静音", "Loudspeaker muted")),
        Point(MICROPHONES, Capability.MUTE, Text("话筒静音", "Microphones muted")),
        Point(CALL, Capability.CALL, Text("呼叫", "Call"), settable=False, choices=_CALLS),
        Point(WITH, Capability.SENSOR, Text("对方", "With"), settable=False),
    )
