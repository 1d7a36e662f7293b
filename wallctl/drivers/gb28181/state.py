"""The catalogue as points and values. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Capability, Choice, Point, Text, Value
from wallctl.drivers.gb28181.protocol import Camera

SHOWN = 500
"""Cameras with points of their own; all count, and all become proposals."""

CAMERA, STREAM = "camera.", "stream."
_ONLINE = (Choice("online", Text("在线", "Online")), Choice("offline", Text("离线", "Offline")))
_COUNTS = (
    Point("cameras", Capability.SENSOR, Text("摄像机数", "Cameras"), settable=False),
    Point(
        "cameras_online", Capability.SENSOR, Text("在线摄像机", "Cameras online"), settable=False
    ),
)


def points(options: Options) -> tuple[Point, ...]:
    """Before it was reached."""
    return _COUNTS


def points_of(cameras: Sequence[Camera]) -> tuple[Point, ...]:
    found = [*_COUNTS]
    for one in cameras[:SHOWN]:
        text = Text(one.name, one.name)
        found.append(
            Point(CAMERA + one.code, Capability.SENSOR, text, settable=False, choices=_ONLINE)
        )
        text = Text(f"{one.name} 取流", f"{one.name}: stream")
        found.append(Point(STREAM + one.code, Capability.SWITCH, text, settle_s=15.0))
    return tuple(found)


def values_of(cameras: Sequence[Camera]) -> dict[str, Value]:
    values: dict[str, Value] = {
        "cameras": len(cameras),
        "cameras_online": sum(one.online for one in cameras),
    }
    for one in cameras[:SHOWN]:
        values[CAMERA + one.code] = "online" if one.online else "offline"
        values[STREAM + one.code] = one.drawn
    return values
