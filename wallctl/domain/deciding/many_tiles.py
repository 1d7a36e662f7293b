"""Several tiles of one preview at once: one command, one step of undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wallctl.domain.commands import (
    Envelope,
    Layer,
    TileArrange,
    TileDuplicate,
    TileMove,
    TileRemoveMany,
    TileUpdateMany,
)
from wallctl.domain.deciding.checks import (
    FreshIds,
    check_rect,
    invalid,
    the_tile,
    the_wall,
)
from wallctl.domain.deciding.tiles import MAX_TILES, check_tile, unlocked
from wallctl.domain.entities import Tile
from wallctl.domain.show import Change, Show, change


def arrange(show: Show, command: TileArrange, envelope: Envelope) -> tuple[Change, ...]:
    wall = the_wall(show, command.wall)
    tiles = _named(show, [m.id for m in command.moves], "moves", "id")
    changes = []
    for n, (tile, move) in enumerate(zip(tiles, command.moves, strict=True)):
        if tile.wall != wall.id:
            raise invalid(f"moves[{n}].id", "other_wall", tile.id)
        unlocked(tile, f"moves[{n}].id")
        check_rect(f"moves[{n}].rect", move.rect, wall.canvas)
        if tile.rect != move.rect:
            changes.append(change(tile, replace(tile, rect=move.rect)))
    return tuple(changes)


def update(show: Show, command: TileUpdateMany, envelope: Envelope) -> tuple[Change, ...]:
    """As with one tile: a locked one takes nothing but its unlocking."""
    tiles = _named(show, command.ids, "ids")
    wall = the_wall(show, _one_wall(tiles, "ids"))
    given = {
        key: value
        for key in ("fit", "crop", "locked")
        if (value := getattr(command, key)) is not None
    }
    after = {}
    for n, tile in enumerate(tiles):
        if command.locked is not False:
            unlocked(tile, f"ids[{n}]")
        after[tile.id] = replace(tile, **given)
        check_tile(f"ids[{n}]", after[tile.id], wall)
    if command.layer is not None:
        for tile in _layered(show.preview_tiles(wall.id), set(command.ids), command.layer):
            after[tile.id] = replace(after.get(tile.id, tile), z=tile.z)
    return tuple(
        change(before, one)
        for id, one in after.items()
        if (before := show.get(Tile, id)) is not None and before != one
    )


def remove(show: Show, command: TileRemoveMany, envelope: Envelope) -> tuple[Change, ...]:
    tiles = _named(show, command.ids, "ids")
    _one_wall(tiles, "ids")
    return tuple(change(unlocked(t, f"ids[{n}]"), None) for n, t in enumerate(tiles))


def duplicate(show: Show, command: TileDuplicate, envelope: Envelope) -> tuple[Change, ...]:
    """The copies keep the order of what they are copies of."""
    copies = command.copies
    tiles = _named(show, [m.id for m in copies], "copies", "id")
    wall = the_wall(show, _one_wall(tiles, "copies"))
    mine = show.preview_tiles(wall.id)
    if len(mine) + len(copies) > MAX_TILES:
        raise invalid("copies", "too_many_tiles", len(mine) + len(copies), limit=MAX_TILES)
    fresh = FreshIds(envelope, show.all(Tile))
    top = mine[-1].z + 1 if mine else 0
    made = []
    by_height = sorted(enumerate(zip(tiles, copies, strict=True)), key=lambda p: _height(p[1][0]))
    for height, (n, (tile, copy)) in enumerate(by_height):
        check_rect(f"copies[{n}].rect", copy.rect, wall.canvas)
        one = replace(tile, id=fresh.next(), rect=copy.rect, z=top + height, locked=False)
        made.append(change(None, one))
    return tuple(made)


def moves(tiles: Sequence[Tile]) -> tuple[TileMove, ...]:
    """The command's way of saying where tiles are."""
    return tuple(TileMove(t.id, t.rect) for t in tiles)


def _named(show: Show, ids: Sequence[str], key: str, inner: str = "") -> list[Tile]:
    """The tiles, each named once, at least one."""
    if not ids:
        raise invalid(key, "empty", "")
    seen: set[str] = set()
    for n, id in enumerate(ids):
        if id in seen:
            raise invalid(_place(key, n, inner), "duplicate_id", id)
        seen.add(id)
    return [the_tile(show, id, _place(key, n, inner)) for n, id in enumerate(ids)]


def _place(key: str, n: int, inner: str) -> str:
    return f"{key}[{n}].{inner}" if inner else f"{key}[{n}]"


def _one_wall(tiles: Sequence[Tile], key: str) -> str:
    for n, tile in enumerate(tiles):
        if tile.wall != tiles[0].wall:
            raise invalid(f"{key}[{n}]", "other_wall", tile.id)
    return tiles[0].wall


def _height(tile: Tile) -> tuple[int, str]:
    return tile.z, tile.id


def _layered(order: Sequence[Tile], chosen: set[str], layer: Layer) -> list[Tile]:
    """All tiles lowest first, the chosen ones lifted or lowered, at the heights there were."""
    after = list(order)
    ours = [t for t in order if t.id in chosen]
    others = [t for t in order if t.id not in chosen]
    if layer is Layer.TOP:
        after = others + ours
    elif layer is Layer.BOTTOM:
        after = ours + others
    else:
        steps = range(len(after) - 2, -1, -1) if layer is Layer.UP else range(len(after) - 1)
        for n in steps:
            moving, other = (n, n + 1) if layer is Layer.UP else (n + 1, n)
            if after[moving].id in chosen and after[other].id not in chosen:
                after[n], after[n + 1] = after[n + 1], after[n]
    heights: list[int] = []
    for tile in order:
        heights.append(max(tile.z, heights[-1] + 1) if heights else tile.z)
    return [replace(t, z=z) for t, z in zip(after, heights, strict=True)]
