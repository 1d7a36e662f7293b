"""Reads the tables of a site file and checks what needs more than one value of it."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from wallctl.app.site_errors import Findings
from wallctl.app.site_file import (
    BackupPart,
    OutputPart,
    Part,
    RoomPart,
    SecurityPart,
    SitePart,
    WallPart,
)
from wallctl.app.site_lines import Path as KeyPath
from wallctl.app.site_walls import check_outputs, outputs_of, wall_of
from wallctl.domain.entities import Output, Wall

P = TypeVar("P", bound=Part)
TABLES = frozenset({"site", "security", "backup", "room", "wall", "output"})
FIRST_PORT = 8700


@dataclass(frozen=True, slots=True)
class Read:
    """The tables of a site file. Where findings were noted it may be half, and is not used."""

    site: SitePart
    security: SecurityPart
    backup: BackupPart
    rooms: tuple[RoomPart, ...]
    walls: tuple[Wall, ...]
    outputs: tuple[Output, ...]


def read_tables(raw: Mapping[str, Any], folder: Path, findings: Findings) -> Read:
    """All tables, one by one, so that one wrong value hides no other. `folder` is the file's."""
    for name in raw:
        if name not in TABLES:
            findings.wrong((name,), "is not known here")
    security = _single(raw, "security", SecurityPart, findings)
    rooms = _many(raw, "room", RoomPart, findings)
    walls = _many(raw, "wall", WallPart, findings)
    parts = _many(raw, "output", OutputPart, findings)
    # Read from the file itself: a wall with another fault in it is still known by its id.
    room_ids = _check_ids(raw, "room", findings)
    wall_ids = _check_ids(raw, "wall", findings)
    rooms = {n: one for n, one in rooms.items() if room_ids.get(one.id) == n}
    walls = {n: one for n, one in walls.items() if wall_ids.get(one.id) == n}
    if not room_ids:
        findings.wrong((), "names no room ([[room]] with an id)")
    for number, wall in walls.items():
        if wall.room not in room_ids:
            findings.wrong(("wall", number, "room"), f"there is no room {wall.room}")
    for number, part in parts.items():
        if part.wall not in wall_ids:
            findings.wrong(("output", number, "wall"), f"there is no wall {part.wall}")
    _check_security(security, folder, findings)
    _check_rooms(rooms, folder, findings)
    placed = outputs_of(walls, parts, findings)
    check_outputs(placed, findings)
    return Read(
        site=_single(raw, "site", SitePart, findings),
        security=security,
        backup=_single(raw, "backup", BackupPart, findings),
        rooms=tuple(rooms.values()),
        walls=tuple(wall_of(n, part, placed, folder, findings) for n, part in walls.items()),
        outputs=tuple(one.output for one in placed),
    )


def _single(raw: Mapping[str, Any], name: str, model: type[P], findings: Findings) -> P:
    return findings.read(model, (name,), raw.get(name, {})) or model()


def _many(raw: Mapping[str, Any], name: str, model: type[P], findings: Findings) -> dict[int, P]:
    tables = raw.get(name, [])
    if not isinstance(tables, list):
        findings.wrong((name,), f"must be written [[{name}]]")
        return {}
    read = {n: findings.read(model, (name, n), one) for n, one in enumerate(tables)}
    return {n: one for n, one in read.items() if one is not None}


def _check_ids(raw: Mapping[str, Any], name: str, findings: Findings) -> dict[str, int]:
    """The ids of an array's tables with their numbers; a second one of an id is noted."""
    seen: dict[str, int] = {}
    tables = raw.get(name, [])
    for number, table in enumerate(tables if isinstance(tables, list) else []):
        id = table.get("id") if isinstance(table, dict) else None
        if not isinstance(id, str):
            continue
        if id in seen:
            line = findings.line((name, seen[id], "id"))
            findings.wrong((name, number, "id"), f"{id} is there already (line {line})")
        seen.setdefault(id, number)
    return seen


def _check_security(part: SecurityPart, folder: Path, findings: Findings) -> None:
    for key in ("tls_cert", "tls_key"):
        told = getattr(part, key)
        if told and not (folder / told).is_file():
            findings.wrong(("security", key), f"{told} is not there")
    if bool(part.tls_cert) != bool(part.tls_key):
        lone = "tls_key" if part.tls_cert else "tls_cert"
        findings.wrong(("security", lone), "is required: tls_cert and tls_key go together")
    if part.listen == "localhost":
        return
    try:
        beyond = not ipaddress.ip_address(part.listen).is_loopback
    except ValueError:
        findings.wrong(("security", "listen"), "must be an IP address or localhost")
        return
    if beyond and not part.tls_cert and not part.tls_key:
        what = "goes beyond this machine: tls_cert and tls_key are required"
        findings.wrong(("security", "listen"), what)


def _check_rooms(rooms: Mapping[int, RoomPart], folder: Path, findings: Findings) -> None:
    taken: dict[tuple[str, object], tuple[int, str]] = {}
    for number, room in rooms.items():
        port = room.port or FIRST_PORT + number
        data = (room.host, (folder / room.data).resolve()) if room.data else None
        for key, value, told in (
            ("port", (room.host, port), str(port)),
            ("database", room.database, "the same database"),
            ("data", data, "the same folder"),
        ):
            if not value:
                continue
            other = taken.setdefault((key, value), (number, room.id))
            if other[0] != number:
                findings.wrong(("room", number, key), f"{told} is used by room {other[1]} too")
        if room.database:
            _check_database(("room", number, "database"), room.database, findings)


def _check_database(path: KeyPath, url: str, findings: Findings) -> None:
    try:
        parts = urlsplit(url)
        secret = parts.password or any(k == "password" for k, _ in parse_qsl(parts.query))
    except ValueError:
        findings.wrong(path, "is no database address")
        return
    if secret:
        findings.wrong(
            path, "must hold no password: set WALLCTL_DATABASE_PASSWORD or use a pgpass file"
        )
    if parts.scheme not in {"sqlite", "postgresql+psycopg"}:
        findings.wrong(path, "must begin with sqlite:/// or postgresql+psycopg://")
