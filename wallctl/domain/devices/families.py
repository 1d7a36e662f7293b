"""What a driver declares of itself: enough to draw its forms and to look at what is wanted."""

from __future__ import annotations

from dataclasses import dataclass

from wallctl.domain.devices.options import Option
from wallctl.domain.devices.points import ActSpec, Capability, Text


@dataclass(frozen=True, slots=True)
class FamilyCard:
    """A driver family for people. `manual` cites the maker's documents with their versions."""

    name: str
    title: Text
    makers: str
    manual: str
    capabilities: tuple[Capability, ...]
    options: tuple[Option, ...]
    acts: tuple[ActSpec, ...] = ()
    says_lines: bool = False  # a typed line can be tried on the real device
