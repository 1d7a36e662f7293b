"""Picture files that a show refers to, when they lie in the data folder's `assets`.

In an archive such a reference reads `asset:NAME`; it becomes the file's whole path again on the
machine where the archive is opened. Files elsewhere are left as they are referred to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit
from urllib.request import url2pathname

from wallctl.domain.entities import Entity, Medium, Overlay, Source, Wall
from wallctl.domain.errors import Refused
from wallctl.store.container import safe_path

MARK = "asset:"
FOLDER = "assets"
_FILES = frozenset({Medium.IMAGE, Medium.PDF, Medium.STREAM})


def take_up(
    entities: Iterable[Entity], folder: Path | None
) -> tuple[list[Entity], dict[str, Path]]:
    """The entities with references marked, and the files by name. Missing files stay paths."""
    files: dict[str, Path] = {}

    def mark(told: str) -> str:
        name = _name(told, folder)
        if name is None or folder is None:
            return told
        files[name] = folder / name
        return MARK + name

    return [_each(one, mark) for one in entities], files


def put_down(
    entities: Iterable[Entity], names: frozenset[str], folder: Path | None
) -> list[Entity]:
    """The entities with marked references as paths in `folder`. Raises ValueError: no such name."""

    def unmark(told: str) -> str:
        if not told.startswith(MARK):
            return told
        name = told.removeprefix(MARK)
        if name not in names:
            raise ValueError(f"the file {name} is not in the archive")
        return str(folder / PurePosixPath(name)) if folder is not None else told

    return [_each(one, unmark) for one in entities]


def _each(one: Entity, turn: Callable[[str], str]) -> Entity:
    if isinstance(one, Wall):
        return replace(one, background=turn(one.background), safe_picture=turn(one.safe_picture))
    if isinstance(one, Overlay):
        return replace(one, logo=replace(one.logo, file=turn(one.logo.file)))
    if isinstance(one, Source) and one.medium in _FILES:
        return replace(one, main=turn(one.main), sub=turn(one.sub))
    return one


def _name(told: str, folder: Path | None) -> str | None:
    if not told or folder is None:
        return None
    if told.startswith("file:"):
        told = url2pathname(urlsplit(told).path)
    elif "://" in told:
        return None
    path = Path(told)
    try:
        inside = path.resolve().relative_to(folder.resolve()).as_posix()
        safe_path(inside)
        return inside if path.is_absolute() and path.is_file() else None
    except (OSError, ValueError, Refused):  # elsewhere, or named as other systems cannot
        return None
