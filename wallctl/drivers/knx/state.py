"""The points of a KNX line, out of the group addresses that somebody wrote down. Pure.

One point a line; `#` begins a remark:

    KEY [NAME[|ENGLISH NAME]] = ADDRESS DPT [KIND] [WORD ...]

    lamp.1 主席台灯|Stage light = 1/1/1 5.001 light status=1/1/2
    curtain 窗帘|Curtain        = 2/1/1 5.001 cover status=2/1/2 travel=60
    plug 会议桌插座|Table socket = 1/2/1 1.001 outlet status=1/2/2
    heat 设定温度|Set point      = 3/1/1 9.001 climate status=3/1/2 min=16 max=30
    room 室温|Room temperature  = 3/2/1 9.001 sensor
    mood 灯光预置|Light presets  = 4/1/1 18.001 preset

`status` is the address on which the actuator reports; without one the point is read at its own
address, and `blind` says that nothing can be read at all. Percent of a cover is 0 open .. 100
closed on the bus (DPT 5.001 of a shutter actuator) and turned round here; `upright` leaves it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Capability, Choice, Point, Text
from wallctl.domain.errors import Invalid

MOST = 500
PRESET = "preset"

_LINE = re.compile(r"(?P<key>[\w.-]{1,60})(?:\s+(?P<name>[^=]{1,120}?))?\s*=\s*(?P<rest>.+)")
_MAIN_TYPES = frozenset({1, 5, 6, 7, 8, 9, 12, 13, 14, 16, 17, 18, 20})
_KINDS = {
    "light": Capability.LIGHT,
    "cover": Capability.COVER,
    "switch": Capability.SWITCH,
    "outlet": Capability.OUTLET,
    "climate": Capability.CLIMATE,
    "level": Capability.LEVEL,
    "sensor": Capability.SENSOR,
    PRESET: Capability.PRESET,
}
# What a type may be used for: main number -> kinds, the first where none is written.
_FITS: dict[int, tuple[str, ...]] = {
    1: ("switch", "outlet", "light", "sensor"),
    5: ("level", "light", "cover", "climate", "sensor"),
    9: ("sensor", "climate"),
    17: (PRESET,),
    18: (PRESET,),
    20: ("climate", "sensor"),
}
_UNITS = {
    "5.001": "%",
    "7.012": "mA",
    "7.013": "lx",
    "9.001": "°C",
    "9.004": "lx",
    "9.005": "m/s",
    "9.007": "%",
    "9.008": "ppm",
    "13.010": "Wh",
    "13.013": "kWh",
    "14.019": "A",
    "14.027": "V",
    "14.033": "Hz",
    "14.056": "W",
}
_ENDS: dict[int, tuple[float, float]] = {
    5: (0, 255),
    6: (-128, 127),
    7: (0, 65_535),
    8: (-32_768, 32_767),
    12: (0, 4_294_967_295),
    13: (-2_147_483_648, 2_147_483_647),
    14: (-1e9, 1e9),
}
HVAC = (
    Choice("auto", Text("自动", "Auto")),
    Choice("comfort", Text("舒适", "Comfort")),
    Choice("standby", Text("待机", "Standby")),
    Choice("economy", Text("节能", "Economy")),
    Choice("building_protection", Text("建筑保护", "Building protection")),
)
_NUMBERS = frozenset({"min", "max", "step", "travel"})
_FLAGS = frozenset({"blind", "upright", "dangerous"})


@dataclass(frozen=True, slots=True)
class Spec:
    """One written line. `status` is "" where the point reports at its own address."""

    key: str
    name: Text
    kind: str
    address: str
    status: str
    dpt: str
    blind: bool = False
    turned: bool = False
    dangerous: bool = False
    low: float | None = None
    high: float | None = None
    step: float | None = None
    travel: float = 60.0

    @property
    def reports(self) -> str:
        """The address whose telegrams tell the state."""
        return self.status or self.address


def specs(text: str) -> tuple[Spec, ...]:
    """Raises Invalid naming the line: `options.points.LINE`."""
    found: dict[str, Spec] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.partition("#")[0].strip()
        if not line:
            continue
        one = _spec(line, f"options.points.{number}")
        if one.key in found:
            raise Invalid(key=f"options.points.{number}", reason="twice", got=one.key)
        found[one.key] = one
    if not found:
        raise Invalid(key="options.points", reason="empty", got="")
    if len(found) > MOST:
        raise Invalid(key="options.points", reason="too_many", got=str(len(found)), limit=MOST)
    return tuple(found.values())


def points(options: Options) -> tuple[Point, ...]:
    """Presets are acts and no points."""
    return tuple(_point(one) for one in specs(str(options["points"])) if one.kind != PRESET)


def _spec(line: str, at: str) -> Spec:
    match = _LINE.fullmatch(line)
    if match is None:
        raise Invalid(key=at, reason="form", got=line[:80])
    zh, _, en = (match["name"] or match["key"]).partition("|")
    words = match["rest"].split()
    address = _address(words[0], at)
    if len(words) < 2 or (main := _main(words[1])) is None:
        raise Invalid(key=at, reason="dpt", got=" ".join(words[1:2]))
    fits = _FITS.get(main, ("sensor", "level") if main != 16 else ("sensor",))
    rest = words[2:]
    kind = rest.pop(0) if rest and rest[0] in _KINDS else fits[0]
    if kind not in fits:
        raise Invalid(key=at, reason="kind", got=f"{kind} {words[1]}", choices=", ".join(fits))
    flags, numbers, status = _words(rest, at)
    return Spec(
        key=match["key"],
        name=Text(zh.strip(), en.strip() or zh.strip()),
        kind=kind,
        address=address,
        status=status,
        dpt=words[1],
        blind="blind" in flags,
        turned=kind == "cover" and "upright" not in flags,
        dangerous=kind == "outlet" or "dangerous" in flags,
        low=numbers.get("min"),
        high=numbers.get("max"),
        step=numbers.get("step"),
        travel=numbers.get("travel", 60.0),
    )


def _words(words: list[str], at: str) -> tuple[set[str], dict[str, float], str]:
    flags: set[str] = set()
    numbers: dict[str, float] = {}
    status = ""
    for word in words:
        name, _, value = word.partition("=")
        if word in _FLAGS:
            flags.add(word)
        elif name == "status":
            status = _address(value, at)
        elif name in _NUMBERS:
            try:
                numbers[name] = float(value)
            except ValueError:
                raise Invalid(key=at, reason="not_number", got=word) from None
        else:
            raise Invalid(key=at, reason="unknown_word", got=word[:80])
    return flags, numbers, status


def _address(text: str, at: str) -> str:
    """A group address of three levels or two."""
    parts = text.split("/")
    limits = {3: (31, 7, 255), 2: (31, 2047)}.get(len(parts))
    if limits is None or not all(one.isascii() and one.isdigit() for one in parts):
        raise Invalid(key=at, reason="group_address", got=text[:40])
    numbers = [int(one) for one in parts]
    if any(n > limit for n, limit in zip(numbers, limits, strict=True)) or not any(numbers):
        raise Invalid(key=at, reason="group_address", got=text[:40])
    if len(numbers) == 2:  # the same sixteen bits, written in three levels
        numbers = [numbers[0], numbers[1] >> 8, numbers[1] & 0xFF]
    return "/".join(map(str, numbers))


def _main(dpt: str) -> int | None:
    match = re.fullmatch(r"(\d{1,2})\.(\d{3})", dpt, re.ASCII)
    return int(match[1]) if match and int(match[1]) in _MAIN_TYPES else None


def _point(one: Spec) -> Point:
    capability = _KINDS[one.kind]
    settable = one.kind != "sensor"
    low, high, step, settle, unit = one.low, one.high, one.step, 5.0, _UNITS.get(one.dpt, "")
    choices: tuple[Choice, ...] = ()
    if one.dpt.startswith("20.") and one.dpt != "20.102":
        raise Invalid(key=f"options.points.{one.key}", reason="dpt", got=one.dpt)
    if one.dpt == "20.102":
        choices = HVAC
    elif one.kind in {"light", "cover"}:
        low, high, unit = 0.0, 100.0, "%"
        step = 100.0 if one.dpt.startswith("1.") else (step or 1.0)
        settle = one.travel if one.kind == "cover" else 8.0
    elif one.kind == "climate":
        low = 16.0 if low is None else low
        high = 30.0 if high is None else high
        step, settle = step or 0.5, 10.0
    elif one.kind == "level":
        ends = (0.0, 100.0) if one.dpt == "5.001" else _ENDS[int(one.dpt.partition(".")[0])]
        low, high = (ends[0] if low is None else low), (ends[1] if high is None else high)
        step = step or 1.0
    return Point(
        one.key,
        capability,
        one.name,
        settable=settable,
        readable=not one.blind,
        dangerous=one.dangerous,
        choices=choices,
        low=low if settable and not choices else None,
        high=high if settable and not choices else None,
        step=step or 0.0,
        unit=unit,
        settle_s=settle,
    )
