"""Patrols: which sources a tile may show, and whose turn comes after whose."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from wallctl.domain.entities import Tile

Turns = Mapping[tuple[str, str], str]
"""By (wall, tile): the source whose turn it is in a running patrol of the wall's program."""

NO_TURNS: Turns = MappingProxyType({})


def sources_of(tile: Tile) -> tuple[str, ...]:
    """All that the tile shows sooner or later; its own source first."""
    listed = tile.patrol.sources if tile.patrol is not None else ()
    return tuple(dict.fromkeys((tile.source, *listed)))


def runs(tile: Tile) -> bool:
    """Whether its source changes by itself."""
    return tile.patrol is not None and not tile.patrol.stopped


def first_of(tile: Tile) -> str:
    """What stands for the tile's source where two layouts are compared: whose turn it is makes no
    difference."""
    patrol = tile.patrol
    return patrol.sources[0] if patrol is not None and not patrol.stopped else tile.source


def turned(tiles: Iterable[Tile], turns: Turns) -> tuple[Tile, ...]:
    """A program's tiles, each with the source whose turn it is."""
    return tuple(
        replace(tile, source=turns.get((tile.wall, tile.id), tile.source)) if runs(tile) else tile
        for tile in tiles
    )


def following(tile: Tile, source: str, but: Container[str] = (), step: int = 1) -> str:
    """The source whose turn comes after (`step` -1: before) that of `source`, round the list; ""
    where all others are left out by `but`."""
    if tile.patrol is None:
        return ""
    listed = tile.patrol.sources
    at = listed.index(source) if source in listed else (-1 if step > 0 else 0)
    for n in range(1, len(listed) + 1):
        one = listed[(at + n * step) % len(listed)]
        if one != source and one not in but:
            return one
    return ""
