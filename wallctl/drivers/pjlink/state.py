"""What a PJLink device has: points and values. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import ON_OFF, POWER_VIA, Capability, Choice, Point, Text

UP, DOWN = "volume_up", "volume_down"

POWER, INPUT, PICTURE, SOUND, FREEZE = "power", "input", "mute.video", "mute.audio", "freeze"
FILTER_HOURS, LAMP_HOURS = "hours.filter", "hours.lamp."

ANY_INPUT = tuple(f"{kind}{n}" for kind in "12345" for n in range(1, 10))
"""What class 1 knows, for a device that does not say what it has."""

NEEDS_ON = (INPUT, PICTURE, SOUND, FREEZE)
"""What a projector says ERR3 to while it is not on."""

POWER_WORDS = {"0": "off", "1": "on", "2": "cooling", "3": "warming"}
LEVELS = {"0": "ok", "1": "warning", "2": "error"}
FAULTS = (
    ("fan", Text("风扇", "Fan")),
    ("lamp", Text("灯泡（光源）", "Lamp")),
    ("temperature", Text("温度", "Temperature")),
    ("cover", Text("机盖", "Cover")),
    ("filter", Text("滤网", "Filter")),
    ("other", Text("其他故障", "Other fault")),
)
_LEVEL_CHOICES = (
    Choice("ok", Text("正常", "OK")),
    Choice("warning", Text("警告", "Warning")),
    Choice("error", Text("故障", "Fault")),
)
_KINDS = {
    "1": Text("RGB", "RGB"),
    "2": Text("视频", "Video"),
    "3": Text("数字", "Digital"),
    "4": Text("存储", "Storage"),
    "5": Text("网络", "Network"),
    "6": Text("内置", "Internal"),
}


def points(options: Options) -> tuple[Point, ...]:
    """Before it was reached: what every one has; which inputs there are it will say itself."""
    return found(options, inputs=dict.fromkeys(ANY_INPUT, ""), lamps=1)


def found(
    options: Options,
    *,
    inputs: Mapping[str, str],
    lamps: int,
    freeze: bool = False,
    filter_hours: bool = False,
) -> tuple[Point, ...]:
    """Of a device that said what it has. `inputs` are names by code ("31": "HDMI1")."""
    settle_s = float(options["settle_s"])
    mute = Capability.MUTE
    rows = [
        Point(
            POWER,
            Capability.POWER,
            Text("电源", "Power"),
            choices=ON_OFF,
            via=POWER_VIA,
            settle_s=settle_s,
        ),
        Point(
            INPUT,
            Capability.INPUT,
            Text("输入", "Input"),
            choices=tuple(_choices(inputs)),
            settle_s=10.0,
            inputs=(POWER,),
        ),
        Point(PICTURE, mute, Text("画面静默", "Picture mute"), inputs=(POWER,)),
        Point(SOUND, mute, Text("静音", "Sound mute"), inputs=(POWER,)),
    ]
    if freeze:
        rows.append(
            Point(
                FREEZE, Capability.SWITCH, Text("画面冻结", "Freeze"), settle_s=5.0, inputs=(POWER,)
            )
        )
    rows += [_fault(key, text) for key, text in FAULTS]
    rows += [
        _hours(f"{LAMP_HOURS}{n}", Text(f"灯泡 {n} 时数", f"Lamp {n} hours"))
        for n in range(1, lamps + 1)
    ]
    if filter_hours:
        rows.append(_hours(FILTER_HOURS, Text("滤网时数", "Filter hours")))
    return tuple(rows)


def _choices(inputs: Mapping[str, str]) -> Iterable[Choice]:
    for code, name in inputs.items():
        kind = _KINDS.get(code[:1], Text("输入", "Input"))
        yield Choice(
            code,
            Text(name, name) if name else Text(f"{kind.zh} {code[1:]}", f"{kind.en} {code[1:]}"),
        )


def _fault(key: str, text: Text) -> Point:
    return Point(f"fault.{key}", Capability.SENSOR, text, settable=False, choices=_LEVEL_CHOICES)


def _hours(key: str, text: Text) -> Point:
    return Point(key, Capability.SENSOR, text, settable=False, low=0, unit="h")
