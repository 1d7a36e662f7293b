"""What can be asked about sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wallctl.domain.entities import Carrier, PlayerChoice, PlayOptions, Source, SourceKind


@dataclass(frozen=True, slots=True)
class SourceAdd:
    source: Source


@dataclass(frozen=True, slots=True)
class SourceUpdate:
    id: str
    name: str | None = None
    name_en: str | None = None
    main: str | None = None
    sub: str | None = None
    kind: SourceKind | None = None
    department: str | None = None
    carrier: Carrier | None = None
    place: str | None = None
    player: PlayerChoice | None = None
    options: PlayOptions | None = None
    tags: tuple[str, ...] | None = None
    backup: str | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class SourceRemove:
    """Refused while a tile, program or scene uses the source, naming them."""

    id: str


@dataclass(frozen=True, slots=True)
class SourceImport:
    """Adds new and replaces known sources (by id) in one step."""

    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class SourceTest:
    """Opens a source (known by id, or a whole one not yet saved) and says what it gives."""

    id: str = ""
    source: Source | None = None


SourceCommand = SourceAdd | SourceUpdate | SourceRemove | SourceImport
SourceAction = SourceTest

KINDS: dict[str, type[Any]] = {
    "source.add": SourceAdd,
    "source.update": SourceUpdate,
    "source.remove": SourceRemove,
    "source.import": SourceImport,
    "source.test": SourceTest,
}
