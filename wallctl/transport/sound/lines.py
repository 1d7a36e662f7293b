"""What the engine and its sound process say to each other: a JSON line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from wallctl.domain.audio import Bus
from wallctl.domain.audio_plan import SoundWanted
from wallctl.domain.audio_state import BusState, InputState
from wallctl.ports.audio import AudioDown, AudioEvent, AudioLevels, AudioRead

LINE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Order:
    wanted: SoundWanted
    force: bool = False


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Down(_Line):
    what: Literal["down"] = "down"
    reason: str


class _Read(_Line):
    what: Literal["read"] = "read"
    buses: tuple[BusState, ...]
    inputs: tuple[InputState, ...]


class _Levels(_Line):
    what: Literal["levels"] = "levels"
    peaks: dict[Bus, float]


_EVENT: TypeAdapter[_Down | _Read | _Levels] = TypeAdapter(
    Annotated[_Down | _Read | _Levels, Field(discriminator="what")]
)
_ORDER: TypeAdapter[Order] = TypeAdapter(Order)


def wanted_out(wanted: SoundWanted, *, force: bool) -> bytes:
    return _ORDER.dump_json(Order(wanted, force)) + b"\n"


def wanted_in(line: bytes) -> Order:
    """Raises pydantic.ValidationError."""
    return _ORDER.validate_json(line)


def event_out(event: AudioEvent) -> bytes:
    said: _Down | _Read | _Levels
    match event:
        case AudioDown():
            said = _Down(reason=event.reason)
        case AudioRead():
            said = _Read(buses=event.buses, inputs=event.inputs)
        case AudioLevels():
            said = _Levels(peaks=dict(event.peaks))
    return said.model_dump_json().encode() + b"\n"


def event_in(line: bytes) -> AudioEvent:
    """Raises pydantic.ValidationError."""
    said = _EVENT.validate_json(line)
    match said:
        case _Down():
            return AudioDown(said.reason)
        case _Read():
            return AudioRead(said.buses, said.inputs)
        case _Levels():
            return AudioLevels(said.peaks)
