"""A zip of named members, read as if it came from an enemy: bounded in size, number and names."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from wallctl.domain.errors import Refused

MEMBER_BYTES = 256 * 1024 * 1024
TOTAL_BYTES = 512 * 1024 * 1024
MEMBERS = 4096
# Names that Windows gives to devices, whatever follows the dot.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}


def write_zip(members: Mapping[str, bytes]) -> bytes:
    """The members as one file. The same members give the same bytes. Raises Refused: too big."""
    if len(members) > MEMBERS or sum(map(len, members.values())) > TOTAL_BYTES:
        raise Refused("archive_too_big", limit=TOTAL_BYTES)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read_zip(data: bytes) -> dict[str, bytes]:
    """All members. Raises Refused: archive_damaged, archive_too_big, archive_unsafe."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return _read(file)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise Refused("archive_damaged", why=f"no whole archive: {error}") from error
    except (RuntimeError, OSError) as error:  # an encrypted member, an offset beside the file
        raise Refused("archive_damaged", why=str(error)) from error


def safe_path(name: str) -> PurePosixPath:
    """A member's name as a relative path on any system. Raises Refused archive_unsafe."""
    path = PurePosixPath(name)
    parts = name.split("/")
    good = (
        name.isprintable()
        and not path.is_absolute()
        and not set(name) & set('\\:*?"<>|')
        and all(p not in {"", ".", ".."} and not p.endswith((" ", ".")) for p in parts)
        and not any(p.split(".")[0].casefold() in _DEVICES for p in parts)
    )
    if not good:
        raise Refused("archive_unsafe", member=ascii(name[:100]))
    return path


def _read(file: zipfile.ZipFile) -> dict[str, bytes]:
    infos = file.infolist()
    if len(infos) > MEMBERS or sum(one.file_size for one in infos) > TOTAL_BYTES:
        raise Refused("archive_too_big", limit=TOTAL_BYTES)
    found: dict[str, bytes] = {}
    names: set[str] = set()
    left = TOTAL_BYTES
    for info in infos:
        safe_path(info.filename)
        if info.filename.casefold() in names:
            raise Refused("archive_unsafe", member=ascii(info.filename[:100]))
        names.add(info.filename.casefold())
        # What a member says of its size may be a lie: never read on beyond it.
        limit = min(info.file_size, MEMBER_BYTES, left)
        with file.open(info) as member:
            content = member.read(limit + 1)
        if len(content) > limit:
            raise Refused("archive_too_big", limit=MEMBER_BYTES)
        left -= len(content)
        found[info.filename] = content
    return found
