"""A whole room as one file: a zip of manifest, entities, sealed passwords and picture files.

Nothing in it is a password in clear. It is checked as a whole before any of it is used.
Codes of refusals: archive_damaged, archive_format, archive_too_big, archive_unsafe,
archive_passphrase, archive_passphrase_needed, archive_invalid (fields: place, why), archive_room.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wallctl.domain.deciding.site import check_whole
from wallctl.domain.devices.entities import Device
from wallctl.domain.entities import KIND_OF, Entity, Kind, Source
from wallctl.domain.errors import Refused
from wallctl.domain.people import User
from wallctl.domain.show import Show, build
from wallctl.ports.secrets import Secrets
from wallctl.store import assets as pictures
from wallctl.store import codec
from wallctl.store.container import read_zip, write_zip
from wallctl.store.files import write_whole
from wallctl.store.sealing import ContentKey, check_passphrase

FORMAT = 1
MANIFEST, ENTITIES, SECRETS = "manifest.json", "entities.json", "secrets.json"
log = logging.getLogger(__name__)
_WITH_SECRETS = Source | User | Device


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself. `at` is epoch seconds; `lost` are sources and users whose
    password could not be opened when it was made."""

    room: str
    at: float
    revision: int
    counts: Mapping[str, int]
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """An opened archive. Passwords in it are in clear: never log it, never keep it."""

    manifest: Manifest
    entities: tuple[Entity, ...]
    passwords: Mapping[str, str]
    files: Mapping[str, bytes]

    def __repr__(self) -> str:
        return f"Archive({self.manifest!r})"


def pack(
    show: Show,
    secrets: Secrets,
    passphrase: str,
    *,
    at: float = 0.0,
    assets: Path | None = None,
    for_room: bool = False,
) -> bytes:
    """The show as one file that the passphrase opens; `for_room` that the room's key opens too.

    With `for_room` the passphrase may be empty. Raises Refused (passphrase_too_short,
    archive_too_big), OSError where a picture file cannot be read.
    """
    if passphrase or not for_room:
        check_passphrase(passphrase)
    key = ContentKey.fresh()
    marked, files = pictures.take_up(show.entities(), assets)
    sealed, lost = _sealed(marked, secrets, key)
    tables = _tables(marked)
    members = {
        ENTITIES: codec.canonical(tables),
        SECRETS: codec.canonical(sealed),
        **{f"{pictures.FOLDER}/{name}": path.read_bytes() for name, path in files.items()},
    }
    told: dict[str, Any] = {
        "format": FORMAT,
        "room": next(iter(show.rooms), ""),
        "at": at,
        "revision": show.revision,
        "counts": {name: len(rows) for name, rows in tables.items()},
        "lost": lost,
        "digests": {name: hashlib.sha256(body).hexdigest() for name, body in members.items()},
        "locks": key.locked(passphrase, secrets if for_room else None),
    }
    told["mac"] = key.mac(codec.canonical(told))
    return write_zip({MANIFEST: codec.canonical(told), **members})


def open_archive(
    data: bytes, secrets: Secrets, passphrase: str = "", *, without_passwords: bool = False
) -> Archive:
    """Checks an archive from end to end and opens it; without a passphrase by the room's key.

    `without_passwords` needs neither: for a spare machine when both are lost. Raises Refused.
    """
    members = read_zip(data)
    told = _json(members.pop(MANIFEST, b"null"), MANIFEST)
    if not isinstance(told, dict) or "format" not in told:
        raise Refused("archive_damaged", why="this is no archive of a room")
    if told["format"] != FORMAT:
        raise Refused("archive_format", found=str(told["format"])[:20], known=FORMAT)
    digests = {name: hashlib.sha256(body).hexdigest() for name, body in members.items()}
    if told.get("digests") != digests or not {ENTITIES, SECRETS} <= members.keys():
        raise Refused("archive_damaged", why="its parts are not those that were packed")
    key = None if without_passwords else _unlocked(told, secrets, passphrase)
    entities = _entities(_json(members.pop(ENTITIES), ENTITIES))
    prefix = f"{pictures.FOLDER}/"
    files = {n.removeprefix(prefix): body for n, body in members.items() if n.startswith(prefix)}
    try:
        sealed = dict(_json(members[SECRETS], SECRETS)) if key is not None else {}
        passwords = {
            str(name): key.open(str(one), _sealed_under(str(name)))
            for name, one in sealed.items()
            if key
        }
        # Also says whether each file that is referred to is there.
        pictures.put_down(entities, frozenset(files), None)
    except (ValueError, TypeError) as error:
        raise Refused("archive_invalid", place=SECRETS, why=str(error)) from None
    return Archive(_manifest(told), entities, passwords, files)


def unpack(
    data: bytes,
    secrets: Secrets,
    passphrase: str,
    *,
    assets: Path | None = None,
    room: str = "",
    without_passwords: bool = False,
) -> tuple[Entity, ...]:
    """The entities of an archive, passwords sealed with this room's key, its pictures written.

    `room`, where given, must be the archive's. Raises Refused before anything is written (also
    Invalid and NotFound, where the entities make no show), OSError where a picture cannot be
    written.
    """
    archive = open_archive(data, secrets, passphrase, without_passwords=without_passwords)
    check_whole(build(archive.entities))
    if room and archive.manifest.room != room:
        raise Refused("archive_room", found=archive.manifest.room, wanted=room)
    if assets is not None:
        for name, body in archive.files.items():
            file = assets / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.is_file() or file.read_bytes() != body:
                write_whole(file, body)
    return tuple(
        replace(one, secret=secrets.seal(archive.passwords[name]))
        if isinstance(one, _WITH_SECRETS) and (name := _name_of(one)) in archive.passwords
        else one
        for one in pictures.put_down(archive.entities, frozenset(archive.files), assets)
    )


def bare(entities: Iterable[Entity]) -> dict[tuple[Kind, str], Entity]:
    """The entities without their sealed passwords, by kind and id."""
    return {
        (KIND_OF[type(one)], one.id): (
            replace(one, secret="") if isinstance(one, _WITH_SECRETS) else one
        )
        for one in entities
    }


def _name_of(one: Source | User | Device) -> str:
    """What a secret goes by in an archive: a source's has always had its bare id."""
    return one.id if isinstance(one, Source) else f"{KIND_OF[type(one)].value} {one.id}"


def _sealed_under(name: str) -> str:
    return name if " " in name else f"source {name}"


def _unlocked(told: dict[str, Any], secrets: Secrets, passphrase: str) -> ContentKey:
    """The archive's key, once its MAC vouches for the manifest and by that for all parts."""
    locks = told.get("locks")
    key = ContentKey.unlocked(locks if isinstance(locks, dict) else {}, passphrase, secrets)
    mac = str(told.pop("mac", ""))
    if not hmac.compare_digest(mac.encode(), key.mac(codec.canonical(told)).encode()):
        raise Refused("archive_damaged", why="its manifest was changed")
    return key


def _sealed(
    entities: Iterable[Entity], secrets: Secrets, key: ContentKey
) -> tuple[dict[str, str], list[str]]:
    sealed: dict[str, str] = {}
    lost: list[str] = []
    for one in entities:
        if isinstance(one, _WITH_SECRETS) and one.secret:
            name = _name_of(one)
            try:
                sealed[name] = key.seal(secrets.open(one.secret), _sealed_under(name))
            except ValueError:
                lost.append(name)
    if lost:
        log.warning("passwords that this room's key does not open are left out: %s", lost)
    return sealed, lost


def _tables(entities: Iterable[Entity]) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {f"{kind.value}s": [] for kind in Kind}
    for (kind, _), one in bare(entities).items():
        tables[f"{kind.value}s"].append(codec.to_dict(one))
    return tables


def _entities(tables: object) -> tuple[Entity, ...]:
    if not isinstance(tables, dict):
        raise Refused("archive_invalid", place=ENTITIES, why="is no table of entities")
    found: list[Entity] = []
    seen: set[tuple[Kind, str]] = set()
    for kind in Kind:
        name = f"{kind.value}s"
        rows = tables.get(name, [])
        if not isinstance(rows, list):
            raise Refused("archive_invalid", place=name, why="must be a list")
        for number, row in enumerate(rows):
            place = f"{name}[{number}]"
            try:
                one = codec.from_dict(kind, row)
            except codec.NotReadable as error:
                place += f".{error.place}" if error.place else ""
                raise Refused("archive_invalid", place=place, why=error.why) from None
            if (kind, one.id) in seen:
                raise Refused("archive_invalid", place=f"{place}.id", why=f"{one.id} again")
            seen.add((kind, one.id))
            found.append(one)
    return tuple(found)


def _json(body: bytes, name: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Refused("archive_damaged", why=f"{name} is not readable") from None


def _manifest(told: Mapping[str, Any]) -> Manifest:
    try:
        return Manifest(
            room=str(told["room"]),
            at=float(told["at"]),
            revision=int(told["revision"]),
            counts=dict(told["counts"]),
            lost=tuple(told["lost"]),
        )
    except (KeyError, TypeError, ValueError):
        raise Refused("archive_damaged", why=f"{MANIFEST} is not readable") from None
