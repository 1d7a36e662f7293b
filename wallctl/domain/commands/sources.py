"""What can be asked about sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wallctl.domain.devices.entities import DevicePort
from wallctl.domain.entities import Carrier, Medium, PlayerChoice, PlayOptions, Source, SourceKind


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
    code: str | None = None
    port: DevicePort | None = None  # one without a device: in none any more
    camera: str | None = None  # "": no device moves it


@dataclass(frozen=True, slots=True)
class Seal:
    """Sealed passwords of one source before and after a change. Only the API's edge, which sees
    passwords, makes these."""

    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SourceUpdateMany:
    """Changes what is named of all these sources, in one step.

    `host_from` is a host, `host:port`, or the front of one that ends in a dot (`10.1.2.`); it
    becomes `host_to` in the addresses of those that have it. A password does not go along to
    another host: it is given anew. `user` and `password` are those of addresses with a host.
    """

    ids: tuple[str, ...]
    kind: SourceKind | None = None
    department: str | None = None
    carrier: Carrier | None = None
    tags_add: tuple[str, ...] = ()
    tags_remove: tuple[str, ...] = ()
    host_from: str = ""
    host_to: str = ""
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    seals: tuple[Seal, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class SourceReplace:
    """Another device in a source's place (更换设备). Name, place, scenes and tags stay; what is
    not given of the device's own (sub-stream, code) is gone with the old one."""

    id: str
    main: str
    sub: str = ""
    medium: Medium | None = None
    player: PlayerChoice | None = None
    options: PlayOptions | None = None
    code: str = ""
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SourceRemove:
    """Refused while a tile, program or scene uses the source, naming them."""

    id: str


@dataclass(frozen=True, slots=True)
class SourceImport:
    """Adds new and replaces known sources (by id) in one step.

    With `before`, the known ones must still be as they were when this was prepared, and no other
    may be there by now; else all of it is refused.
    """

    sources: tuple[Source, ...]
    before: tuple[Source, ...] | None = None


@dataclass(frozen=True, slots=True)
class SourceTest:
    """Opens a source (known by id, or a whole one not yet saved) and says what it gives."""

    id: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class SourceFind:
    """Looks for devices on the network; what is found is proposed, never taken in by itself."""

    seconds: float = 3.0


SourceCommand = (
    SourceAdd | SourceUpdate | SourceUpdateMany | SourceReplace | SourceRemove | SourceImport
)
SourceAction = SourceTest | SourceFind

KINDS: dict[str, type[Any]] = {
    "source.add": SourceAdd,
    "source.update": SourceUpdate,
    "source.update_many": SourceUpdateMany,
    "source.replace": SourceReplace,
    "source.remove": SourceRemove,
    "source.import": SourceImport,
    "source.test": SourceTest,
    "source.find": SourceFind,
}
