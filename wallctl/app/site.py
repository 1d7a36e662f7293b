"""The site file: one TOML text that names rooms, walls, outputs, engine addresses and security."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from wallctl.app.site_checks import FIRST_PORT, Read, read_tables
from wallctl.app.site_errors import Findings, SiteError, SiteErrors, syntax_error
from wallctl.app.site_file import BackupPart, RoomPart, SecurityPart
from wallctl.app.site_lines import lines_of
from wallctl.domain.commands import SiteApply
from wallctl.domain.deciding.site import check_site
from wallctl.domain.entities import Entity, Output, Room, Wall
from wallctl.domain.errors import NotFound, Refused
from wallctl.engine.presence import Duty
from wallctl.store import codec

__all__ = [
    "Backup",
    "RoomSite",
    "Security",
    "Site",
    "SiteError",
    "SiteErrors",
    "first_site",
    "load_site",
]

LARGEST = 4_000_000  # bytes; a site file is some kB
USUAL_NAMES = {
    "hall": ("指挥大厅", "Command hall"),
    "consult": ("会商室", "Consultation room"),
    "duty": ("值班室", "Duty room"),
}
"""What a room without a site file is called until somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Security:
    """Where the engine listens. Without `tls_cert` and `tls_key` only on loopback."""

    listen: str = "127.0.0.1"
    tls_cert: Path | None = None
    tls_key: Path | None = None

    @property
    def open_to_others(self) -> bool:
        """Whether others than this machine reach it: then every caller needs a token."""
        return self.tls_cert is not None


@dataclass(frozen=True, slots=True)
class Backup:
    every: timedelta = timedelta(hours=6)
    keep: int = 14
    copy_to: Path | None = None


@dataclass(frozen=True, slots=True)
class RoomSite:
    """One room as the site file has it. `database` and `data` are empty for the usual places.

    `digest` changes when room, walls or outputs do, and not with a comment.
    """

    room: Room
    walls: tuple[Wall, ...]
    outputs: tuple[Output, ...]
    port: int
    host: str = ""
    database: str = ""
    data: Path | None = None
    duty: Duty = Duty()
    audio: str = ""

    @property
    def digest(self) -> str:
        parts: list[Entity] = [self.room, *self.walls, *self.outputs]
        told = codec.canonical([codec.to_dict(one) for one in parts])
        return hashlib.sha256(told).hexdigest()

    @property
    def command(self) -> SiteApply:
        """The command that brings the show to this."""
        return SiteApply(self.room, self.walls, self.outputs)


@dataclass(frozen=True, slots=True)
class Site:
    """`told` is False where there is no file: the room is then made by commands alone."""

    path: Path
    name: str
    security: Security
    backup: Backup
    rooms: tuple[RoomSite, ...]
    told: bool = True

    def room(self, id: str) -> RoomSite:
        """The room of that id. Raises NotFound naming the rooms there are."""
        for one in self.rooms:
            if one.room.id == id:
                return one
        raise NotFound(room=id, known=", ".join(one.room.id for one in self.rooms))


def first_site(room: str) -> Site:
    """The site of a first start without a file: one empty room on loopback. Raises SiteErrors
    for an id that no room can have."""
    name, name_en = USUAL_NAMES.get(room, (room, ""))
    mine = RoomSite(Room(room, name, name_en), (), (), FIRST_PORT)
    try:
        check_site((mine.room,), (), ())
    except Refused as refused:
        raise SiteErrors([SiteError("--room", 1, "id", str(refused))]) from None
    return Site(Path(), "", Security(), Backup(), (mine,), told=False)


def load_site(path: Path) -> Site:
    """Reads and checks a site file. Raises SiteErrors with all that is wrong in it."""
    file = str(path)
    try:
        if path.stat().st_size > LARGEST:
            raise SiteErrors([SiteError(file, 1, "file", f"is over {LARGEST} bytes")])
        text = path.read_bytes().decode()
    except OSError as error:
        why = f"cannot be read: {error.strerror}"
        raise SiteErrors([SiteError(file, 1, "file", why)]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SiteErrors([SiteError(file, line, "file", "is not UTF-8")]) from error
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SiteErrors([syntax_error(file, text, error)]) from error
    findings = Findings(file, lines_of(text))
    folder = path.absolute().parent
    read = read_tables(raw, folder, findings)
    rooms = tuple(_room(n, part, read, folder) for n, part in enumerate(read.rooms))
    if not findings.errors:
        _check_as_show(rooms, findings)
    if findings.errors:
        raise SiteErrors(findings.errors)
    return Site(
        path=path.absolute(),
        name=read.site.name,
        security=_security(read.security, folder),
        backup=_backup(read.backup, folder),
        rooms=rooms,
    )


def _room(number: int, part: RoomPart, read: Read, folder: Path) -> RoomSite:
    walls = tuple(one for one in read.walls if one.room == part.id)
    mine = {one.id for one in walls}
    return RoomSite(
        room=Room(part.id, part.name or part.id, part.name_en),
        walls=walls,
        outputs=tuple(one for one in read.outputs if one.wall in mine),
        port=part.port or FIRST_PORT + number,
        host=part.host,
        database=part.database,
        data=folder / part.data if part.data else None,
        duty=Duty(float(part.unattended_after_s), part.duty_phone),
        audio=part.audio,
    )


def _check_as_show(rooms: tuple[RoomSite, ...], findings: Findings) -> None:
    """What the engine would refuse is refused here, before it starts."""
    for one in rooms:
        try:
            check_site((one.room,), one.walls, one.outputs)
        except Refused as refused:
            findings.wrong(("room",), f"{one.room.id}: {refused}")


def _security(part: SecurityPart, folder: Path) -> Security:
    if not part.tls_cert:
        return Security(part.listen)
    return Security(part.listen, folder / part.tls_cert, folder / part.tls_key)


def _backup(part: BackupPart, folder: Path) -> Backup:
    unit = {"m": "minutes", "h": "hours", "d": "days"}[part.every[-1]]
    return Backup(
        every=timedelta(**{unit: int(part.every[:-1])}),
        keep=part.keep,
        copy_to=folder / part.copy_to if part.copy_to else None,
    )
