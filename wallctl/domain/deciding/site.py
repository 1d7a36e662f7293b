"""The site: rooms, walls and outputs as the site file says, and a whole show from an archive."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace

from wallctl.domain.commands import Envelope, RoomUpdate, SiteApply, SiteImport
from wallctl.domain.control.automation import Schedule, Trigger
from wallctl.domain.control.power import PowerPlan
from wallctl.domain.control.steps import Sequence as Steps
from wallctl.domain.deciding.automation import check_schedule, check_trigger
from wallctl.domain.deciding.behind import check_behind
from wallctl.domain.deciding.checks import (
    MAX_SIDE,
    check_id,
    check_line,
    check_name,
    check_number,
    invalid,
    onto,
    words,
)
from wallctl.domain.deciding.control import check_sequence, check_steps
from wallctl.domain.deciding.devices import check_device
from wallctl.domain.deciding.overlays import check_overlay, fitted
from wallctl.domain.deciding.people import check_users, staying
from wallctl.domain.deciding.power import check_plan
from wallctl.domain.deciding.scenes import check_scene
from wallctl.domain.deciding.sources import check_camera, check_port, check_source
from wallctl.domain.deciding.tiles import check_tile
from wallctl.domain.deciding.walls import check_wall
from wallctl.domain.devices.entities import Behind, Desired, Device
from wallctl.domain.entities import (
    KIND_OF,
    Entity,
    Output,
    Overlay,
    Preview,
    Program,
    Room,
    Scene,
    SceneVersion,
    Tile,
    Wall,
)
from wallctl.domain.errors import NotFound
from wallctl.domain.geometry import whole
from wallctl.domain.patrolling import sources_of
from wallctl.domain.people import User
from wallctl.domain.shift import Request, RequestState
from wallctl.domain.show import Change, Key, Show, build, change


def update_room(show: Show, command: RoomUpdate, envelope: Envelope) -> tuple[Change, ...]:
    before = next(iter(show.rooms.values()), None)
    if before is None:
        raise NotFound(key="room", reason="unknown", got="", entity="room")
    after = replace(
        before,
        name=before.name if command.name is None else command.name,
        name_en=before.name_en if command.name_en is None else command.name_en,
    )
    check_name("name", after.name)
    check_line("name_en", after.name_en)
    return (change(before, after),) if after != before else ()


def apply_site(show: Show, command: SiteApply, envelope: Envelope) -> tuple[Change, ...]:
    """What operators set on a wall (labels, visit mode, safe picture) stays. A wall that is
    gone takes its tiles, program and overlay with it; scenes keep its layouts.

    A wall that was added here and that the file does not name stays, but for outputs on screens
    that the file gives to another wall.
    """
    room = command.room
    check_site((room,), command.walls, command.outputs)
    kept = _made_here(show, command)
    walls = (*command.walls, *(replace(wall, room=room.id) for wall in kept))
    outputs = (*command.outputs, *_outputs_left(show, kept, command.outputs))
    wanted: list[Entity] = [room]
    wanted.extend(_as_operated(wall, show.walls.get(wall.id)) for wall in walls)
    wanted.extend(outputs)
    changes = _to(show, wanted, (Room, Wall, Output))
    ids = {wall.id for wall in walls}
    for kind in (Preview, Program, Overlay, Behind):
        changes += [change(e, None) for id, e in show.all(kind).items() if id not in ids]
    canvas = {wall.id: wall.canvas for wall in walls}
    for tile in show.all(Tile).values():
        if tile.wall not in ids:
            changes.append(change(tile, None))
        elif (moved := onto(tile.rect, canvas[tile.wall])) != tile.rect:
            changes.append(change(tile, replace(tile, rect=moved)))
    for overlay in show.all(Overlay).values():
        if overlay.id in ids and (fits := fitted(overlay, canvas[overlay.id])) != overlay:
            changes.append(change(overlay, fits))
    return tuple(changes)


def bring_in(show: Show, command: SiteImport, envelope: Envelope) -> tuple[Change, ...]:
    """Programs come under a new serial: the glass has to say again what it shows. Where nobody
    of the archive could sign in, the users of now stay: no import opens a room to everyone.
    What the archive wanted of devices is not wanted anew: an import switches nothing."""
    keys: set[Key] = set()
    entities: list[Entity] = []
    for n, one in enumerate(command.entities):
        key = Key(KIND_OF[type(one)], one.id)
        if key in keys:
            raise invalid(f"entities[{n}].id", "duplicate_id", f"{key.entity.value} {key.id}")
        keys.add(key)
        if isinstance(one, Desired):
            entities += [now for now in (show.get(Desired, one.id),) if now and _same(now, one)]
            continue
        entities.append(_reissued(show, one, envelope) if isinstance(one, Program) else one)
    entities = [*staying(show, entities)]
    check_whole(build(entities))
    return tuple(_to(show, entities, tuple(KIND_OF)))


def _same(now: Desired, one: Desired) -> bool:
    return type(now.value) is type(one.value) and now.value == one.value


def check_whole(show: Show) -> None:
    """Checks a show from outside, entity by entity. Raises Invalid or NotFound."""
    check_site(tuple(show.rooms.values()), show.walls.values(), show.outputs.values())
    for sequence in show.all(Steps).values():
        check_sequence(show, sequence, f"sequence {sequence.id}.")
    for schedule in show.all(Schedule).values():
        check_schedule(show, schedule, f"schedule {schedule.id}.")
    for trigger in show.all(Trigger).values():
        check_trigger(show, trigger, f"trigger {trigger.id}.")
    for plan in show.all(PowerPlan).values():
        check_plan(show, plan, f"power {plan.id}.")
    for device in show.all(Device).values():
        check_device(device, f"device {device.id}.")
    for behind in show.all(Behind).values():
        _known(show.walls, behind.id, f"behind {behind.id}.id", "wall")
        check_behind(show, behind, f"behind {behind.id}.")
    for source in show.sources.values():
        check_source(f"source {source.id}", source)
        check_port(show, source, f"source {source.id}.port")
        check_camera(show, source, f"source {source.id}.camera")
        if source.backup:
            _known(show.sources, source.backup, f"source {source.id}.backup", "source")
    check_users("user", show.all(User).values())
    heights: set[tuple[str, int]] = set()
    for tile in show.all(Tile).values():
        place = f"tile {tile.id}"
        _known(show.walls, tile.wall, f"{place}.wall", "wall")
        for shown in sources_of(tile):
            _known(show.sources, shown, f"{place}.source", "source")
        check_tile(place, tile, show.walls[tile.wall])
        if (tile.wall, tile.z) in heights:
            raise invalid(f"{place}.z", "taken", tile.z)
        heights.add((tile.wall, tile.z))
    for kind in (Preview, Program, Overlay):
        for id in show.all(kind):
            _known(show.walls, id, f"{KIND_OF[kind].value} {id}.id", "wall")
    for overlay in show.all(Overlay).values():
        check_overlay(f"overlay {overlay.id}", overlay, show.walls[overlay.id].canvas)
    for scene in show.all(Scene).values():
        check_scene(f"scene {scene.id}", show, scene)
        check_steps(show, scene.steps, f"scene {scene.id}.steps")
        for layout in scene.layouts:
            for tile in layout.tiles:
                for shown in sources_of(tile):
                    _known(show.sources, shown, f"scene {scene.id}.{tile.id}.source", "source")
    for version in show.all(SceneVersion).values():
        _known(show.scenes, version.scene, f"version {version.id}.scene", "scene")
    for request in show.all(Request).values():
        if request.state is RequestState.OPEN:
            _known(show.scenes, request.scene, f"request {request.id}.scene", "scene")


def check_site(rooms: Sequence[Room], walls: Iterable[Wall], outputs: Iterable[Output]) -> None:
    """Raises Invalid or NotFound with the key of what is wrong."""
    for room in rooms:
        check_id(f"room {room.id}.id", room.id)
        check_name(f"room {room.id}.name", room.name)
    known = check_walls(rooms, walls)
    check_outputs(known, outputs, lambda one: f"output {one.id}")


def check_walls(
    rooms: Sequence[Room], walls: Iterable[Wall], at: str | None = None
) -> dict[str, Wall]:
    """The walls by their ids. `at` is the place of the one wall, else each is named by its id.
    Raises Invalid or NotFound."""
    known: dict[str, Wall] = {}
    for wall in walls:
        named = f"wall {wall.id}" if at is None else at
        place = f"{named}." if named else ""
        check_id(f"{place}id", wall.id)
        if wall.id in known:
            raise invalid(f"{place}id", "duplicate_id", wall.id)
        known[wall.id] = wall
        _known({room.id for room in rooms}, wall.room, f"{place}room", "room")
        check_number(f"{place}canvas.w", wall.canvas.w, 64, MAX_SIDE)
        check_number(f"{place}canvas.h", wall.canvas.h, 64, MAX_SIDE)
        check_wall(named, wall)
    return known


def check_outputs(
    walls: Mapping[str, Wall], outputs: Iterable[Output], place_of: Callable[[Output], str]
) -> None:
    """Raises Invalid or NotFound at the place of what is wrong."""
    ids: set[str] = set()
    screens: dict[tuple[str, str], str] = {}
    for output in outputs:
        place = place_of(output)
        check_id(f"{place}.id", output.id)
        if output.id in ids:
            raise invalid(f"{place}.id", "duplicate_id", output.id)
        ids.add(output.id)
        _known(walls, output.wall, f"{place}.wall", "wall")
        check_name(f"{place}.node", output.node)
        canvas = walls[output.wall].canvas
        rect = output.rect
        if rect.w < 1 or rect.h < 1 or not whole(canvas).contains(rect):
            raise invalid(
                f"{place}.rect", "off_canvas", words(rect), canvas=f"{canvas.w}x{canvas.h}"
            )
        if output.rotation not in (0, 90, 180, 270):
            raise invalid(f"{place}.rotation", "range", output.rotation)
        if output.window is not None:
            if output.window.w < 1 or output.window.h < 1:
                raise invalid(f"{place}.window", "too_small", words(output.window))
            continue
        other = screens.setdefault((output.node, output.screen), output.id)
        if other != output.id:
            raise invalid(f"{place}.screen", "taken", output.screen, node=output.node, output=other)


def _as_operated(wall: Wall, known: Wall | None) -> Wall:
    if known is None:
        return wall
    return replace(
        wall, labels=known.labels, visit=known.visit, safe=known.safe, testcard=known.testcard
    )


def _made_here(show: Show, command: SiteApply) -> tuple[Wall, ...]:
    named = {wall.id for wall in command.walls}
    return tuple(w for w in show.walls.values() if w.made_here and w.id not in named)


def _outputs_left(show: Show, walls: Iterable[Wall], named: Sequence[Output]) -> Iterable[Output]:
    """The outputs of walls that were added here, without those whose id or screen the file has."""
    ids = {one.id for one in named}
    screens = {(one.node, one.screen) for one in named}
    for wall in walls:
        for one in show.outputs_of(wall.id):
            if one.id not in ids and (one.node, one.screen) not in screens:
                yield one


def _reissued(show: Show, program: Program, envelope: Envelope) -> Program:
    return replace(
        program, serial=show.revision + 1, at=envelope.at, by=envelope.by, confirmed=False
    )


def _known(known: Container[str], id: str, key: str, entity: str) -> None:
    if id not in known:
        raise NotFound(key=key, reason="unknown", got=id, entity=entity)


def _to(show: Show, wanted: Iterable[Entity], kinds: Iterable[type[Entity]]) -> list[Change]:
    """The changes that bring the tables of these kinds to what is wanted."""
    new = {Key(KIND_OF[type(one)], one.id): one for one in wanted}
    changes: list[Change] = []
    for kind in kinds:
        changes += [
            change(one, None)
            for id, one in show.all(kind).items()
            if Key(KIND_OF[kind], id) not in new
        ]
    changes += [change(show.at(key), one) for key, one in new.items() if show.at(key) != one]
    return changes
