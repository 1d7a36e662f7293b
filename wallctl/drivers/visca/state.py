"""What a moving camera has. Pure."""

from __future__ import annotations

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import ON_OFF, Capability, Point, Text

POWER, ZOOM, AUTO_FOCUS, PAN, TILT = "power", "zoom", "focus.auto", "pan", "tilt"
NEEDS_ON = (ZOOM, AUTO_FOCUS)


def points(options: Options) -> tuple[Point, ...]:
    on = (POWER,)
    return (
        # Most look around once when they start, and take nothing before that is done.
        Point(POWER, Capability.POWER, Text("电源", "Power"), choices=ON_OFF, settle_s=60.0),
        Point(
            ZOOM,
            Capability.LEVEL,
            Text("变倍", "Zoom"),
            low=0,
            high=float(options["zoom_high"]),
            step=16,
            settle_s=10.0,
            inputs=on,
        ),
        Point(AUTO_FOCUS, Capability.SWITCH, Text("自动聚焦", "Automatic focus"), inputs=on),
        Point(PAN, Capability.SENSOR, Text("水平位置", "Pan position"), settable=False),
        Point(TILT, Capability.SENSOR, Text("垂直位置", "Tilt position"), settable=False),
    )
