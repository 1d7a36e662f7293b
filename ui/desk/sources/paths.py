"""Files of lists: where such files lie, and where those that are made go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QStandardPaths

ENDINGS = frozenset({".xlsx", ".csv", ".txt", ".tsv", ".m3u", ".m3u8", ".xspf", ".xls"})
MOST = 40
MAX_FILE = 16 * 1024 * 1024
_Location = QStandardPaths.StandardLocation


def folder() -> Path:
    """Where files go that the desk makes: wallctl's folder in the user's documents."""
    documents = QStandardPaths.writableLocation(_Location.DocumentsLocation)
    return Path(documents or Path.home()) / "wallctl"


def places() -> tuple[Path, ...]:
    """Where people put files: documents, downloads, the desktop, and what is plugged in."""
    told = [folder()]
    for location in (
        _Location.DownloadLocation,
        _Location.DesktopLocation,
        _Location.DocumentsLocation,
    ):
        told += [Path(one) for one in QStandardPaths.standardLocations(location)[:1]]
    for root in (Path("/media") / Path.home().name, Path("/run/media") / Path.home().name):
        if root.is_dir():
            told += sorted(one for one in root.iterdir() if one.is_dir())[:8]
    return tuple(dict.fromkeys(told))


def candidates(where: tuple[Path, ...]) -> tuple[Path, ...]:
    """The newest files there that may hold a list. Blocks: on a thread."""
    found = sorted(_files(where), key=lambda pair: -pair[0])
    return tuple(path for _, path in found[:MOST])


def _files(where: tuple[Path, ...]) -> Iterator[tuple[float, Path]]:
    for place in where:
        try:
            for one in place.iterdir():
                if one.suffix.lower() in ENDINGS and one.is_file():
                    yield one.stat().st_mtime, one
        except OSError:
            continue


def read(path: Path) -> bytes:
    """The whole file. Raises OSError, ValueError where it is too large. Blocks: on a thread."""
    if path.stat().st_size > MAX_FILE:
        raise ValueError("too_large")
    return path.read_bytes()


def write(name: str, ending: str, data: bytes) -> Path:
    """Into `folder`, under a name of its own, whole or not at all. Raises OSError. Blocks."""
    stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S")
    keep = "".join(c for c in name if c not in '/\\:*?"<>|').strip()
    path = folder() / f"{keep}-{stamp}.{ending}"
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".part")
    fresh.write_bytes(data)
    fresh.replace(path)
    return path
