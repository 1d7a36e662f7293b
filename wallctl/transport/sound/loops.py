"""Ways from a capture to a sink: microphones, far ends and media into buses, buses to outputs.

Each is a loopback module of the server, known by the name of its stream, so that those that a
former engine made are found again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pulsectl import PulseError
from pulsectl_asyncio import PulseAsync

from wallctl.domain.audio_plan import SoundWanted, sink_name
from wallctl.transport.sound.volumes import db_of, volume_of

log = logging.getLogger(__name__)

LATENCY_MS = 30
_NAME = "media.name="


@dataclass(frozen=True, slots=True)
class Way:
    """`tag` is the name of its stream at the server."""

    tag: str
    source: str
    sink: str
    gain_db: float = 0.0
    muted: bool = False


def tag_of(room: str, *more: str) -> str:
    return ".".join(("wallctl", room, *more))


def ways_of(room: str, wanted: SoundWanted) -> tuple[Way, ...]:
    """All ways that are wanted."""
    ways = []
    for one in wanted.inputs:
        for send in one.sends:
            tag = tag_of(room, "in", one.id, send.bus.value)
            sink = sink_name(room, send.bus)
            ways.append(Way(tag, one.device, sink, send.gain_db, one.muted))
    for bus in wanted.buses:
        if bus.device:
            tag = tag_of(room, "out", bus.bus.value)
            ways.append(Way(tag, f"{sink_name(room, bus.bus)}.monitor", bus.device))
    return tuple(ways)


async def streams_of(pulse: PulseAsync) -> dict[str, Any]:
    """What plays at the server, by name."""
    found = await pulse.sink_input_list()
    return {one.proplist.get("media.name", ""): one for one in found}


class Loops:
    """The ways of one room."""

    def __init__(self, room: str) -> None:
        self._prefix = tag_of(room, "")
        self._failed: set[str] = set()

    async def bring(self, pulse: PulseAsync, ways: Iterable[Way], sinks: set[str]) -> None:
        """Makes, changes and removes ways until they are these. What is muted and not there yet
        stays away: what is not there does not sound."""
        captures = {source.name for source in await pulse.source_list()}
        wanted = {
            way.tag: way
            for way in ways
            if way.source in captures and (way.sink in sinks or way.sink.startswith(self._prefix))
        }
        there = await self._there(pulse)
        for tag, module in list(there.items()):
            way = wanted.get(tag)
            if way is None or not _leads(module, way):
                await pulse.module_unload(module.index)
                del there[tag]
        for tag, way in wanted.items():
            if tag not in there and not way.muted:
                await self._make(pulse, way)
        streams = await streams_of(pulse) if wanted else {}
        for tag, way in wanted.items():
            if tag in streams:
                await _adjust(pulse, streams[tag], way)

    async def _there(self, pulse: PulseAsync) -> dict[str, Any]:
        found = {}
        for module in await pulse.module_list():
            argument = module.argument or ""
            if module.name == "module-loopback" and _NAME + self._prefix in argument:
                tag = argument.split(_NAME)[1].split()[0].strip("'\"")
                found[tag] = module
        return found

    async def _make(self, pulse: PulseAsync, way: Way) -> None:
        argument = (
            f"source={way.source} sink={way.sink} latency_msec={LATENCY_MS} "
            "source_dont_move=true sink_dont_move=true "
            f"sink_input_properties={_NAME}{way.tag}"
        )
        try:
            await pulse.module_load("module-loopback", argument)
        except PulseError:
            if way.tag not in self._failed:
                log.warning("%s cannot be led to %s", way.source, way.sink)
            self._failed.add(way.tag)
        else:
            self._failed.discard(way.tag)


def _leads(module: Any, way: Way) -> bool:
    argument = f"{module.argument} "
    return f"source={way.source} " in argument and f"sink={way.sink} " in argument


async def _adjust(pulse: PulseAsync, stream: Any, way: Way) -> None:
    if way.muted and not stream.mute:
        await pulse.sink_input_mute(stream.index, True)
    if abs(db_of(stream.volume.value_flat) - way.gain_db) > 0.05:
        stream.volume.value_flat = volume_of(way.gain_db)
        await pulse.sink_input_volume_set(stream.index, stream.volume)
    if stream.mute and not way.muted:
        await pulse.sink_input_mute(stream.index, False)
