"""Undo and redo from the log: per user, of what is prepared, never of what is on the wall.

Undoable are a command's changes to preview tiles, templates, sources, and scenes with their
versions. One command is one step: a scene recalled to two walls goes back on both. Take, restore,
safe picture, full wall, overlay and the site are never undone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from wallctl.domain.entities import Entity, Kind, Preview, Scene, Source, Tile
from wallctl.domain.errors import Conflict, NotAllowed
from wallctl.domain.geometry import whole
from wallctl.domain.patrolling import sources_of
from wallctl.domain.shift import Request, RequestState
from wallctl.domain.show import Change, Key, Show, apply, invert
from wallctl.domain.uses import uses

LOG_LIMIT = 200

_UNDOABLE = frozenset(
    {Kind.TILE, Kind.PREVIEW, Kind.SOURCE, Kind.SCENE, Kind.VERSION, Kind.TEMPLATE}
)
_OF_EVERY_WALL = frozenset({Kind.TEMPLATE, Kind.SCENE, Kind.SOURCE})
_OF_NOBODY = frozenset({"program.confirm", "request.expire"})
_BACK = ("undo", "redo")
_CUTS = frozenset({"site.import"})


class LogEntry(Protocol):
    """What undo reads of a journal's entry."""

    @property
    def revision(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def at(self) -> float: ...
    @property
    def changes(self) -> tuple[Change, ...]: ...
    @property
    def undoes(self) -> int: ...


L = TypeVar("L", bound=LogEntry)


@dataclass(frozen=True, slots=True)
class Step:
    """What to apply, and the revision that it takes back or brings back."""

    changes: tuple[Change, ...]
    undoes: int


def belongs_in_log(entry: LogEntry) -> bool:
    """Whether undo will ever look at the entry: to take it back, or to name who stands in
    the way. What the glass and the clock say, and people about alarms, would only push the
    others out."""
    return entry.kind not in _OF_NOBODY and not only_marks(entry.changes)


def only_marks(changes: tuple[Change, ...]) -> bool:
    """Whether nothing is changed but what people did about alarms."""
    return all(c.key.entity is Kind.ALARM for c in changes)


def for_log(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """What undo needs of an entry's changes: of those it never takes back (a program with its
    long history) the key alone, to know who touched it."""
    return tuple(c if c.key.entity in _UNDOABLE else Change(c.key, None, None) for c in changes)


def cut(log: Sequence[L]) -> Sequence[L]:
    """The log since the last whole import: nothing before it can be taken back."""
    for n in range(len(log) - 1, -1, -1):
        if log[n].kind in _CUTS:
            return log[n + 1 :]
    return log


def undo(show: Show, log: Sequence[LogEntry], by: str, wall: str = "") -> Step:
    """Takes back the user's newest change that still stands, of one wall if one is named.

    `log` is oldest first. Raises NotAllowed (`nothing_to_undo`) and Conflict
    (`would_trample`, with by and at of the change that stands in the way).
    """
    log = cut(log)
    undone = _undone(log)
    for entry in reversed(log):
        if entry.by != by or entry.kind in _BACK or entry.revision in undone:
            continue
        part = _part(entry)
        if part and _touches(part, wall):
            return Step(_safe(show, log, entry, invert(part)), entry.revision)
    raise NotAllowed("nothing_to_undo", key="by", reason="nothing_to_undo", got=by)


def redo(show: Show, log: Sequence[LogEntry], by: str, wall: str = "") -> Step:
    """Brings back what the user's newest undo took, unless the user changed something since.

    Raises NotAllowed (`nothing_to_redo`) and Conflict (`would_trample`).
    """
    log = cut(log)
    undone = _undone(log)
    entries = {entry.revision: entry for entry in log}
    for entry in reversed(log):
        if entry.by != by or not _part(entry) or not _touches(_part(entry), wall):
            continue
        if entry.kind not in _BACK:
            break
        taken = entries.get(entry.undoes)
        if entry.kind == "undo" and taken is not None and undone.get(taken.revision) is entry:
            return Step(_safe(show, log, entry, _part(taken)), taken.revision)
    raise NotAllowed("nothing_to_redo", key="by", reason="nothing_to_redo", got=by)


def _part(entry: LogEntry) -> tuple[Change, ...]:
    return tuple(c for c in entry.changes if c.key.entity in _UNDOABLE)


def _touches(part: tuple[Change, ...], wall: str) -> bool:
    """Sources, templates and scenes are of every wall: what is prepared at any of them."""
    return not wall or any(
        _wall_of(one) == wall or one.key.entity in _OF_EVERY_WALL for one in part
    )


def _wall_of(one: Change) -> str:
    for entity in (one.after, one.before):
        if isinstance(entity, Tile):
            return entity.wall
        if isinstance(entity, Preview):
            return entity.id
    return ""


def _undone(log: Sequence[LogEntry]) -> dict[int, LogEntry]:
    """The revisions that are taken back at present, each with the undo that did it."""
    undone: dict[int, LogEntry] = {}
    for entry in log:
        if entry.kind == "undo":
            undone[entry.undoes] = entry
        elif entry.kind == "redo":
            undone.pop(entry.undoes, None)
    return undone


def _safe(
    show: Show, log: Sequence[LogEntry], since: LogEntry, changes: tuple[Change, ...]
) -> tuple[Change, ...]:
    """The same changes, once it is sure that they trample nobody."""
    for one in changes:
        if show.at(one.key) != one.before:
            raise _trampled(log, since, one.key)
    after = apply(show, changes)
    for key in _broken(after, changes):
        raise _trampled(log, since, key)
    return changes


def _trampled(log: Sequence[LogEntry], since: LogEntry, key: Key) -> Conflict:
    """Names whose later change stands in the way: the newest that touched the key."""
    for entry in reversed(log):
        if entry.revision > since.revision and any(c.key == key for c in entry.changes):
            return Conflict(
                "would_trample",
                key=f"{key.entity.value} {key.id}",
                reason="would_trample",
                got=since.revision,
                by=entry.by,
                at=entry.at,
                kind=entry.kind,
            )
    return Conflict(
        "would_trample",
        key=f"{key.entity.value} {key.id}",
        reason="would_trample",
        got=since.revision,
        by="",
        at=0.0,
    )


def _broken(after: Show, changes: tuple[Change, ...]) -> Iterator[Key]:
    """Keys that would no longer fit together with what the changes leave."""
    removed = [c.key.id for c in changes if c.key.entity is Kind.SOURCE and c.after is None]
    if removed:
        used = uses(after)
        for source in removed:
            yield from (use.key for use in used.get(source, ()))
    scenes = {c.key.id for c in changes if c.key.entity is Kind.SCENE and c.after is None}
    for request in after.all(Request).values() if scenes else ():
        if request.state is RequestState.OPEN and request.scene in scenes:
            yield Key(Kind.REQUEST, request.id)
    for one in changes:
        if one.after is not None:
            yield from _unfit(after, one.after)


def _unfit(after: Show, entity: Entity) -> list[Key]:
    if isinstance(entity, Tile):
        wall = after.walls.get(entity.wall)
        if wall is None or entity.rect.intersection(whole(wall.canvas)) is None:
            return [Key(Kind.WALL, entity.wall)]
        gone = [s for s in sources_of(entity) if s not in after.sources]
        if gone:
            return [Key(Kind.SOURCE, gone[0])]
        return [
            Key(Kind.TILE, other.id)
            for other in after.preview_tiles(entity.wall)
            if other.z == entity.z and other.id != entity.id
        ]
    if isinstance(entity, Scene):
        missing = [
            Key(Kind.SOURCE, source)
            for layout in entity.layouts
            for tile in layout.tiles
            for source in sources_of(tile)
            if source not in after.sources
        ]
        taken = [
            Key(Kind.SCENE, other.id)
            for other in after.scenes.values()
            if entity.number and other.number == entity.number and other.id != entity.id
        ]
        return missing + taken
    if isinstance(entity, Source) and entity.backup and entity.backup not in after.sources:
        return [Key(Kind.SOURCE, entity.backup)]
    if isinstance(entity, Preview) and entity.id not in after.walls:
        return [Key(Kind.WALL, entity.id)]
    return []
