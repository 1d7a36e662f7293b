"""What a room's sound is made of: buses, inputs, what each source sends, and what follows the
picture. Gains are dB; mute keeps the level.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Bus(StrEnum):
    """The mixes of a room. Monitoring never alters the PA: it is a mix of its own."""

    PA = "pa"  # 扩声: what the room hears
    FAR = "far"  # 会议发送 (N-1): what the far end hears, without itself
    RECORD = "record"  # 录制
    MONITOR = "monitor"  # 监听: what the operator hears


class InputKind(StrEnum):
    """What sounds without a picture on the wall."""

    MIC = "mic"
    FAR = "far"  # the far end of a conference: never sent back to itself
    MEDIA = "media"


class FollowRule(StrEnum):
    """Which source's sound goes with the picture, one at a time (音频跟随)."""

    OFF = "off"
    FULL = "full"  # the tile on the full wall
    FOCUS = "focus"  # the tile in focus; a tile on the full wall goes first
    SOURCE = "source"  # the named source, whatever the wall shows


SILENCE_DB = -60.0
"""The bottom of every fader."""
MOST_DB = 10.0


@dataclass(frozen=True, slots=True)
class AudioBus:
    """A bus as it shall be; id is one of Bus. `ceiling_db` is the most that panels may set.

    `device` is an output of the sound server that the bus is also heard on; empty for none.
    """

    id: str
    gain_db: float = 0.0
    muted: bool = False
    ceiling_db: float = 0.0
    device: str = ""


@dataclass(frozen=True, slots=True)
class Send:
    """A crosspoint: how loud something goes to a bus."""

    bus: Bus
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True)
class AudioInput:
    """A microphone, a far end or a player of media, at a capture `device` of the sound server."""

    id: str
    name: str
    kind: InputKind
    device: str
    name_en: str = ""
    muted: bool = False
    sends: tuple[Send, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceSound:
    """The sound of a source; id is the source's. `delay_ms` holds it back for lip sync.

    `open`: buses on which it was opened by hand, whatever follows the picture.
    """

    id: str
    gain_db: float = 0.0
    muted: bool = False
    delay_ms: int = 0
    open: tuple[Bus, ...] = ()


FOLLOW_ID = "follow"


@dataclass(frozen=True, slots=True)
class AudioFollow:
    """The room's rule, one entity. `wall` and `tile` are those in focus; `source` the named
    one."""

    id: str = FOLLOW_ID
    rule: FollowRule = FollowRule.FOCUS
    wall: str = ""
    tile: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class SoundSend:
    """One stream of a node into a bus, by the name of its sink."""

    sink: str
    gain_db: float = 0.0
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Sounding:
    """A source that a node lets sound. `delay_ms` beside what the picture takes anyway."""

    source: str
    sends: tuple[SoundSend, ...]
    delay_ms: int = 0
