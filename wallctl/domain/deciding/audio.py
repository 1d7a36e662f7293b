"""A room's sound: levels and mutes of its buses, its inputs, and what follows the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wallctl.domain.audio import (
    MOST_DB,
    SILENCE_DB,
    AudioFollow,
    AudioInput,
    Bus,
    FollowRule,
    InputKind,
    Send,
)
from wallctl.domain.audio_plan import bus_of, follow_of, sound_of
from wallctl.domain.commands import Envelope
from wallctl.domain.commands.audio import (
    AudioFollowSet,
    AudioInputRemove,
    AudioInputSet,
    AudioMute,
    AudioSet,
    AudioSource,
)
from wallctl.domain.deciding.checks import (
    check_id,
    check_line,
    check_name,
    check_number,
    invalid,
    the_source,
    the_wall,
)
from wallctl.domain.entities import Entity
from wallctl.domain.errors import NotFound
from wallctl.domain.show import Change, Key, Show, change

MOST_DELAY_MS = 2_000
MOST_INPUTS = 64


def set_bus(show: Show, command: AudioSet, envelope: Envelope) -> tuple[Change, ...]:
    before = bus_of(show, command.bus)
    after = before
    if command.gain_db is not None:
        _check_gain("gain_db", command.gain_db)
        after = replace(after, gain_db=command.gain_db)
    if command.muted is not None:
        after = replace(after, muted=command.muted)
    if command.ceiling_db is not None:
        _check_gain("ceiling_db", command.ceiling_db)
        after = replace(after, ceiling_db=command.ceiling_db)
    if command.device is not None:
        check_line("device", command.device)
        after = replace(after, device=command.device)
    return _changed(show, after, default=before)


def mute(show: Show, command: AudioMute, envelope: Envelope) -> tuple[Change, ...]:
    if not command.buses:
        raise invalid("buses", "empty", "")
    changes: list[Change] = []
    for bus in dict.fromkeys(command.buses):
        before = bus_of(show, bus)
        changes += _changed(show, replace(before, muted=command.muted), default=before)
    return tuple(changes)


def follow(show: Show, command: AudioFollowSet, envelope: Envelope) -> tuple[Change, ...]:
    after = AudioFollow(rule=command.rule)
    if command.rule is FollowRule.SOURCE:
        the_source(show, command.source)
        after = replace(after, source=command.source)
    if command.rule is FollowRule.FOCUS and (command.wall or command.tile):
        wall = the_wall(show, command.wall)
        program = show.program(wall.id)
        if not any(t.id == command.tile for t in (*program.tiles, *program.under)):
            raise NotFound(key="tile", reason="not_on_program", got=command.tile, entity="tile")
        after = replace(after, wall=wall.id, tile=command.tile)
    return _changed(show, after, default=follow_of(show))


def set_source(show: Show, command: AudioSource, envelope: Envelope) -> tuple[Change, ...]:
    the_source(show, command.source)
    before = sound_of(show, command.source)
    after = before
    if command.gain_db is not None:
        _check_gain("gain_db", command.gain_db)
        after = replace(after, gain_db=command.gain_db)
    if command.muted is not None:
        after = replace(after, muted=command.muted)
    if command.delay_ms is not None:
        check_number("delay_ms", command.delay_ms, 0, MOST_DELAY_MS)
        after = replace(after, delay_ms=command.delay_ms)
    if command.open is not None:
        after = replace(after, open=tuple(b for b in Bus if b in command.open))
    return _changed(show, after, default=before)


def set_input(show: Show, command: AudioInputSet, envelope: Envelope) -> tuple[Change, ...]:
    check_id("id", command.id)
    after = show.get(AudioInput, command.id) or _new(show, command)
    if command.name is not None:
        check_name("name", command.name)
        after = replace(after, name=command.name)
    if command.name_en is not None:
        check_line("name_en", command.name_en)
        after = replace(after, name_en=command.name_en)
    if command.kind is not None:
        after = replace(after, kind=command.kind)
    if command.device is not None:
        check_name("device", command.device)
        after = replace(after, device=command.device)
    if command.muted is not None:
        after = replace(after, muted=command.muted)
    if command.sends is not None:
        _check_sends(command.sends)
        after = replace(after, sends=command.sends)
    for n, send in enumerate(after.sends):
        if after.kind is InputKind.FAR and send.bus is Bus.FAR:
            raise invalid(f"sends[{n}].bus", "hears_itself", send.bus.value)
    return _changed(show, after)


def remove_input(show: Show, command: AudioInputRemove, envelope: Envelope) -> tuple[Change, ...]:
    before = show.get(AudioInput, command.id)
    if before is None:
        raise NotFound(key="id", reason="unknown", got=command.id, entity="audio_input")
    return (change(before, None),)


def _new(show: Show, command: AudioInputSet) -> AudioInput:
    if len(show.all(AudioInput)) >= MOST_INPUTS:
        raise invalid("id", "count", len(show.all(AudioInput)) + 1, low=0, high=MOST_INPUTS)
    for name in ("name", "kind", "device"):
        if getattr(command, name) is None:
            raise invalid(name, "empty", "")
    assert command.kind is not None
    return AudioInput(command.id, command.name or "", command.kind, command.device or "")


def _check_sends(sends: Sequence[Send]) -> None:
    seen: set[Bus] = set()
    for n, send in enumerate(sends):
        if send.bus in seen:
            raise invalid(f"sends[{n}].bus", "twice", send.bus.value)
        seen.add(send.bus)
        _check_gain(f"sends[{n}].gain_db", send.gain_db)


def _check_gain(key: str, gain_db: float) -> None:
    check_number(key, gain_db, SILENCE_DB, MOST_DB)


def _changed(show: Show, after: Entity, default: Entity | None = None) -> tuple[Change, ...]:
    """The change to `after`, none where all is so; `default` is what holds without a row."""
    made = change(None, after)
    before = show.at(Key(made.key.entity, made.key.id))
    if after == (before if before is not None else default):
        return ()
    return (change(before, after),)
