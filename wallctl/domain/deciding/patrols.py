"""Patrols: given to a preview's tile, stopped, resumed and turned by hand on the program.

Whose turn it is in a running patrol is no part of the show: that is observed
(`wallctl.engine.patrols`), so that no take, restore or undo is hindered by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wallctl.domain.commands import (
    Envelope,
    PatrolResume,
    PatrolSet,
    PatrolShow,
    PatrolStop,
)
from wallctl.domain.deciding.checks import check_number, invalid, the_source, the_tile, the_wall
from wallctl.domain.entities import Patrol, Program, Tile
from wallctl.domain.errors import NotAllowed, NotFound
from wallctl.domain.patrolling import sources_of
from wallctl.domain.show import Change, Show, change

LEAST_DWELL_S = 3.0  # shorter, nobody sees what it is
MOST_DWELL_S = 3_600.0
MOST = 64


def set_patrol(show: Show, command: PatrolSet, envelope: Envelope) -> tuple[Change, ...]:
    """The tile stays on its source where the patrol has it, else on the first."""
    tile = the_tile(show, command.tile, "tile")
    if tile.locked:
        raise NotAllowed(key="tile", reason="locked", got=tile.id, entity="tile")
    if not command.sources:
        after = replace(tile, patrol=None)
    else:
        for n, source in enumerate(command.sources):
            the_source(show, source, f"sources[{n}]")
        start = tile.source if tile.source in command.sources else command.sources[0]
        after = replace(tile, source=start, patrol=Patrol(command.sources, command.dwell_s))
        check_patrol("", after)
    return (change(tile, after),) if after != tile else ()


def stop(show: Show, command: PatrolStop, envelope: Envelope) -> tuple[Change, ...]:
    program, tile = _patrolled(show, command.wall, command.tile)
    source = command.source or tile.source
    _check_listed(tile, source)
    after = _each(program, tile.id, lambda t: _on(t, source))
    return (change(program, after),) if after != program else ()


def resume(show: Show, command: PatrolResume, envelope: Envelope) -> tuple[Change, ...]:
    program, tile = _patrolled(show, command.wall, command.tile)
    after = _each(program, tile.id, lambda t: replace(t, patrol=_patrol(t, stopped=False)))
    return (change(program, after),) if after != program else ()


def show_one(show: Show, command: PatrolShow, envelope: Envelope) -> tuple[Change, ...]:
    """Under a new serial, so that the glass can say that it shows it."""
    program, tile = _patrolled(show, command.wall, command.tile)
    if not command.source:
        raise invalid("source", "empty", "")
    _check_listed(tile, command.source)
    after = _each(program, tile.id, lambda t: _on(t, command.source))
    if after == program:
        return ()
    issued = replace(
        after,
        serial=show.revision + 1,
        at=envelope.at,
        by=envelope.by,
        fade_ms=0,
        confirmed=False,
    )
    return (change(program, issued),)


def check_patrol(place: str, tile: Tile) -> None:
    """Raises Invalid with the key of what is wrong, under `place`."""
    patrol = tile.patrol
    if patrol is None:
        return
    at = f"{place}." if place else ""
    if not 2 <= len(patrol.sources) <= MOST:
        raise invalid(f"{at}sources", "count", len(patrol.sources), low=2, high=MOST)
    seen: set[str] = set()
    for n, source in enumerate(patrol.sources):
        if source in seen:
            raise invalid(f"{at}sources[{n}]", "twice", source)
        seen.add(source)
    if tile.source not in seen:
        raise invalid(f"{at}source", "not_in_patrol", tile.source)
    check_number(f"{at}dwell_s", patrol.dwell_s, LEAST_DWELL_S, MOST_DWELL_S)


def check_sources(show: Show, place: str, tile: Tile) -> None:
    """Raises NotFound for a source of the tile's patrol that is not there."""
    for source in sources_of(tile)[1:]:
        the_source(show, source, f"{place}.patrol")


def _patrolled(show: Show, wall: str, tile: str) -> tuple[Program, Tile]:
    program = show.program(the_wall(show, wall).id)
    found = next((t for t in (*program.tiles, *program.under) if t.id == tile), None)
    if found is None:
        raise NotFound(key="tile", reason="not_on_program", got=tile, entity="tile")
    if found.patrol is None:
        raise NotAllowed("no_patrol", key="tile", reason="no_patrol", got=tile)
    return program, found


def _check_listed(tile: Tile, source: str) -> None:
    if tile.patrol is not None and source not in tile.patrol.sources:
        raise NotFound(key="source", reason="not_in_patrol", got=source, entity="source")


def _on(tile: Tile, source: str) -> Tile:
    return replace(tile, source=source, patrol=_patrol(tile, stopped=True))


def _patrol(tile: Tile, *, stopped: bool) -> Patrol | None:
    return None if tile.patrol is None else replace(tile.patrol, stopped=stopped)


def _each(program: Program, tile: str, made: Callable[[Tile], Tile]) -> Program:
    """The tile changed on the wall and in the layout that waits below a full one."""
    tiles = tuple(made(t) if t.id == tile else t for t in program.tiles)
    under = tuple(made(t) if t.id == tile else t for t in program.under)
    return replace(program, tiles=tiles, under=under)
