"""What can be asked about a room's sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wallctl.domain.audio import Bus, FollowRule, InputKind, Send


@dataclass(frozen=True, slots=True)
class AudioSet:
    """Sets a bus. Mute is at once and keeps the level; a level rises by 20 dB a second."""

    bus: Bus
    gain_db: float | None = None
    muted: bool | None = None
    ceiling_db: float | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class AudioMute:
    """Mutes several buses, or lets them sound again, in one act."""

    buses: tuple[Bus, ...]
    muted: bool = True


@dataclass(frozen=True, slots=True)
class AudioFollowSet:
    """Says which source's sound goes with the picture. `focus` wants a wall and a tile of its
    program, `source` a source."""

    rule: FollowRule
    wall: str = ""
    tile: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class AudioSource:
    """Sets a source's own sound. `open` are the buses on which it sounds by hand."""

    source: str
    gain_db: float | None = None
    muted: bool | None = None
    delay_ms: int | None = None
    open: tuple[Bus, ...] | None = None


@dataclass(frozen=True, slots=True)
class AudioInputSet:
    """Sets a microphone, far end or media player; makes it where there is none. A new one wants
    a name, a kind and a device."""

    id: str
    name: str | None = None
    name_en: str | None = None
    kind: InputKind | None = None
    device: str | None = None
    muted: bool | None = None
    sends: tuple[Send, ...] | None = None


@dataclass(frozen=True, slots=True)
class AudioInputRemove:
    id: str


@dataclass(frozen=True, slots=True)
class AudioClear:
    """Lets the marks of clipping go."""


AudioCommand = (
    AudioSet | AudioMute | AudioFollowSet | AudioSource | AudioInputSet | AudioInputRemove
)
AudioAction = AudioClear

KINDS: dict[str, type[Any]] = {
    "audio.set": AudioSet,
    "audio.mute": AudioMute,
    "audio.follow": AudioFollowSet,
    "audio.source": AudioSource,
    "audio.input": AudioInputSet,
    "audio.remove": AudioInputRemove,
    "audio.clear": AudioClear,
}
