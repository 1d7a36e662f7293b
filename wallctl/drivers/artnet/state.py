"""The lights of a universe, as somebody wrote them down. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Capability, Point, Text
from wallctl.domain.errors import Invalid

CHANNELS = 512
_ENTRY = re.compile(r"(\d{1,3})(?:/(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Light:
    """Each of `channels` is (channel,) or, of 16 bit, (coarse, fine), from 1."""

    name: str
    channels: tuple[tuple[int, ...], ...]

    @property
    def key(self) -> str:
        """By its first channel: a light keeps its wishes when it gets another name."""
        return f"light.{self.channels[0][0]}"


def lights(text: str) -> tuple[Light, ...]:
    """Raises Invalid (key `lights`, reason, `line` from 1)."""
    found: list[Light] = []
    taken: set[int] = set()
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.partition("#")[0].strip()
        if not bare:
            continue
        name, equals, rest = (part.strip() for part in bare.rpartition("="))
        entries = [_entry(one.strip(), number) for one in rest.replace("，", ",").split(",")]
        if not equals or not name:
            raise Invalid(key="lights", reason="light", got=bare, line=number)
        for channel in (one for entry in entries for one in entry):
            if channel in taken:
                raise Invalid(key="lights", reason="channel_twice", got=str(channel), line=number)
            taken.add(channel)
        found.append(Light(name, tuple(entries)))
    if not found:
        raise Invalid(key="lights", reason="empty", got="")
    return tuple(found)


def _entry(text: str, line: int) -> tuple[int, ...]:
    parts = _ENTRY.fullmatch(text)
    channels = tuple(int(one) for one in parts.groups() if one) if parts else ()
    if not channels or not all(1 <= one <= CHANNELS for one in channels):
        raise Invalid(key="lights", reason="channel", got=text, line=line)
    return channels


def points(options: Options) -> tuple[Point, ...]:
    return tuple(
        Point(
            light.key,
            Capability.LIGHT,
            Text(light.name, light.name),
            readable=False,
            low=0,
            high=100,
            step=1,
            unit="%",
            settle_s=1.0,
            held=True,
        )
        for light in lights(str(options["lights"]))
    )
