"""Replacing a wall's whole preview: by tiles, by a template, or by a scene's layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wallctl.domain.commands import Envelope, LayoutApply
from wallctl.domain.deciding.checks import FreshIds, invalid, the_source, the_wall
from wallctl.domain.deciding.patrols import check_sources
from wallctl.domain.deciding.tiles import MAX_TILES, check_tile
from wallctl.domain.entities import Preview, Template, Tile, Wall
from wallctl.domain.errors import NotAllowed
from wallctl.domain.show import Change, Show, change
from wallctl.domain.templates import cells, fitted


def apply_layout(show: Show, command: LayoutApply, envelope: Envelope) -> tuple[Change, ...]:
    wall = the_wall(show, command.wall)
    if (command.tiles is None) == (not command.template):
        raise invalid("template", "one_of", command.template, others="tiles")
    if command.tiles is not None:
        tiles = _given(show, wall, command.tiles, envelope)
    else:
        tiles = _templated(show, wall, command.template)
    return replaced(show, wall.id, tiles, "")


def replaced(show: Show, wall: str, tiles: Sequence[Tile], scene: str) -> tuple[Change, ...]:
    """The changes that make `tiles` a wall's preview, come from `scene`."""
    present = {t.id: t for t in show.preview_tiles(wall)}
    wanted = {t.id: t for t in tiles}
    changes = [change(one, None) for id, one in present.items() if id not in wanted]
    changes += [
        change(present.get(id), one) for id, one in wanted.items() if present.get(id) != one
    ]
    return (*changes, *came_from(show, wall, scene))


def came_from(show: Show, wall: str, scene: str) -> tuple[Change, ...]:
    """Notes the scene a preview came from; none where it is noted already."""
    if show.preview(wall).scene == scene:
        return ()
    return (change(show.get(Preview, wall), Preview(wall, scene)),)


def stacked(tiles: Sequence[Tile]) -> tuple[Tile, ...]:
    """The same tiles with no two at one height, in their order."""
    if len({t.z for t in tiles}) == len(tiles):
        return tuple(tiles)
    order = sorted(range(len(tiles)), key=lambda n: (tiles[n].z, n))
    height = {n: z for z, n in enumerate(order)}
    return tuple(replace(t, z=height[n]) for n, t in enumerate(tiles))


def _given(show: Show, wall: Wall, tiles: tuple[Tile, ...], envelope: Envelope) -> tuple[Tile, ...]:
    if len(tiles) > MAX_TILES:
        raise invalid("tiles", "too_many_tiles", len(tiles), limit=MAX_TILES)
    known = show.all(Tile)
    fresh = FreshIds(envelope, known)
    named: list[Tile] = []
    seen: set[str] = set()
    for n, given in enumerate(tiles):
        key = f"tiles[{n}]"
        if given.wall not in ("", wall.id):
            raise invalid(f"{key}.wall", "other_wall", given.wall)
        tile = replace(given, wall=wall.id, id=given.id or fresh.next())
        if tile.patrol is not None:  # only on the wall is one ever stopped
            tile = replace(tile, patrol=replace(tile.patrol, stopped=False))
        other = known.get(tile.id)
        if tile.id in seen or (other is not None and other.wall != wall.id):
            raise invalid(f"{key}.id", "duplicate_id", tile.id)
        seen.add(tile.id)
        the_source(show, tile.source, f"{key}.source")
        check_sources(show, key, tile)
        check_tile(key, tile, wall)
        named.append(tile)
    return stacked(named)


def _templated(show: Show, wall: Wall, template: str) -> tuple[Tile, ...]:
    present = show.preview_tiles(wall.id)
    for tile in present:
        if tile.locked:
            raise NotAllowed(key="wall", reason="locked", got=tile.id, entity="tile")
    own = show.get(Template, template)
    if own is not None:
        places = fitted(own.cells, own.canvas, wall.canvas)
    else:
        try:
            places = cells(template, wall.canvas, (o.rect for o in show.outputs_of(wall.id)))
        except ValueError:
            raise invalid("template", "unknown", template) from None
    tiles = tuple(
        replace(tile, rect=rect, z=n)
        for n, (tile, rect) in enumerate(zip(present, places, strict=False))
    )
    for tile in tiles:
        check_tile("template", tile, wall)
    return tiles
