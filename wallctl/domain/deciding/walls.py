"""Walls: take, restore, safe picture, full wall, settings, and the glass's confirmation.

A take while the safe picture or the test card is on keeps it on: the new program waits under it
until somebody ends it with `wall.safe` or `wall.testcard`. What is hidden on purpose is never
uncovered by the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wallctl.domain.commands import (
    Envelope,
    ProgramConfirm,
    WallFull,
    WallRestore,
    WallSafe,
    WallTake,
    WallTestcard,
    WallUpdate,
)
from wallctl.domain.deciding.checks import (
    check_fade,
    check_line,
    check_name,
    check_picture,
    invalid,
    the_wall,
)
from wallctl.domain.entities import PastProgram, Program, Tile, Wall
from wallctl.domain.errors import Conflict, NotAllowed, NotFound
from wallctl.domain.geometry import whole
from wallctl.domain.show import Change, Show, change

MAX_HISTORY = 12  # each take writes all of it into the journal


def take(show: Show, command: WallTake, envelope: Envelope) -> tuple[Change, ...]:
    wall = the_wall(show, command.wall)
    if command.fade_ms is not None:
        check_fade("fade_ms", command.fade_ms)
    tiles = show.preview_tiles(wall.id)
    scene = show.preview(wall.id).scene
    return (taken(show, wall, tiles, scene, envelope, fade_ms=command.fade_ms),)


def fit_for_visitors(show: Show, wall: Wall, scene: str) -> None:
    """Raises NotAllowed where the wall is in visit mode and the scene is not for visitors."""
    known = show.scenes.get(scene)
    if wall.visit and known is not None and known.sensitive:
        raise NotAllowed(key="scene", reason="visit", got=known.id, name=known.name)


def taken(
    show: Show,
    wall: Wall,
    tiles: Sequence[Tile],
    scene: str,
    envelope: Envelope,
    *,
    fade_ms: int | None = None,
) -> Change:
    """The change that puts tiles on program. What the glass had confirmed goes to history."""
    fit_for_visitors(show, wall, scene)
    before = show.program(wall.id)
    history = before.history
    if before.confirmed:
        past = PastProgram(before.tiles, before.scene, before.full, before.under)
        history = (*history, past)[-MAX_HISTORY:]
    after = Program(
        wall.id,
        tuple(sorted(tiles, key=lambda t: (t.z, t.id))),
        scene,
        history=history,
        fade_ms=wall.fade_ms if fade_ms is None else fade_ms,
    )
    return issued(show, after, envelope)


def restore(show: Show, command: WallRestore, envelope: Envelope) -> tuple[Change, ...]:
    """From a tile on the full wall back to its layout; else to the last confirmed program."""
    wall = the_wall(show, command.wall)
    program = show.program(wall.id)
    if program.full:
        return (issued(show, _unfolded(program, wall), envelope),)
    if not program.history:
        raise NotAllowed("no_history", key="wall", reason="no_history", got=wall.id)
    past = program.history[-1]
    fit_for_visitors(show, wall, past.scene)
    after = Program(
        wall.id,
        past.tiles,
        past.scene,
        full=past.full,
        under=past.under,
        history=program.history[:-1],
        fade_ms=wall.fade_ms,
    )
    return (issued(show, after, envelope),)


def safe(show: Show, command: WallSafe, envelope: Envelope) -> tuple[Change, ...]:
    """A cut, under a new serial, so that the glass can say that it is covered."""
    wall = the_wall(show, command.wall)
    if wall.safe == command.on:
        return ()
    program = replace(show.program(wall.id), fade_ms=0)
    return (
        change(wall, replace(wall, safe=command.on)),
        issued(show, program, envelope, confirmed=program.confirmed),
    )


def testcard(show: Show, command: WallTestcard, envelope: Envelope) -> tuple[Change, ...]:
    """A cut under a new serial, as with the safe picture, which lies above it."""
    wall = the_wall(show, command.wall)
    if wall.testcard == command.on:
        return ()
    program = replace(show.program(wall.id), fade_ms=0)
    return (
        change(wall, replace(wall, testcard=command.on)),
        issued(show, program, envelope, confirmed=program.confirmed),
    )


def full(show: Show, command: WallFull, envelope: Envelope) -> tuple[Change, ...]:
    """The same tile again, or none named, goes back; another tile takes its place."""
    wall = the_wall(show, command.wall)
    program = show.program(wall.id)
    if program.full and command.tile in ("", program.full):
        return (issued(show, _unfolded(program, wall), envelope),)
    if not command.tile:
        raise invalid("tile", "empty", "")
    under = program.under if program.full else program.tiles
    tile = next((t for t in under if t.id == command.tile), None)
    if tile is None:
        raise NotFound(key="tile", reason="not_on_program", got=command.tile, entity="tile")
    alone = replace(tile, rect=whole(wall.canvas))
    after = replace(program, tiles=(alone,), full=tile.id, under=under, fade_ms=wall.fade_ms)
    return (issued(show, after, envelope),)


def update(show: Show, command: WallUpdate, envelope: Envelope) -> tuple[Change, ...]:
    wall = the_wall(show, command.wall)
    given = {
        key: value
        for key in WallUpdate.__dataclass_fields__
        if key != "wall" and (value := getattr(command, key)) is not None
    }
    after = replace(wall, **given)
    check_wall("", after)
    fit_for_visitors(show, after, show.program(wall.id).scene)
    return (change(wall, after),) if after != wall else ()


def confirm(show: Show, command: ProgramConfirm, envelope: Envelope) -> tuple[Change, ...]:
    wall = the_wall(show, command.wall)
    program = show.program(wall.id)
    if program.serial != command.serial:
        raise Conflict(
            "superseded",
            key="serial",
            reason="superseded",
            got=command.serial,
            serial=program.serial,
        )
    if program.confirmed or not program.serial:
        return ()
    return (change(program, replace(program, confirmed=True)),)


def check_wall(place: str, wall: Wall) -> None:
    """What an operator may set. Raises Invalid with the key, under `place`."""
    at = f"{place}." if place else ""
    check_name(f"{at}name", wall.name)
    check_line(f"{at}name_en", wall.name_en)
    check_picture(f"{at}background", wall.background)
    check_picture(f"{at}safe_picture", wall.safe_picture)
    check_fade(f"{at}fade_ms", wall.fade_ms)


def _unfolded(program: Program, wall: Wall) -> Program:
    return replace(program, tiles=program.under, full="", under=(), fade_ms=wall.fade_ms)


def issued(show: Show, program: Program, envelope: Envelope, confirmed: bool = False) -> Change:
    """The program under the serial of this command, not yet confirmed by the glass."""
    after = replace(
        program,
        serial=show.revision + 1,
        at=envelope.at,
        by=envelope.by,
        confirmed=confirmed,
    )
    return change(show.get(Program, program.id), after)
