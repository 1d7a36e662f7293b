"""Who uses a source: what stands in the way of removing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wallctl.domain.entities import Kind, Program, Tile
from wallctl.domain.patrolling import sources_of
from wallctl.domain.show import Key, Show


@dataclass(frozen=True, slots=True)
class Use:
    """Who uses it: a tile (`of` its wall), program, scene or source (`of` its name; as backup)."""

    key: Key
    of: str = ""

    def __str__(self) -> str:
        return f"{self.key.entity.value} {self.key.id}" + (f" ({self.of})" if self.of else "")


def uses(show: Show) -> Mapping[str, tuple[Use, ...]]:
    """All that needs each source now, by source. A program's history does not count."""
    table: dict[str, dict[Use, None]] = {}
    for source, use in _uses(show):
        table.setdefault(source, {})[use] = None
    return {source: tuple(found) for source, found in table.items()}


def uses_of_source(show: Show, source: str) -> tuple[Use, ...]:
    """All that needs this source now."""
    return tuple(dict.fromkeys(use for used, use in _uses(show) if used == source))


def _uses(show: Show) -> Iterator[tuple[str, Use]]:
    for tile in show.all(Tile).values():
        for shown in sources_of(tile):
            yield shown, Use(Key(Kind.TILE, tile.id), tile.wall)
    for program in show.all(Program).values():
        for tile in (*program.tiles, *program.under):
            for shown in sources_of(tile):
                yield shown, Use(Key(Kind.PROGRAM, program.id))
    for scene in show.scenes.values():
        for layout in scene.layouts:
            for tile in layout.tiles:
                for shown in sources_of(tile):
                    yield shown, Use(Key(Kind.SCENE, scene.id), scene.name)
    for source in show.sources.values():
        if source.backup:
            yield source.backup, Use(Key(Kind.SOURCE, source.id), source.name)
