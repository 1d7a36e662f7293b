"""How far a wall is from its scene, and preview from program: words for the bar above TAKE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wallctl.domain.entities import Tile
from wallctl.domain.show import Show


@dataclass(frozen=True, slots=True)
class Difference:
    """What a take would do, in tiles. A tile counts once: source before place before the rest."""

    added: int = 0
    removed: int = 0
    source_changed: int = 0
    moved: int = 0
    changed: int = 0  # crop, fit, border, title, or height among the others

    def __bool__(self) -> bool:
        return self != Difference()


def program_differs_from_scene(show: Show, wall: str) -> bool:
    """Whether the wall's program is no longer what its scene says (已改动); False without one."""
    program = show.program(wall)
    return _differs(show, wall, program.scene, program.tiles)


def preview_differs_from_scene(show: Show, wall: str) -> bool:
    """The same for the preview."""
    return _differs(show, wall, show.preview(wall).scene, show.preview_tiles(wall))


def preview_against_program(show: Show, wall: str) -> Difference:
    """What taking the wall's preview would change on it."""
    return difference(show.program(wall).tiles, show.preview_tiles(wall))


def difference(before: Sequence[Tile], after: Sequence[Tile]) -> Difference:
    """Tiles are the same by id; else by source and place, by place, or by source."""
    old, new = list(before), list(after)
    pairs: list[tuple[Tile, Tile]] = []
    for same in (_same_id, _same_all, _same_place, _same_source):
        for one in list(new):
            other = next((o for o in old if same(o, one)), None)
            if other is not None:
                pairs.append((other, one))
                old.remove(other)
                new.remove(one)
    sources = moved = changed = 0
    for was, one in pairs:
        if was.source != one.source:
            sources += 1
        elif was.rect != one.rect:
            moved += 1
        elif _look(was) != _look(one):
            changed += 1
    if not (old or new or sources or changed):
        changed = _restacked(pairs)
    return Difference(len(new), len(old), sources, moved, changed)


def _differs(show: Show, wall: str, scene: str, tiles: Sequence[Tile]) -> bool:
    known = show.scenes.get(scene)
    if known is None:
        return False
    for layout in known.layouts:
        if layout.wall == wall:
            return [_look(t) for t in _by_height(layout.tiles)] != [
                _look(t) for t in _by_height(tiles)
            ]
    return False


def _by_height(tiles: Sequence[Tile]) -> list[Tile]:
    return sorted(tiles, key=lambda t: t.z)


def _look(tile: Tile) -> Tile:
    """The tile as the wall draws it: without what only the desk needs."""
    return replace(tile, id="", z=0, locked=False)


def _restacked(pairs: list[tuple[Tile, Tile]]) -> int:
    """How many tiles changed their height among the others."""
    was = [one.id for one, _ in sorted(pairs, key=lambda p: p[0].z)]
    now = [one.id for one, _ in sorted(pairs, key=lambda p: p[1].z)]
    return sum(a != b for a, b in zip(was, now, strict=True))


def _same_id(one: Tile, other: Tile) -> bool:
    return one.id == other.id


def _same_all(one: Tile, other: Tile) -> bool:
    return one.source == other.source and one.rect == other.rect


def _same_place(one: Tile, other: Tile) -> bool:
    return one.rect == other.rect


def _same_source(one: Tile, other: Tile) -> bool:
    return one.source == other.source
