"""What is said of drivers and devices beside the state: cards of families, and diagnostics."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.observed import DeviceState, Exchange

DRIVERS_PATH = "/api/v1/drivers"


def exchanges_path(device: str) -> str:
    return f"/api/v1/devices/{device}/exchanges"


def diagnostics_path(device: str) -> str:
    return f"/api/v1/devices/{device}/diagnostics"


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Drivers(Model):
    """`GET /api/v1/drivers`: the families that are installed here, by name."""

    families: tuple[FamilyCard, ...] = ()


class Exchanges(Model):
    """The last words with a device, oldest first, without secrets."""

    exchanges: tuple[Exchange, ...] = ()


class Diagnostics(Model):
    """All that is known of a device, for whoever helps: without secrets and without passwords."""

    version: str
    at: float
    driver: str
    makers: str
    options: dict[str, bool | int | float | str]
    state: DeviceState | None
    exchanges: tuple[Exchange, ...] = ()
