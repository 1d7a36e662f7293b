"""Acts of moving cameras, the same for every driver, so that a source can name any as its own."""

from __future__ import annotations

import math

from wallctl.domain.devices.points import ActSpec, Capability, Point, Text
from wallctl.domain.errors import Rejected

MOVE, STOP, RECALL, STORE, HOME = "ptz.move", "ptz.stop", "ptz.recall", "ptz.store", "ptz.home"
MAX_PRESET = 255

_PRESET = Point(
    "preset",
    Capability.PRESET,
    Text("预置位号", "Preset number"),
    readable=False,
    low=1,
    high=MAX_PRESET,
    step=1,
)
_VELOCITY = Point(
    "velocity",
    Capability.PTZ,
    Text("水平 垂直 变倍（各 -1 至 1）", "Pan tilt zoom (-1 to 1 each)"),
    readable=False,
)

ACTS = (
    ActSpec(MOVE, Text("转动", "Move"), _VELOCITY),
    ActSpec(STOP, Text("停止转动", "Stop moving")),
    ActSpec(RECALL, Text("调用预置位", "Recall preset"), _PRESET),
    ActSpec(STORE, Text("保存预置位", "Store preset"), _PRESET),
    ActSpec(HOME, Text("回原位", "Home")),
)

# What an act that waits makes needless: nobody wants the move of a moment ago once another came,
# and none of them once it was to stop.
INSTEAD_OF = {MOVE: frozenset({MOVE}), STOP: frozenset({MOVE, RECALL, HOME})}

CAMERA = "camera."
"""Begins the keys of points that stand for the cameras of a device with many."""


def camera_at(camera: str) -> tuple[str, str]:
    """The device a source names as its camera, and the key there: "" where the device is one."""
    device, _, key = camera.partition("/")
    return device, key


def velocity_text(pan: float, tilt: float, zoom: float) -> str:
    """The argument of a move: right, up and closer are positive, 1 is the fastest."""
    return f"{pan:.3f} {tilt:.3f} {zoom:.3f}"


def velocity(text: object) -> tuple[float, float, float]:
    """Pan, tilt and zoom. Raises Rejected (`bad_argument`)."""
    try:
        pan, tilt, zoom = (float(one) for one in str(text).split())
    except ValueError:
        raise Rejected("bad_argument", got=str(text)) from None
    if not all(math.isfinite(one) and -1 <= one <= 1 for one in (pan, tilt, zoom)):
        raise Rejected("bad_argument", got=str(text))
    return pan, tilt, zoom


def preset(value: object) -> int:
    """The number of a preset, from 1; a name may follow it. Raises Rejected (`bad_argument`)."""
    try:
        number = int(str(value).partition(" ")[0].removesuffix(".0"))
    except ValueError:
        raise Rejected("bad_argument", got=str(value)) from None
    if not 1 <= number <= MAX_PRESET:
        raise Rejected("bad_argument", got=str(value))
    return number


def preset_name(value: object) -> str:
    """The name that follows the number of a preset to be stored; "" leaves what it has."""
    return str(value).partition(" ")[2].strip()


def preset_text(number: int, name: str = "") -> str:
    """The argument that stores a preset under a name."""
    return f"{number} {name}".strip()
