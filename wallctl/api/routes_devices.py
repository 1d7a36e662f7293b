"""The families of drivers, and what was last said with a device."""

from __future__ import annotations

from fastapi import APIRouter, Response

import wallctl
from wallctl.api.answers import refusal
from wallctl.domain.address import redact
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.points import Value
from wallctl.engine.room import RoomEngine
from wallctl.ports.clock import Clock
from wallctl.wire.devices import (
    DRIVERS_PATH,
    Diagnostics,
    Drivers,
    Exchanges,
    diagnostics_path,
    exchanges_path,
)


def device_routes(engine: RoomEngine, clock: Clock) -> APIRouter:
    routes = APIRouter()

    def unknown(device: str) -> Response:
        answer = refusal(engine.show.revision, "not_found", "", key="device", got=device)
        return Response(answer.model_dump_json(), 404, media_type="application/json")

    @routes.get(DRIVERS_PATH, response_model=Drivers)
    async def drivers() -> Drivers:
        table = engine.devices.families
        return Drivers(families=tuple(table[name].card for name in sorted(table)))

    @routes.get(exchanges_path("{device}"), response_model=Exchanges)
    async def exchanges(device: str) -> Response | Exchanges:
        if device not in engine.show.all(Device):
            return unknown(device)
        return Exchanges(exchanges=engine.devices.exchanges(device))

    @routes.get(diagnostics_path("{device}"), response_model=Diagnostics)
    async def diagnostics(device: str) -> Response | Diagnostics:
        known = engine.show.all(Device).get(device)
        if known is None:
            return unknown(device)
        family = engine.devices.families.get(known.driver)
        return Diagnostics(
            version=wallctl.__version__,
            at=clock.now(),
            driver=known.driver,
            makers=family.card.makers if family is not None else "",
            options={key: _bare(value) for key, value in known.options},
            state=engine.devices.state(device),
            exchanges=engine.devices.exchanges(device),
        )

    return routes


def _bare(value: Value) -> Value:
    return redact(value) if isinstance(value, str) else value
