"""The show: all entities of a room by kind and id, and the one way to change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar, cast

from wallctl.domain.entities import (
    KIND_OF,
    TYPE_OF,
    Entity,
    Kind,
    Output,
    Overlay,
    Preview,
    Program,
    Room,
    Scene,
    Source,
    Tile,
    Wall,
)

E = TypeVar("E", bound=Entity)


@dataclass(frozen=True, slots=True)
class Key:
    entity: Kind
    id: str


@dataclass(frozen=True, slots=True)
class Change:
    """One entity before and after. None before: it was added; None after: it was removed."""

    key: Key
    before: Entity | None
    after: Entity | None


def change(before: Entity | None, after: Entity | None) -> Change:
    """The change from one to the other; the key is read off whichever is there."""
    one = after if after is not None else before
    if one is None:
        raise ValueError("a change needs a before or an after")
    return Change(Key(KIND_OF[type(one)], one.id), before, after)


class StaleChange(Exception):
    """A change whose `before` is not what the show holds: applying it would lose something."""


def _empty() -> Mapping[Kind, Mapping[str, Entity]]:
    return MappingProxyType({kind: MappingProxyType({}) for kind in TYPE_OF})


@dataclass(frozen=True, slots=True)
class Show:
    """All entities of a room. `revision` counts applied commands."""

    revision: int = 0
    table: Mapping[Kind, Mapping[str, Entity]] = field(default_factory=_empty)

    def get(self, of: type[E], id: str) -> E | None:
        return cast("E | None", self.table[KIND_OF[of]].get(id))

    def all(self, of: type[E]) -> Mapping[str, E]:
        return cast("Mapping[str, E]", self.table[KIND_OF[of]])

    def at(self, key: Key) -> Entity | None:
        return self.table[key.entity].get(key.id)

    def entities(self) -> Iterator[Entity]:
        for rows in self.table.values():
            yield from rows.values()

    @property
    def rooms(self) -> Mapping[str, Room]:
        return self.all(Room)

    @property
    def walls(self) -> Mapping[str, Wall]:
        return self.all(Wall)

    @property
    def outputs(self) -> Mapping[str, Output]:
        return self.all(Output)

    @property
    def sources(self) -> Mapping[str, Source]:
        return self.all(Source)

    @property
    def scenes(self) -> Mapping[str, Scene]:
        return self.all(Scene)

    def preview_tiles(self, wall: str) -> tuple[Tile, ...]:
        """The tiles of a wall's preview, lowest first."""
        mine = [t for t in self.all(Tile).values() if t.wall == wall]
        return tuple(sorted(mine, key=lambda t: (t.z, t.id)))

    def preview(self, wall: str) -> Preview:
        return self.get(Preview, wall) or Preview(wall)

    def program(self, wall: str) -> Program:
        return self.get(Program, wall) or Program(wall)

    def overlay(self, wall: str) -> Overlay:
        return self.get(Overlay, wall) or Overlay(wall)

    def outputs_of(self, wall: str) -> tuple[Output, ...]:
        return tuple(o for o in self.outputs.values() if o.wall == wall)


def build(entities: Iterable[Entity], revision: int = 0) -> Show:
    """A show from whole entities, as read from the store."""
    rows: dict[Kind, dict[str, Entity]] = {kind: {} for kind in TYPE_OF}
    for one in entities:
        rows[KIND_OF[type(one)]][one.id] = one
    return Show(revision, MappingProxyType({k: MappingProxyType(v) for k, v in rows.items()}))


def apply(show: Show, changes: Iterable[Change], revision: int | None = None) -> Show:
    """The show after the changes; `revision` defaults to the next.

    Raises StaleChange where a `before` is not what the show holds; then nothing is changed.
    """
    touched: dict[Kind, dict[str, Entity]] = {}
    for one in changes:
        kind, id = one.key.entity, one.key.id
        rows = touched.get(kind)
        if rows is None:
            rows = touched[kind] = dict(show.table[kind])
        if rows.get(id) != one.before:
            raise StaleChange(f"{kind} {id}")
        if one.after is None:
            rows.pop(id, None)
        else:
            rows[id] = one.after
    table = dict(show.table)
    table.update({k: MappingProxyType(v) for k, v in touched.items()})
    return Show(show.revision + 1 if revision is None else revision, MappingProxyType(table))


def invert(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that take the show back, in the order in which they must be applied."""
    return tuple(Change(c.key, c.after, c.before) for c in reversed(tuple(changes)))
