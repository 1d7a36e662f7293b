"""How far a wall is from its scene, and preview from program: words for the bar above TAKE."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from wallctl.domain.entities import Scene, SceneVersion, Tile
from wallctl.domain.patrolling import first_of
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
    pairs, old, new = _paired(before, after)
    found = [_moved_how(was, one) for was, one in pairs]
    sources, moved, changed = (
        found.count(how) for how in (TileWord.SOURCE, TileWord.MOVED, TileWord.CHANGED)
    )
    if not (old or new or sources or changed):
        changed = _restacked(pairs)
    return Difference(len(new), len(old), sources, moved, changed)


class TileWord(StrEnum):
    """What became of one tile."""

    ADDED = "added"
    REMOVED = "removed"
    SOURCE = "source"  # shows something else
    MOVED = "moved"
    CHANGED = "changed"  # crop, fit, border, title, patrol


@dataclass(frozen=True, slots=True)
class TileDifference:
    """`source` is the tile's, after a removal the former one; `was` the source it replaced."""

    wall: str
    what: TileWord
    source: str
    was: str = ""


@dataclass(frozen=True, slots=True)
class SceneDifference:
    """From one scene or version to another. `name`: (before, after), None where it stayed.
    `restacked`: walls of which only the heights of tiles changed."""

    tiles: tuple[TileDifference, ...] = ()
    restacked: tuple[str, ...] = ()
    name: tuple[str, str] | None = None
    note: bool = False

    def __bool__(self) -> bool:
        return self != SceneDifference()


def scene_difference(a: Scene | SceneVersion, b: Scene | SceneVersion) -> SceneDifference:
    """What becoming `b` changes in `a`. A wall that one has no layout for counts as empty."""
    before = {layout.wall: layout.tiles for layout in a.layouts}
    after = {layout.wall: layout.tiles for layout in b.layouts}
    tiles: list[TileDifference] = []
    restacked: list[str] = []
    for wall in dict.fromkeys((*before, *after)):
        pairs, old, new = _paired(before.get(wall, ()), after.get(wall, ()))
        tiles += _told(wall, pairs, old, new)
        if not (old or new) and _restacked(pairs):
            restacked.append(wall)
    name = None if a.name == b.name else (a.name, b.name)
    return SceneDifference(tuple(tiles), tuple(restacked), name, a.note != b.note)


def untouched(show: Show, scene: Scene | SceneVersion) -> tuple[str, ...]:
    """The walls of the room that recalling the scene leaves as they are, by id."""
    touched = {layout.wall for layout in scene.layouts}
    return tuple(id for id in sorted(show.walls) if id not in touched)


def _told(
    wall: str, pairs: Sequence[tuple[Tile, Tile]], old: Sequence[Tile], new: Sequence[Tile]
) -> Iterator[TileDifference]:
    for one in new:
        yield TileDifference(wall, TileWord.ADDED, one.source)
    for one in old:
        yield TileDifference(wall, TileWord.REMOVED, one.source)
    for was, one in pairs:
        how = _moved_how(was, one)
        if how is not None:
            yield TileDifference(
                wall, how, one.source, was.source if how is TileWord.SOURCE else ""
            )


def _moved_how(was: Tile, one: Tile) -> TileWord | None:
    if first_of(was) != first_of(one):
        return TileWord.SOURCE
    if was.rect != one.rect:
        return TileWord.MOVED
    return TileWord.CHANGED if _look(was) != _look(one) else None


def _paired(
    before: Sequence[Tile], after: Sequence[Tile]
) -> tuple[list[tuple[Tile, Tile]], list[Tile], list[Tile]]:
    """Tiles that are the same, (before, after); then those only before, and only after."""
    old, new = list(before), list(after)
    pairs: list[tuple[Tile, Tile]] = []
    for same in (_same_id, _same_all, _same_place, _same_source):
        for one in list(new):
            other = next((o for o in old if same(o, one)), None)
            if other is not None:
                pairs.append((other, one))
                old.remove(other)
                new.remove(one)
    return pairs, old, new


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
    return replace(tile, id="", z=0, locked=False, source=first_of(tile))


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
