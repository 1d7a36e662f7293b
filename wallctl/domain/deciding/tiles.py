"""Tiles of a wall's preview, one at a time."""

from __future__ import annotations

from dataclasses import replace

from wallctl.domain.commands import (
    Envelope,
    Layer,
    TileAdd,
    TileMove,
    TileRemove,
    TileUpdate,
)
from wallctl.domain.deciding.checks import (
    FreshIds,
    check_colour,
    check_crop,
    check_id,
    check_line,
    check_number,
    check_rect,
    invalid,
    the_source,
    the_tile,
    the_wall,
)
from wallctl.domain.deciding.patrols import check_patrol
from wallctl.domain.entities import Tile, Wall
from wallctl.domain.errors import NotAllowed
from wallctl.domain.show import Change, Show, change

MAX_TILES = 256  # on one wall
MAX_BORDER = 200  # px


def add(show: Show, command: TileAdd, envelope: Envelope) -> tuple[Change, ...]:
    wall = the_wall(show, command.wall)
    the_source(show, command.source)
    tiles = show.all(Tile)
    if command.id and command.id in tiles:
        raise invalid("id", "duplicate_id", command.id)
    mine = show.preview_tiles(wall.id)
    if len(mine) >= MAX_TILES:
        raise invalid("wall", "too_many_tiles", len(mine), limit=MAX_TILES)
    top = mine[-1].z + 1 if mine else 0
    tile = Tile(
        id=command.id or FreshIds(envelope, tiles).next(),
        wall=wall.id,
        source=command.source,
        rect=command.rect,
        z=top if command.z is None else command.z,
        crop=command.crop,
        fit=command.fit,
        border=command.border,
        title=command.title,
    )
    check_tile("", tile, wall)
    return (*_lifted(mine, tile.z), change(None, tile))


def move(show: Show, command: TileMove, envelope: Envelope) -> tuple[Change, ...]:
    tile = unlocked(the_tile(show, command.id))
    check_rect("rect", command.rect, the_wall(show, tile.wall).canvas)
    if tile.rect == command.rect:
        return ()
    return (change(tile, replace(tile, rect=command.rect)),)


def update(show: Show, command: TileUpdate, envelope: Envelope) -> tuple[Change, ...]:
    """A locked tile takes nothing but its unlocking, which may come with other changes."""
    tile = the_tile(show, command.id)
    if command.locked is not False:
        unlocked(tile)
    if command.source is not None:
        the_source(show, command.source)
    given = {
        key: value
        for key in ("source", "crop", "fit", "border", "border_color", "title", "locked")
        if (value := getattr(command, key)) is not None
    }
    after = replace(tile, **given)
    if after.patrol is not None and after.source not in after.patrol.sources:
        after = replace(after, patrol=None)  # another source in its place ends the patrol
    check_tile("", after, the_wall(show, tile.wall))
    moved = _layered(show, after, command.layer) if command.layer is not None else {}
    after = moved.pop(after.id, after)
    changes = [change(show.get(Tile, id), one) for id, one in moved.items()]
    if after != tile:
        changes.append(change(tile, after))
    return tuple(changes)


def remove(show: Show, command: TileRemove, envelope: Envelope) -> tuple[Change, ...]:
    return (change(unlocked(the_tile(show, command.id)), None),)


def check_tile(place: str, tile: Tile, wall: Wall) -> None:
    """Raises Invalid with the key of what is wrong, under `place`."""
    at = f"{place}." if place else ""
    check_id(f"{at}id", tile.id)
    check_rect(f"{at}rect", tile.rect, wall.canvas)
    check_crop(f"{at}crop", tile.crop)
    check_number(f"{at}z", tile.z, -1_000_000, 1_000_000)
    check_number(f"{at}border", tile.border, 0, MAX_BORDER)
    check_colour(f"{at}border_color", tile.border_color)
    check_line(f"{at}title", tile.title)
    check_patrol(f"{at}patrol", tile)


def unlocked(tile: Tile, place: str = "id") -> Tile:
    """The tile, where it may be changed. Raises NotAllowed with the key `place`."""
    if tile.locked:
        raise NotAllowed(key=place, reason="locked", got=tile.id, entity="tile")
    return tile


def _lifted(tiles: tuple[Tile, ...], z: int) -> tuple[Change, ...]:
    """Makes room at height `z`: those at it move up, as few as need to."""
    changes = []
    for tile in tiles:
        if tile.z == z:
            changes.append(change(tile, replace(tile, z=z + 1)))
            z += 1
    return tuple(changes)


def _layered(show: Show, tile: Tile, layer: Layer) -> dict[str, Tile]:
    """The tiles whose height changes, by id."""
    order = show.preview_tiles(tile.wall)
    here = next(n for n, one in enumerate(order) if one.id == tile.id)
    last = len(order) - 1
    if (layer in (Layer.TOP, Layer.UP) and here == last) or (
        layer in (Layer.BOTTOM, Layer.DOWN) and here == 0
    ):
        return {}
    if layer is Layer.TOP:
        return {tile.id: replace(tile, z=order[last].z + 1)}
    if layer is Layer.BOTTOM:
        return {tile.id: replace(tile, z=order[0].z - 1)}
    other = order[here + 1] if layer is Layer.UP else order[here - 1]
    return {other.id: replace(other, z=tile.z), tile.id: replace(tile, z=other.z)}
