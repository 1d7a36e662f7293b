"""What follows the picture, what nodes let sound, and what the sound server shall be like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wallctl.domain.audio import (
    FOLLOW_ID,
    AudioBus,
    AudioFollow,
    AudioInput,
    Bus,
    FollowRule,
    InputKind,
    Send,
    Sounding,
    SoundSend,
    SourceSound,
)
from wallctl.domain.entities import Output, Tile
from wallctl.domain.show import Show


@dataclass(frozen=True, slots=True)
class BusWanted:
    bus: Bus
    gain_db: float
    muted: bool
    device: str = ""


@dataclass(frozen=True, slots=True)
class InputWanted:
    """An input and the buses it is let into."""

    id: str
    device: str
    muted: bool
    sends: tuple[Send, ...]


@dataclass(frozen=True, slots=True)
class SoundWanted:
    """All that a sound server shall be like."""

    buses: tuple[BusWanted, ...] = ()
    inputs: tuple[InputWanted, ...] = ()


def bus_of(show: Show, bus: Bus) -> AudioBus:
    return show.get(AudioBus, bus.value) or AudioBus(bus.value)


def follow_of(show: Show) -> AudioFollow:
    return show.get(AudioFollow, FOLLOW_ID) or AudioFollow()


def sound_of(show: Show, source: str) -> SourceSound:
    return show.get(SourceSound, source) or SourceSound(source)


def sends_of(one: AudioInput) -> tuple[Send, ...]:
    """Where an input goes. A far end never hears itself, whatever stands there."""
    return tuple(s for s in one.sends if one.kind is not InputKind.FAR or s.bus is not Bus.FAR)


def followed(show: Show, programs: Mapping[str, Iterable[Tile]]) -> str:
    """The source whose sound goes with the picture; empty for none. `programs`: the tiles of
    each wall as they are now, patrols turned."""
    follow = follow_of(show)
    if follow.rule is FollowRule.SOURCE:
        return follow.source if follow.source in show.sources else ""
    if follow.rule is FollowRule.OFF:
        return ""
    for wall in sorted(programs):
        if show.walls[wall].safe:
            continue  # what is hidden is not heard
        full = show.program(wall).full
        found = _source_at(programs[wall], full) if full else ""
        if found:
            return found
    if follow.rule is FollowRule.FOCUS and follow.wall in programs:
        if show.walls[follow.wall].safe:
            return ""
        return _source_at(programs[follow.wall], follow.tile)
    return ""


def _source_at(tiles: Iterable[Tile], id: str) -> str:
    return next((t.source for t in tiles if t.id == id), "")


def audible(show: Show, following: str) -> Mapping[str, tuple[Bus, ...]]:
    """The sources that sound and where: the one that follows on every bus, those opened by
    hand on theirs."""
    heard: dict[str, tuple[Bus, ...]] = {}
    for sound in show.all(SourceSound).values():
        if sound.open and sound.id in show.sources:
            heard[sound.id] = sound.open
    if following:
        heard[following] = tuple(Bus)
    return heard


def wanted(show: Show) -> SoundWanted:
    """What the sound server shall be like."""
    buses = []
    for bus in Bus:
        one = bus_of(show, bus)
        buses.append(BusWanted(bus, one.gain_db, one.muted, one.device))
    inputs = [
        InputWanted(one.id, one.device, one.muted, sends_of(one))
        for _, one in sorted(show.all(AudioInput).items())
    ]
    return SoundWanted(tuple(buses), tuple(inputs))


def nodes_sounding(
    show: Show, heard: Iterable[str], programs: Mapping[str, Iterable[Tile]]
) -> Mapping[str, str]:
    """By source the one node that lets it sound: the first that draws it, else the first."""
    outputs = sorted(show.outputs.values(), key=lambda o: (o.node, o.id))
    if not outputs:
        return {}
    return {source: _node_of(source, outputs, programs) for source in heard}


def _node_of(source: str, outputs: list[Output], programs: Mapping[str, Iterable[Tile]]) -> str:
    for output in outputs:
        for tile in programs.get(output.wall, ()):
            if tile.source == source and tile.rect.intersection(output.rect) is not None:
                return output.node
    return outputs[0].node


def sink_name(room: str, bus: Bus) -> str:
    """How a bus is called at the sound server: two rooms may share one."""
    return f"wallctl.{room}.{bus.value}"


def soundings(show: Show, room: str, heard: Mapping[str, tuple[Bus, ...]]) -> tuple[Sounding, ...]:
    """What sounds and where it goes, with every mute that stands in its way: a muted bus is
    sent silence, so that a sound server that forgot its mute sounds not."""
    made = []
    for source in sorted(heard):
        own = sound_of(show, source)
        sends = tuple(
            SoundSend(sink_name(room, bus), own.gain_db, own.muted or bus_of(show, bus).muted)
            for bus in heard[source]
        )
        made.append(Sounding(source, sends, own.delay_ms))
    return tuple(made)
