"""A site's worth of simulated devices in one process, with a page to train on: what each of them
is, and what can be made to go wrong."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from importlib.resources import files
from typing import Any

from aiohttp import web

from wallctl.simulators.devices.base import SimFaults, Simulator, Value

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Row:
    """One device: `kind` is the module of its simulator, `made` what that is made with."""

    id: str
    name: str
    kind: str
    port: int
    made: Mapping[str, Any] = field(default_factory=dict)


def simulator_of(kind: str, made: Mapping[str, Any]) -> Simulator:
    """Raises ImportError, ValueError where there is no such kind."""
    if not kind.isidentifier():
        raise ValueError(kind)
    module = importlib.import_module(f"wallctl.simulators.devices.{kind}")
    for _, one in inspect.getmembers(module, inspect.isclass):
        if (
            issubclass(one, Simulator)
            and not inspect.isabstract(one)
            and one.__module__ == module.__name__
        ):
            return one(**made)
    raise ValueError(f"no simulator in {kind}")


class SimulatedSite:
    """Starts the devices and serves the page; `run` until cancelled."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self.rows = {row.id: row for row in rows}
        self.devices = {row.id: simulator_of(row.kind, row.made) for row in rows}

    async def run(self, host: str, port: int) -> None:
        """Raises OSError where a port is taken."""
        runner = web.AppRunner(self._app(), access_log=None)
        try:
            for id, device in self.devices.items():
                await device.start(host, self.rows[id].port)
            await runner.setup()
            await web.TCPSite(runner, host, port).start()
            log.info("%d simulated devices, their page on port %d", len(self.devices), port)
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()
            for device in self.devices.values():
                await device.stop()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=16_384)
        app.router.add_get("/", self._page)
        app.router.add_get("/devices", self._list)
        app.router.add_post("/devices/{id}/faults", self._set_faults)
        app.router.add_post("/devices/{id}/front-panel", self._turn)
        return app

    def told(self, id: str) -> dict[str, Any]:
        device, row = self.devices[id], self.rows[id]
        return {
            "id": id,
            "name": row.name,
            "family": device.family,
            "port": row.port,
            "state": dict(device.state()),
            "faults": asdict(device.faults),
            "acted": device.acted,
        }

    async def _list(self, request: web.Request) -> web.Response:
        return web.json_response([self.told(id) for id in self.rows])

    async def _set_faults(self, request: web.Request) -> web.Response:
        device = self._device(request)
        body = await _object(request)
        faults = {one.name: getattr(device.faults, one.name) for one in fields(SimFaults)}
        for name, value in body.items():
            if name not in faults or isinstance(value, bool) != isinstance(faults[name], bool):
                raise web.HTTPUnprocessableEntity(text=f"{name}: no such fault")
            if not isinstance(value, bool) and not (
                isinstance(value, int | float) and 0 <= value <= 600
            ):
                raise web.HTTPUnprocessableEntity(text=f"{name}: 0 to 600")
            faults[name] = value
        for name, value in faults.items():
            setattr(device.faults, name, value)
        return web.json_response(self.told(request.match_info["id"]))

    async def _turn(self, request: web.Request) -> web.Response:
        device = self._device(request)
        body = await _object(request)
        key, value = body.get("key"), body.get("value")
        if not isinstance(key, str) or not isinstance(value, bool | int | float | str):
            raise web.HTTPUnprocessableEntity(text="key and value are needed")
        try:
            await device.front_panel(key, value)
        except (KeyError, ValueError, TypeError) as exc:
            raise web.HTTPUnprocessableEntity(text=f"{key}: {exc}") from None
        return web.json_response(self.told(request.match_info["id"]))

    def _device(self, request: web.Request) -> Simulator:
        device = self.devices.get(request.match_info["id"])
        if device is None:
            raise web.HTTPNotFound(text=request.match_info["id"])
        return device

    async def _page(self, request: web.Request) -> web.Response:
        page = files("resources").joinpath("demo/devices.html").read_text("utf-8")
        return web.Response(text=page, content_type="text/html")


async def _object(request: web.Request) -> dict[str, Value]:
    try:
        body = await request.json()
    except ValueError:
        raise web.HTTPUnprocessableEntity(text="not JSON") from None
    if not isinstance(body, dict):
        raise web.HTTPUnprocessableEntity(text="not an object")
    return body
