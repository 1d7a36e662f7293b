"""Backup files of a room in a folder: their names, and which of them are kept."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

SUFFIX = ".wallctl"
DAYS = 30  # how long one a day is kept
UNVERIFIED = 2  # how many made of a journal that does not verify
_NAME = re.compile(
    r"(?P<room>.+)-(?P<at>\d{8}T\d{6}Z)-r(?P<revision>\d+)(?P<un>-unverified)?\.wallctl"
)
log = logging.getLogger(__name__)
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class BackupFile:
    """`at` is epoch seconds; `verified` says whether the journal was whole when it was made."""

    path: Path
    room: str
    at: float
    revision: int
    verified: bool = True

    @property
    def day(self) -> str:
        return _time(self.at).strftime("%Y%m%d")


def name_of(room: str, at: float, revision: int, verified: bool = True) -> str:
    mark = "" if verified else "-unverified"
    return f"{room}-{_time(at).strftime(_STAMP)}-r{revision}{mark}{SUFFIX}"


def listed(folder: Path, room: str) -> tuple[BackupFile, ...]:
    """A room's backups, newest first; other files are none of ours. Raises OSError."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        named = _NAME.fullmatch(path.name)
        if named is None or named["room"] != room:
            continue
        at = datetime.strptime(named["at"], _STAMP).replace(tzinfo=UTC).timestamp()
        found.append(BackupFile(path, room, at, int(named["revision"]), named["un"] is None))
    return tuple(sorted(found, key=lambda f: (f.at, f.revision), reverse=True))


def superfluous(files: Iterable[BackupFile], keep: int) -> tuple[BackupFile, ...]:
    """What may go: beyond the newest `keep`, the newest of each of the last days, and some
    unverified. `files` are newest first."""
    files = tuple(files)
    good = [one for one in files if one.verified]
    newest_of_day: dict[str, BackupFile] = {}
    for one in good:
        newest_of_day.setdefault(one.day, one)
    kept = {one.path for one in good[:keep]}
    kept |= {one.path for one in list(newest_of_day.values())[:DAYS]}
    kept |= {one.path for one in [one for one in files if not one.verified][:UNVERIFIED]}
    return tuple(one for one in files if one.path not in kept)


def clear_out(folder: Path, room: str, keep: int) -> None:
    """Removes what is superfluous. What cannot be removed is logged and stays."""
    try:
        for one in superfluous(listed(folder, room), keep):
            one.path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("old backups are not cleared out: %s", error)


def _time(at: float) -> datetime:
    return datetime.fromtimestamp(int(at), UTC)
