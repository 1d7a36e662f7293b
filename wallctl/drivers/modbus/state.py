"""The points of a Modbus device with its options. Pure."""

from __future__ import annotations

from dataclasses import replace

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Point, Text
from wallctl.domain.errors import Invalid
from wallctl.drivers.modbus.profile import Cell, Profile, parsed, shipped

OWN = "own"
MOST_UNITS = 32


def profile(options: Options) -> Profile:
    """Raises Invalid where one's own makes no sense."""
    name = str(options["profile"])
    if name == OWN:
        return parsed(str(options["own"]))
    found = shipped().get(name)
    if found is None:
        raise Invalid(key="options.profile", reason="choice", got=name)
    return found


def units(options: Options) -> tuple[int, ...]:
    """The addresses on the line: "1" or "1,2,5". Raises Invalid."""
    found: list[int] = []
    for word in str(options["units"]).replace("，", ",").split(","):
        text = word.strip()
        if not (text.isascii() and text.isdigit() and 0 <= int(text) <= 255):
            raise Invalid(key="options.units", reason="unit", got=text[:20])
        if int(text) in found:
            raise Invalid(key="options.units", reason="twice", got=text)
        found.append(int(text))
    if len(found) > MOST_UNITS:
        raise Invalid(key="options.units", reason="too_many", got=str(len(found)))
    return tuple(found)


def cells(options: Options) -> tuple[Cell, ...]:
    """All that is on the line. With more than one address the keys begin with it: `2.outlet.1`."""
    shape, addresses = profile(options), units(options)
    if len(addresses) == 1:
        return tuple(replace(one, unit=addresses[0]) for one in shape.cells)
    return tuple(_of(one, unit) for unit in addresses for one in shape.cells)


def points(options: Options) -> tuple[Point, ...]:
    return tuple(one.point for one in cells(options))


def _of(cell: Cell, unit: int) -> Cell:
    words = cell.point.text
    named = Text(f"{unit} 号 {words.zh}", f"No. {unit} {words.en}")
    return replace(
        cell, unit=unit, point=replace(cell.point, key=f"{unit}.{cell.point.key}", text=named)
    )
