"""What an engine says of drivers and devices beside the room's state."""

from __future__ import annotations

from typing import Protocol, TypeVar

from pydantic import BaseModel

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.observed import Exchange
from wallctl.wire.devices import (
    DRIVERS_PATH,
    Diagnostics,
    Drivers,
    Exchanges,
    diagnostics_path,
    exchanges_path,
)

M = TypeVar("M", bound=BaseModel)


class Reads(Protocol):
    """What of a room's client is needed here."""

    async def fetch(self, path: str, model: type[M], **query: object) -> M: ...


async def drivers(room: Reads) -> tuple[FamilyCard, ...]:
    """The families that are installed at the engine. Raises EngineUnreachable, SignInNeeded."""
    return (await room.fetch(DRIVERS_PATH, Drivers)).families


async def exchanges(room: Reads, device: str) -> tuple[Exchange, ...]:
    """The last words with a device, oldest first. Raises EngineUnreachable, SignInNeeded."""
    return (await room.fetch(exchanges_path(device), Exchanges)).exchanges


async def diagnostics(room: Reads, device: str) -> bytes:
    """All that is known of a device as a JSON text in UTF-8, without secrets. Raises
    EngineUnreachable, SignInNeeded."""
    told = await room.fetch(diagnostics_path(device), Diagnostics)
    return told.model_dump_json(indent=2).encode()
