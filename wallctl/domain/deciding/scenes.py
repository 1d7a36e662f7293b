"""Scenes: save, change, recall, remove, and the versions they leave behind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from wallctl.domain.commands import (
    Envelope,
    SceneRecall,
    SceneRemove,
    SceneRevert,
    SceneSave,
    SceneUpdate,
)
from wallctl.domain.deciding.checks import (
    FreshIds,
    check_id,
    check_line,
    check_name,
    check_number,
    check_text,
    invalid,
    onto,
    the_scene,
    the_wall,
)
from wallctl.domain.deciding.control import check_steps
from wallctl.domain.deciding.layouts import came_from, replaced, stacked
from wallctl.domain.deciding.walls import taken
from wallctl.domain.entities import Preview, Scene, SceneLayout, SceneVersion, Tile, Wall
from wallctl.domain.errors import NotAllowed, NotFound
from wallctl.domain.patrolling import sources_of
from wallctl.domain.shift import Request, RequestState
from wallctl.domain.show import Change, Show, change
from wallctl.domain.versions import versions_of

KEPT = 30
"""Former versions of each scene."""


def save(show: Show, command: SceneSave, envelope: Envelope) -> tuple[Change, ...]:
    """Without named walls, those with an empty preview are left out: recalling the scene
    leaves them alone. Named walls are saved as they are, empty ones too."""
    before = show.scenes.get(command.id) if command.id else None
    if before is not None and before.locked:
        raise NotAllowed(key="id", reason="locked", got=before.id, entity="scene")
    for n, wall in enumerate(command.walls):
        the_wall(show, wall, f"walls[{n}]")
    walls = dict.fromkeys(command.walls) if command.walls else dict.fromkeys(show.walls)
    layouts = tuple(
        SceneLayout(wall, show.preview_tiles(wall))
        for wall in walls
        if command.walls or show.preview_tiles(wall)
    )
    if not layouts:
        raise invalid("walls", "empty_preview", "")
    base = before or Scene(command.id or FreshIds(envelope, show.scenes).next(), command.name)
    after = replace(_described(base, command), name=command.name, layouts=layouts)
    check_scene("", show, after)
    noted = [c for layout in layouts for c in came_from(show, layout.wall, after.id)]
    return (*_changed(show, before, after, envelope), *noted)


def update(show: Show, command: SceneUpdate, envelope: Envelope) -> tuple[Change, ...]:
    """A locked scene takes nothing but its unlocking, which may come with other changes."""
    before = the_scene(show, command.id)
    if before.locked and command.locked is not False:
        raise NotAllowed(key="id", reason="locked", got=before.id, entity="scene")
    after = _described(before, command)
    if command.name is not None:
        after = replace(after, name=command.name)
    if command.locked is not None:
        after = replace(after, locked=command.locked)
    if command.sensitive is not None:
        after = replace(after, sensitive=command.sensitive)
    if command.steps is not None:
        check_steps(show, command.steps)
        after = replace(after, steps=command.steps)
    if command.on_failure is not None:
        after = replace(after, on_failure=command.on_failure)
    check_scene("", show, after)
    return _changed(show, before, after, envelope)


def revert(show: Show, command: SceneRevert, envelope: Envelope) -> tuple[Change, ...]:
    """Key, category and lock stay. A version that shows a source which is no longer there cannot
    come back."""
    before = the_scene(show, command.id)
    if before.locked:
        raise NotAllowed(key="id", reason="locked", got=before.id, entity="scene")
    version = show.get(SceneVersion, version_id(before.id, command.version))
    if version is None:
        raise NotFound(key="version", reason="unknown", got=command.version, entity="version")
    used = {s for layout in version.layouts for t in layout.tiles for s in sources_of(t)}
    gone = sorted(used - set(show.sources))
    if gone:
        raise NotFound(
            "source_gone", key="version", reason="source_gone", got=gone[0], count=len(gone)
        )
    after = replace(
        before,
        name=version.name,
        name_en=version.name_en,
        layouts=version.layouts,
        note=version.note,
    )
    return _changed(show, before, after, envelope)


def recall(show: Show, command: SceneRecall, envelope: Envelope) -> tuple[Change, ...]:
    """Tiles get the same ids at each recall, so that twice is the same as once."""
    scene = the_scene(show, command.id)
    layouts = [layout for layout in scene.layouts if layout.wall in show.walls]
    if not layouts:
        raise invalid("id", "no_wall_here", scene.id, name=scene.name)
    changes: list[Change] = []
    for layout in layouts:
        wall = show.walls[layout.wall]
        tiles = _named(show, scene, wall, layout.tiles)
        changes += replaced(show, wall.id, tiles, scene.id)
        if command.live:
            changes.append(taken(show, wall, tiles, scene.id, envelope))
    return tuple(changes)


def remove(show: Show, command: SceneRemove, envelope: Envelope) -> tuple[Change, ...]:
    scene = the_scene(show, command.id)
    if scene.locked:
        raise NotAllowed(key="id", reason="locked", got=scene.id, entity="scene")
    previews = [p for p in show.all(Preview).values() if p.scene == scene.id]
    requests = [
        r
        for r in show.all(Request).values()
        if r.scene == scene.id and r.state is RequestState.OPEN
    ]
    at, lapsed = envelope.at, RequestState.EXPIRED
    return (
        change(scene, None),
        *(change(p, replace(p, scene="")) for p in previews),
        *(change(v, None) for v in versions_of(show, scene.id)),
        *(change(r, replace(r, state=lapsed, answered_at=at)) for r in requests),
    )


def check_scene(place: str, show: Show, scene: Scene) -> None:
    """Raises Invalid with the key of what is wrong, under `place`."""
    at = f"{place}." if place else ""
    check_id(f"{at}id", scene.id)
    check_name(f"{at}name", scene.name)
    check_line(f"{at}name_en", scene.name_en)
    check_line(f"{at}category", scene.category)
    check_text(f"{at}note", scene.note)
    check_number(f"{at}number", scene.number, 0, 9)
    if scene.number:
        for other in show.scenes.values():
            if other.number == scene.number and other.id != scene.id:
                raise invalid(f"{at}number", "taken", scene.number, scene=other.id, name=other.name)


def version_id(scene: str, number: int) -> str:
    return f"{scene}@{number}"


def _changed(
    show: Show, before: Scene | None, after: Scene, envelope: Envelope
) -> tuple[Change, ...]:
    """The change, and the former scene as a version where more than its key, category or lock
    changed. The oldest versions make room."""
    if after == before:
        return ()
    if before is None or _told(before) == _told(after):
        return (change(before, after),)
    known = versions_of(show, before.id)
    number = known[-1].number + 1 if known else 1
    kept = SceneVersion(
        version_id(before.id, number),
        before.id,
        number,
        envelope.at,
        envelope.by,
        before.name,
        before.layouts,
        before.note,
        before.name_en,
    )
    too_old = known[: max(0, len(known) + 1 - KEPT)]
    return (change(before, after), change(None, kept), *(change(v, None) for v in too_old))


def _told(scene: Scene) -> tuple[str, str, str, tuple[SceneLayout, ...]]:
    """What a version keeps of a scene."""
    return scene.name, scene.name_en, scene.note, scene.layouts


def _described(scene: Scene, command: SceneSave | SceneUpdate) -> Scene:
    given = {
        key: value
        for key in ("name_en", "number", "category", "note")
        if (value := getattr(command, key)) is not None
    }
    return replace(scene, **given)


def _named(show: Show, scene: Scene, wall: Wall, tiles: Collection[Tile]) -> tuple[Tile, ...]:
    elsewhere = {t.id for t in show.all(Tile).values() if t.wall != wall.id}
    named: list[Tile] = []
    for n, tile in enumerate(tiles):
        id = f"{scene.id}.{wall.id}.{n}"
        while id in elsewhere:
            id += "~"
        named.append(replace(tile, id=id, wall=wall.id, rect=onto(tile.rect, wall.canvas)))
    return stacked(named)
