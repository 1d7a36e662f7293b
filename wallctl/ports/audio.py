"""What mixes a room's sound: a sound server, later a mixer. It is told what shall be, and says
what is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from wallctl.domain.audio import Bus
from wallctl.domain.audio_plan import SoundWanted
from wallctl.domain.audio_state import BusState, InputState


@dataclass(frozen=True, slots=True)
class AudioDown:
    """Nothing is known of the sound now. `reason`: "unreachable", or "none" where there is no
    sound server to be asked."""

    reason: str


@dataclass(frozen=True, slots=True)
class AudioRead:
    """Everything as read back: each bus once, each input that is wanted."""

    buses: tuple[BusState, ...]
    inputs: tuple[InputState, ...]


@dataclass(frozen=True, slots=True)
class AudioLevels:
    """The highest peaks since the last ones, dBFS. A bus that is not measured is not there."""

    peaks: Mapping[Bus, float]


AudioEvent = AudioDown | AudioRead | AudioLevels
Hear = Callable[[AudioEvent], None]


class AudioBackend(Protocol):
    """Keeps a room's buses. All it says is read back or measured, never what was asked for."""

    def want(self, wanted: SoundWanted, *, force: bool = False) -> None:
        """What shall be from now on, whole; mutes go first, and at once. What somebody turned
        by hand at the device meanwhile is left, unless it is wanted otherwise than before, the
        device came back, or `force`. Before the first `want` nothing is touched."""
        ...

    async def run(self, hear: Hear) -> None:
        """Serves until cancelled, and connects again for ever. What was wanted muted is muted
        after every return of the device before anything can sound."""
        ...


class NoAudio:
    """A room whose sound is nobody's business here."""

    def want(self, wanted: SoundWanted, *, force: bool = False) -> None:
        """Nothing to set."""

    async def run(self, hear: Hear) -> None:
        hear(AudioDown("none"))
