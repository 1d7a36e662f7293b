"""What a camera has. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Capability, Choice, Point, Text, Value

ZOOM, PAN, TILT, MOTION, TAMPER, PRESETS = "zoom", "pan", "tilt", "motion", "tamper", "presets"

# Topics as Profile S and T cameras use them; each has one datum that is true or false.
_TOPICS = {
    "RuleEngine/CellMotionDetector/Motion": MOTION,
    "VideoSource/MotionAlarm": MOTION,
    "VideoAnalytics/Motion": MOTION,
    "VideoSource/GlobalSceneChange/ImagingService": TAMPER,
    "VideoSource/GlobalSceneChange/AnalyticsService": TAMPER,
    "VideoSource/ImageTooDark/ImagingService": TAMPER,
    "RuleEngine/TamperDetector/Tamper": TAMPER,
}
MOST_PRESETS = 255


@dataclass(frozen=True, slots=True)
class Can:
    """What the camera said it can do. `tells`: it says where it looks."""

    moves: bool = True
    tells: bool = True
    events: bool = True


@dataclass(frozen=True, slots=True)
class Preset:
    number: int
    token: str
    name: str


def points(options: Options) -> tuple[Point, ...]:
    return points_of(Can(), ())


def points_of(can: Can, presets: Iterable[Preset]) -> tuple[Point, ...]:
    found: list[Point] = []
    if can.moves:
        found.append(
            Point(
                ZOOM,
                Capability.LEVEL,
                Text("变倍", "Zoom"),
                readable=can.tells,
                low=0,
                high=100,
                step=1,
                unit="%",
                settle_s=15.0,
            )
        )
        choices = tuple(Choice(str(p.number), Text(p.name, p.name)) for p in presets)
        if choices:
            found.append(
                Point(
                    PRESETS,
                    Capability.PRESET,
                    Text("预置位", "Presets"),
                    settable=False,
                    readable=False,
                    choices=choices,
                )
            )
    if can.moves and can.tells:
        found += [
            _sensor(PAN, "水平位置", "Pan position", "%"),
            _sensor(TILT, "垂直位置", "Tilt position", "%"),
        ]
    if can.events:
        found += [
            _sensor(MOTION, "画面有动", "Motion"),
            _sensor(TAMPER, "遮挡或移位", "Tampering"),
        ]
    return tuple(found)


def numbered(rows: Iterable[Mapping[str, object]]) -> tuple[Preset, ...]:
    """Presets by number: that of the token where it is one, else the lowest that is free."""
    tokens = [(str(row.get("token") or ""), str(row.get("name") or "")) for row in rows]
    tokens = [one for one in tokens if one[0]][:MOST_PRESETS]
    own = {token: int(token) for token, _ in tokens if token.isascii() and token.isdigit()}
    own = {token: number for token, number in own.items() if 1 <= number <= MOST_PRESETS}
    free = iter(n for n in range(1, MOST_PRESETS + 1) if n not in own.values())
    found: dict[int, Preset] = {}
    for token, name in tokens:
        number = own[token] if token in own else next(free, 0)
        if number and number not in found:
            found[number] = Preset(number, token, name[:60] or f"#{number}")
    return tuple(found[number] for number in sorted(found))


def placed(status: Mapping[str, object]) -> dict[str, Value]:
    """Of a status what is known: percents of the way to each side, and of the zoom."""
    found: dict[str, Value] = {}
    for key in (PAN, TILT, ZOOM):
        told = status.get(key)
        if isinstance(told, float) and -1.5 <= told <= 1.5:
            found[key] = round(told * 100)
    return found


def reported(messages: Iterable[Mapping[str, object]]) -> dict[str, Value]:
    """What events say, the last word of each."""
    found: dict[str, Value] = {}
    for message in messages:
        topic = str(message.get("topic") or "")
        path = "/".join(part.rpartition(":")[2] for part in topic.split("/"))
        key, data = _TOPICS.get(path), message.get("data")
        if key is None or not isinstance(data, Mapping):
            continue
        said = next((str(one).lower() for one in data.values()), "")
        if said in {"true", "1", "false", "0"}:
            found[key] = said in {"true", "1"}
    return found


def _sensor(key: str, zh: str, en: str, unit: str = "") -> Point:
    return Point(key, Capability.SENSOR, Text(zh, en), settable=False, unit=unit)
