"""What a shift hands over, in words: taken from the room as it is, nothing from memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ui.common.hub import Hub
from ui.common.labels import name_of, when
from ui.common.words import Words
from ui.desk.alarm_words import alarm_words
from wallctl.domain.alarms import AlarmMark
from wallctl.domain.differs import program_differs_from_scene
from wallctl.domain.entities import Note, Request, Situation, Tile, Wall
from wallctl.domain.shift import RequestState
from wallctl.domain.show import Show


@dataclass(frozen=True, slots=True)
class Section:
    """`key` is the key of its title's words. Without items there is nothing to hand over."""

    key: str
    items: tuple[str, ...]


def sections(hub: Hub, words: Words) -> tuple[Section, ...]:
    show = hub.show
    walls = sorted(show.walls.values(), key=lambda w: w.name)
    return (
        Section("handover.now", tuple(_on_wall(hub, wall, words) for wall in walls)),
        Section("handover.situation", tuple(_situation(show))),
        Section("handover.overrides", tuple(_overrides(hub, walls, words))),
        Section("handover.locks", tuple(_locks(show, words))),
        Section("handover.faults", tuple(_faults(hub, words))),
        Section("handover.shelved", tuple(_shelved(hub, words))),
        Section("handover.requests", tuple(_requests(hub, words))),
        Section("handover.notes", tuple(_notes(hub))),
    )


def lines(parts: tuple[Section, ...], words: Words) -> tuple[str, ...]:
    """The page as plain lines, for the record."""
    said: list[str] = []
    for part in parts:
        said.append(words(part.key))
        said += [f"  {item}" for item in part.items or (words("handover.none"),)]
    return tuple(said)


def _on_wall(hub: Hub, wall: Wall, words: Words) -> str:
    show = hub.show
    program = show.program(wall.id)
    scene = show.scenes.get(program.scene)
    said = [name_of(scene, words, words("handover.no_scene"))]
    if scene is not None and program_differs_from_scene(show, wall.id):
        said.append(words("scene.changed"))
    said.append(words("preview.tiles", n=len(program.tiles)))
    if program.serial:
        said.append(words("echo.taken", at=when(program.at, hub.now()), by=program.by))
        if not program.confirmed:
            said.append(words("handover.unconfirmed"))
    return words("handover.wall", name=name_of(wall, words), said="  ·  ".join(said))


def _situation(show: Show) -> Iterator[str]:
    for one in show.all(Situation).values():
        yield from (text for text in (one.response, one.warning) if text)


def _overrides(hub: Hub, walls: list[Wall], words: Words) -> Iterator[str]:
    """Whatever differs from how the room is left to itself."""
    show = hub.show
    for wall in walls:
        overlay = show.overlay(wall.id)
        told = [
            words(key)
            for key, on in (
                ("status.safe", wall.safe),
                ("status.testcard", wall.testcard),
                ("status.visit", wall.visit),
                ("handover.no_labels", not wall.labels),
                ("handover.full", bool(show.program(wall.id).full)),
                ("handover.clock", overlay.clock.on),
                ("handover.logo", overlay.logo.on),
            )
            if on
        ]
        if overlay.notice.on:
            told.append(words("handover.notice", text=overlay.notice.text))
        if overlay.banner.on:
            told.append(words("handover.banner", text=overlay.banner.text))
        stopped = [p for p in hub.observed.patrols if p.wall == wall.id and p.stopped]
        if stopped:
            told.append(words("handover.patrols", n=len(stopped)))
        if told:
            yield words("handover.wall", name=name_of(wall, words), said="  ·  ".join(told))


def _locks(show: Show, words: Words) -> Iterator[str]:
    for scene in sorted(show.scenes.values(), key=lambda s: (s.number or 99, s.name)):
        if scene.locked:
            yield words("handover.locked_scene", name=name_of(scene, words))
    for wall in show.walls.values():
        tiles = (*show.program(wall.id).tiles, *show.preview_tiles(wall.id))
        names = dict.fromkeys(_tile_name(show, t, words) for t in tiles if t.locked)
        for name in names:
            yield words("handover.locked_tile", name=name)


def _tile_name(show: Show, tile: Tile, words: Words) -> str:
    return tile.title or name_of(show.sources.get(tile.source), words, tile.source)


def _faults(hub: Hub, words: Words) -> Iterator[str]:
    now, marks = hub.now(), hub.show.all(AlarmMark)
    for alarm in hub.observed.alarms:
        mark = marks.get(alarm.key)
        if alarm.cleared_at or alarm.cause or (mark and mark.shelved_until > now):
            continue
        said = [when(alarm.raised_at, now), words(f"priority.{alarm.priority.value}")]
        yield "  ".join((*said, alarm_words(alarm, hub.show, words).what))


def _shelved(hub: Hub, words: Words) -> Iterator[str]:
    known = {alarm.key: alarm for alarm in hub.observed.alarms}
    for mark in hub.show.all(AlarmMark).values():
        if mark.shelved_until > hub.now():
            alarm = known.get(mark.id)
            yield words(
                "handover.shelved_one",
                what=alarm_words(alarm, hub.show, words).what if alarm else mark.id,
                until=when(mark.shelved_until, hub.now()),
                by=mark.shelved_by,
                why=mark.reason,
            )


def _requests(hub: Hub, words: Words) -> Iterator[str]:
    show = hub.show
    for one in show.all(Request).values():
        if one.state is RequestState.OPEN:
            scene = name_of(show.scenes.get(one.scene), words, one.scene)
            yield f"{when(one.at, hub.now())}  {one.panel or one.by}  「{scene}」"


def _notes(hub: Hub) -> Iterator[str]:
    for note in sorted(hub.show.all(Note).values(), key=lambda n: n.at):
        if not note.done:
            yield f"{when(note.at, hub.now())}  {note.by}  {note.text}"
