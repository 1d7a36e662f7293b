"""Where each source is used now: derived from the show, never stored."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from wallctl.domain.entities import Program, Tile
from wallctl.domain.patrolling import NO_TURNS, Turns, turned
from wallctl.domain.show import Show


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tiles show the source: on program (上屏×n), and in preview (预监)."""

    program: int = 0
    preview: int = 0


def tally(show: Show, turns: Turns = NO_TURNS) -> dict[str, Tally]:
    """By source id; sources used nowhere are left out. Under the safe picture nothing is on
    the wall, so such a wall counts for no program. A patrol counts for the source whose turn it
    is."""
    program: Counter[str] = Counter()
    for one in show.all(Program).values():
        wall = show.walls.get(one.id)
        if wall is not None and not wall.safe:
            program.update(tile.source for tile in turned(one.tiles, turns))
    preview = Counter(tile.source for tile in show.all(Tile).values())
    return {
        source: Tally(program[source], preview[source]) for source in sorted({*program, *preview})
    }
