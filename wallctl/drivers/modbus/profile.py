"""Which point of a device is which coil or register: profiles as data. Pure, but for reading those
that are shipped.

A profile is TOML, of the house (resources/profiles/modbus/*.toml) or of one's own:

    title = { zh = "…", en = "…" }
    [[points]]
    key = "outlet.{n}"        # with `count`, n from 1 on
    count = 8
    zh = "第 {n} 路"
    en = "Outlet {n}"
    capability = "outlet"
    read = "coil"             # coil, discrete, holding, input; "" where it cannot be read
    write = "coil"            # coil (05), coils (15), register (06), registers (16); "" reads only
    address = 0               # of the first, as on the wire (from 0); the next has `stride` more
    write_address = 0         # where it is another
    on = 1                    # what is written, and what is read: seen_on, seen_off
    off = 0
    type = "u16"              # u16, s16, u32, s32, f32; words = "low_first" turns two words round
    scale = 0.1               # value = number * scale + offset
    choices = [{ raw = 1, value = "cool", zh = "制冷", en = "Cool" }]
    low = 16
    high = 30
    step = 1
    unit = "°C"
    settle_s = 5
    dangerous = true          # outlets always are

    [[acts]]
    name = "all_on"           # one of those that the driver declares
    write = "coil"
    address = 255
    value = 1
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from wallctl.domain.devices.points import BOOLEAN, ON_OFF, Capability, Choice, Point, Text
from wallctl.domain.errors import Invalid

READS = ("", "coil", "discrete", "holding", "input")
WRITES = ("", "coil", "coils", "register", "registers")
TYPES = {"u16": 1, "s16": 1, "u32": 2, "s32": 2, "f32": 2}
ACTS = ("all_on", "all_off", "start_sequence", "stop_sequence")
MOST = 2000


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a point is, and how its number is written."""

    point: Point
    read: str
    write: str
    address: int
    write_address: int
    unit: int = 1
    type: str = "u16"
    low_first: bool = False
    scale: float = 1.0
    offset: float = 0.0
    on: int = 1
    off: int = 0
    seen_on: int = 1
    seen_off: int = 0
    raws: tuple[tuple[int, str], ...] = ()

    @property
    def words(self) -> int:
        """How many addresses it takes."""
        return TYPES[self.type] if self.read in {"holding", "input"} else 1


@dataclass(frozen=True, slots=True)
class ActCell:
    """What an act writes."""

    name: str
    write: str
    address: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    id: str
    title: Text
    manual: str
    cells: tuple[Cell, ...]
    acts: tuple[ActCell, ...]


@cache
def shipped() -> Mapping[str, Profile]:
    """The profiles of the house by their ids."""
    place = files("resources") / "profiles" / "modbus"
    rows = sorted(
        (one.name.removesuffix(".toml"), one.read_text("utf-8"))
        for one in place.iterdir()
        if one.name.endswith(".toml")
    )
    return {name: parsed(text, name=name, at=f"profile {name}") for name, text in rows}


def parsed(text: str, *, name: str = "own", at: str = "options.own") -> Profile:
    """Raises Invalid naming the place: `options.own.points.2.address`."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise Invalid(key=at, reason="toml", got=str(exc)) from None
    title = table.get("title", {})
    words = Text(str(title.get("zh", name)), str(title.get("en", name)))
    cells: list[Cell] = []
    for number, row in enumerate(_rows(table, "points", at), 1):
        cells += _cells(_Row(row, f"{at}.points.{number}"))
    keys = [one.point.key for one in cells]
    if len(set(keys)) != len(keys):
        raise Invalid(key=f"{at}.points", reason="twice", got=_twice(keys))
    if not cells or len(cells) > MOST:
        raise Invalid(key=f"{at}.points", reason="count", got=str(len(cells)))
    acts = [
        _act(_Row(row, f"{at}.acts.{number}"))
        for number, row in enumerate(_rows(table, "acts", at), 1)
    ]
    return Profile(name, words, str(table.get("manual", "")), tuple(cells), tuple(acts))


class _Row:
    """One table, read with its place for errors; whatever is left over is unknown."""

    def __init__(self, row: Mapping[str, object], at: str) -> None:
        self._row, self._at = dict(row), at

    def text(self, key: str, default: str | None = None, known: tuple[str, ...] = ()) -> str:
        value = self._row.pop(key, default)
        if not isinstance(value, str):
            raise self.wrong(key, "not_text", value)
        if known and value not in known:
            raise self.wrong(key, "choice", value)
        return value

    def number(
        self, key: str, default: float | None, low: float = -math.inf, high: float = math.inf
    ) -> float:
        value = self._row.pop(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(key, "not_number", value)
        if not low <= value <= high:
            raise self.wrong(key, "range", value)
        return value

    def whole(self, key: str, default: int | None, low: int = 0, high: int = 65_535) -> int:
        value = self.number(key, default, low, high)
        if not isinstance(value, int):
            raise self.wrong(key, "not_whole", value)
        return value

    def maybe(self, key: str) -> float | None:
        return self.number(key, 0.0) if key in self._row else None

    def flag(self, key: str) -> bool:
        value = self._row.pop(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "not_bool", value)
        return value

    def rows(self, key: str) -> list[_Row]:
        value = self._row.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(key, "not_list", value)
        return [_Row(one, f"{self._at}.{key}.{n}") for n, one in enumerate(value, 1)]

    def numbers(self, key: str) -> tuple[int, ...]:
        value = self._row.pop(key, None)
        found: list[int] = []
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, int) or not 0 <= one <= 65_535:
                raise self.wrong(key, "not_number", value)
            found.append(int(one))
        return tuple(found)

    def done(self) -> None:
        for key, value in self._row.items():
            raise self.wrong(key, "unknown", value)

    def wrong(self, key: str, reason: str, got: object) -> Invalid:
        return Invalid(key=f"{self._at}.{key}", reason=reason, got=str(got)[:80])


def _rows(table: Mapping[str, object], key: str, at: str) -> list[dict[str, object]]:
    rows = table.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise Invalid(key=f"{at}.{key}", reason="not_list", got=str(rows)[:80])
    return rows


def _cells(row: _Row) -> list[Cell]:
    key = row.text("key")
    count = row.whole("count", 1, 1, 256)
    capability = Capability(
        row.text("capability", "sensor", tuple(one.value for one in Capability))
    )
    read = row.text("read", "", READS)
    write = row.text("write", "", WRITES)
    if not read and not write:
        raise row.wrong("read", "empty", "")
    if count > 1 and "{n}" not in key:
        raise row.wrong("key", "needs_n", key)
    address = row.whole("address", None)
    stride = row.whole("stride", 1, 1)
    write_address = row.whole("write_address", address)
    kind = row.text("type", "u16", tuple(TYPES))
    low_first = row.text("words", "high_first", ("high_first", "low_first")) == "low_first"
    scale, offset = row.number("scale", 1.0), row.number("offset", 0.0)
    if scale == 0:
        raise row.wrong("scale", "range", 0)
    on, off = row.whole("on", 1), row.whole("off", 0)
    seen_on, seen_off = row.whole("seen_on", on), row.whole("seen_off", off)
    choices, raws = _choices(row)
    zh = row.text("zh", key)
    en = row.text("en", zh)
    low, high, step = row.maybe("low"), row.maybe("high"), row.maybe("step")
    unit, settle_s = row.text("unit", ""), row.number("settle_s", 5.0, 0, 600)
    dangerous = row.flag("dangerous") or capability is Capability.OUTLET
    row.done()
    if capability is Capability.POWER:
        choices = ON_OFF
    if capability is Capability.LEVEL and low is None:
        low, high = 0.0, 65_535 * abs(scale)

    def cell(n: int) -> Cell:
        named = Text(zh.replace("{n}", str(n)), en.replace("{n}", str(n)))
        point = Point(
            key.replace("{n}", str(n)),
            capability,
            named,
            settable=bool(write),
            readable=bool(read),
            dangerous=dangerous,
            choices=choices,
            low=low if write else None,
            high=high if write else None,
            step=abs(scale) if step is None and capability not in BOOLEAN else step or 0.0,
            unit=unit,
            settle_s=settle_s,
        )
        return Cell(
            point,
            read,
            write,
            _within(row, address + (n - 1) * stride),
            _within(row, write_address + (n - 1) * stride),
            type=kind,
            low_first=low_first,
            scale=scale,
            offset=offset,
            on=on,
            off=off,
            seen_on=seen_on,
            seen_off=seen_off,
            raws=raws,
        )

    return [cell(n) for n in range(1, count + 1)]


def _choices(row: _Row) -> tuple[tuple[Choice, ...], tuple[tuple[int, str], ...]]:
    choices: list[Choice] = []
    raws: list[tuple[int, str]] = []
    for one in row.rows("choices"):
        raw, value = one.whole("raw", None), one.text("value")
        zh = one.text("zh", value)
        choices.append(Choice(value, Text(zh, one.text("en", zh))))
        raws.append((raw, value))
        one.done()
    return tuple(choices), tuple(raws)


def _act(row: _Row) -> ActCell:
    act = ActCell(
        row.text("name", None, ACTS),
        row.text("write", None, WRITES[1:]),
        row.whole("address", None),
        row.numbers("value"),
    )
    row.done()
    return act


def _within(row: _Row, address: int) -> int:
    if address > 65_535:
        raise row.wrong("address", "range", address)
    return address


def _twice(keys: list[str]) -> str:
    return next(key for n, key in enumerate(keys) if key in keys[:n])
