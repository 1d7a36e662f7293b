"""Walls come and go, their outputs are arranged, their frames compensated.

What the site file names stays its own: a later change of the file brings it back to what the
file says. A wall that was added here stays when the file changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wallctl.domain.commands import (
    Envelope,
    OutputPlace,
    Unit,
    WallAdd,
    WallArrange,
    WallBezels,
    WallRemove,
)
from wallctl.domain.deciding.checks import (
    MAX_SIDE,
    check_number,
    check_rect,
    invalid,
    onto,
    the_wall,
)
from wallctl.domain.deciding.overlays import fitted
from wallctl.domain.deciding.site import check_outputs, check_walls
from wallctl.domain.deciding.walls import issued
from wallctl.domain.devices.entities import Behind
from wallctl.domain.entities import (
    Output,
    Overlay,
    Preview,
    Program,
    Room,
    Scene,
    Tile,
    Wall,
)
from wallctl.domain.errors import NotFound
from wallctl.domain.geometry import Size, bounding
from wallctl.domain.show import Change, Show, change
from wallctl.domain.spacing import NotAGrid, Spacing, spacing

USUAL_CANVAS = Size(1920, 1080)
MAX_OUTPUTS = 1024
MAX_HIDDEN = 4096  # px between two displays
PITCH_MM = (0.02, 50.0)  # one pixel, from a telephone's screen to a coarse LED wall


def add(show: Show, command: WallAdd, envelope: Envelope) -> tuple[Change, ...]:
    """A wall of this room. Its id, where none is given, says the room's."""
    room = _room(show)
    id = command.id or _free_id(show, room)
    if id in show.walls:
        raise invalid("id", "duplicate_id", id)
    canvas = command.canvas or _around(command.outputs) or USUAL_CANVAS
    wall = Wall(id, room.id, command.name, canvas, name_en=command.name_en, made_here=True)
    outputs = _placed(show, wall, command.outputs)
    check_walls((room,), (wall,), at="")
    return (change(None, wall), *(change(None, one) for one in outputs))


def remove(show: Show, command: WallRemove, envelope: Envelope) -> tuple[Change, ...]:
    wall = the_wall(show, command.wall)
    mine = [t for t in show.all(Tile).values() if t.wall == wall.id]
    beside = [show.get(kind, wall.id) for kind in (Preview, Program, Overlay, Behind)]
    gone = (wall, *show.outputs_of(wall.id), *mine, *(one for one in beside if one is not None))
    return tuple(change(one, None) for one in gone)


def arrange(show: Show, command: WallArrange, envelope: Envelope) -> tuple[Change, ...]:
    """Tiles that would lie off a smaller canvas are moved onto it, as the site file does."""
    before = the_wall(show, command.wall)
    if not command.outputs:
        raise invalid("outputs", "empty", "")
    canvas = command.canvas or _around(command.outputs) or before.canvas
    wall = replace(before, canvas=canvas)
    outputs = _placed(show, wall, command.outputs)
    check_walls((_room(show),), (wall,), at="")
    changes = [change(before, wall)] if wall != before else []
    changes += _outputs(show, wall.id, outputs)
    for tile in show.preview_tiles(wall.id):
        if (moved := onto(tile.rect, canvas)) != tile.rect:
            changes.append(change(tile, replace(tile, rect=moved)))
    overlay = show.get(Overlay, wall.id)
    if overlay is not None and (fits := fitted(overlay, canvas)) != overlay:
        changes.append(change(overlay, fits))
    return tuple(changes)


def bezels(show: Show, command: WallBezels, envelope: Envelope) -> tuple[Change, ...]:
    """The outputs move apart; tiles of preview, program and scenes keep the displays that they
    fill. The program comes under a new serial: the glass has to say what it shows."""
    wall = the_wall(show, command.wall)
    across, down = _hidden(command, "across"), _hidden(command, "down")
    outputs = show.outputs_of(wall.id)
    if not outputs:
        raise invalid("wall", "no_outputs", wall.id)
    try:
        spaced = spacing([one.rect for one in outputs], across, down)
    except NotAGrid as no:
        raise invalid(no.axis, "not_a_grid", wall.id) from None
    canvas = spaced.canvas(wall.canvas)
    check_number("across", canvas.w, 64, MAX_SIDE)
    check_number("down", canvas.h, 64, MAX_SIDE)
    after = replace(wall, canvas=canvas)
    changes = [change(wall, after)] if after != wall else []
    changes += _outputs(show, wall.id, [replace(o, rect=spaced.rect(o.rect)) for o in outputs])
    if not changes:
        return ()
    changes += _respaced(show, wall.id, spaced)
    program = show.program(wall.id)
    if (moved := _program(program, spaced)) != program:
        changes.append(issued(show, moved, envelope))
    return tuple(changes)


def _respaced(show: Show, wall: str, spaced: Spacing) -> Iterable[Change]:
    for tile in show.preview_tiles(wall):
        if (moved := spaced.rect(tile.rect)) != tile.rect:
            yield change(tile, replace(tile, rect=moved))
    for scene in show.all(Scene).values():
        layouts = tuple(
            replace(one, tiles=_tiles(one.tiles, spaced)) if one.wall == wall else one
            for one in scene.layouts
        )
        if layouts != scene.layouts:
            yield change(scene, replace(scene, layouts=layouts))


def _program(program: Program, spaced: Spacing) -> Program:
    history = tuple(
        replace(past, tiles=_tiles(past.tiles, spaced), under=_tiles(past.under, spaced))
        for past in program.history
    )
    return replace(
        program,
        tiles=_tiles(program.tiles, spaced),
        under=_tiles(program.under, spaced),
        history=history,
        fade_ms=0,
    )


def _tiles(tiles: Sequence[Tile], spaced: Spacing) -> tuple[Tile, ...]:
    return tuple(replace(tile, rect=spaced.rect(tile.rect)) for tile in tiles)


def _hidden(command: WallBezels, key: str) -> int:
    """The px between two displays in one direction, from px or mm."""
    value = float(getattr(command, key))
    if command.unit is Unit.MM:
        check_number("pitch", command.pitch, *PITCH_MM)
        check_number(key, value, 0, MAX_HIDDEN * command.pitch)
        return round(value / command.pitch)
    check_number(key, value, 0, MAX_HIDDEN)
    if value != round(value):
        raise invalid(key, "whole", value)
    return round(value)


def _room(show: Show) -> Room:
    room = next(iter(show.rooms.values()), None)
    if room is None:
        raise NotFound(key="room", reason="unknown", got="", entity="room")
    return room


def _free_id(show: Show, room: Room) -> str:
    stem = f"{room.id}-wall"
    numbered = (f"{stem}-{n}" for n in range(2, len(show.walls) + 3))
    return next(id for id in (stem, *numbered) if id not in show.walls)


def _around(outputs: Iterable[OutputPlace]) -> Size | None:
    around = bounding(one.rect for one in outputs)
    return Size(max(1, around.right), max(1, around.bottom)) if around else None


def _placed(show: Show, wall: Wall, places: Sequence[OutputPlace]) -> list[Output]:
    """The outputs as asked, each with an id. Raises Invalid naming outputs[n]."""
    if len(places) > MAX_OUTPUTS:
        raise invalid("outputs", "too_many", len(places), limit=MAX_OUTPUTS)
    others = [o for o in show.outputs.values() if o.wall != wall.id]
    taken = {o.id for o in others} | {place.id for place in places}
    made: list[Output] = []
    for n, place in enumerate(places):
        check_rect(f"outputs[{n}].rect", place.rect, wall.canvas)
        name = place.id or _output_id(wall.id, n + 1, taken)
        taken.add(name)
        fields = {k: getattr(place, k) for k in OutputPlace.__dataclass_fields__ if k != "id"}
        made.append(Output(id=name, wall=wall.id, **fields))
    known = {one.id: one for one in show.walls.values()} | {wall.id: wall}
    places_of = {id(one): f"outputs[{n}]" for n, one in enumerate(made)}
    check_outputs(known, [*others, *made], lambda one: places_of.get(id(one), f"output {one.id}"))
    return made


def _output_id(wall: str, number: int, taken: set[str]) -> str:
    while (id := f"{wall}-{number}") in taken:
        number += 1
    return id


def _outputs(show: Show, wall: str, wanted: Iterable[Output]) -> list[Change]:
    before = {one.id: one for one in show.outputs_of(wall)}
    after = {one.id: one for one in wanted}
    changes = [change(one, None) for id, one in before.items() if id not in after]
    changes += [change(before.get(id), one) for id, one in after.items() if before.get(id) != one]
    return changes
