"""What the sound server reports of a room. Never desired; only this is shown as so."""

from __future__ import annotations

from dataclasses import dataclass

from wallctl.domain.audio import SILENCE_DB, Bus

CLIP_DB = -0.1
"""A peak from here on clips."""
QUIET_DB = -90.0
"""Where a meter ends; below is said as silence."""


@dataclass(frozen=True, slots=True)
class BusState:
    """A bus as read back. `there` is False where the sound server has none."""

    bus: Bus
    there: bool = False
    muted: bool = False
    gain_db: float = SILENCE_DB
    measured: bool = False  # its meter gives values


@dataclass(frozen=True, slots=True)
class InputState:
    """A microphone, far end or media player as read back."""

    input: str
    there: bool = False
    muted: bool = False
    buses: tuple[Bus, ...] = ()


@dataclass(frozen=True, slots=True)
class AudioState:
    """`reason` says why there is nothing: "" it works, "none" no sound server is set up,
    "unreachable" it does not answer. `since` is epoch s of that.

    `following` is the source that goes with the picture now, by the room's rule; `sounding`
    those that nodes let sound.
    """

    reason: str = "none"
    since: float = 0.0
    buses: tuple[BusState, ...] = ()
    inputs: tuple[InputState, ...] = ()
    following: str = ""
    sounding: tuple[str, ...] = ()

    def bus(self, bus: Bus) -> BusState:
        return next((one for one in self.buses if one.bus is bus), BusState(bus))


@dataclass(frozen=True, slots=True)
class Level:
    """A bus's meter. dBFS; `clipped` stays until it is cleared."""

    bus: Bus
    peak_db: float = QUIET_DB
    clipped: bool = False
