"""Driver families, a package each. Those of this house are found by one entry point, which lists
the packages that are here; other houses' packages bring an entry point of their own."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wallctl.ports.driver import Family

GROUP = "wallctl.drivers"


def families() -> tuple[Family, ...]:
    """The families of this house: each package beside this file exports `FAMILY`."""
    names = sorted(one.name for one in pkgutil.iter_modules(__path__) if one.ispkg)
    return tuple(import_module(f"{__name__}.{name}").FAMILY for name in names)


def found() -> dict[str, Family]:
    """All families that are installed, by name. A broken one raises whatever its import does."""
    table: dict[str, Family] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda p: p.name):
        for family in point.load()():
            table.setdefault(family.card.name, family)
    return table
