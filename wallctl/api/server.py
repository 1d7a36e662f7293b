"""The room's API as one ASGI application."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import FastAPI, Request, Response
from starlette.types import ASGIApp

import wallctl
from wallctl.api.answers import refusal
from wallctl.api.asker import Asker
from wallctl.api.bodies import Bodies
from wallctl.api.demand import Demand
from wallctl.api.events import Broadcast, observed_out
from wallctl.api.guard import Guard
from wallctl.api.importing.batches import Batches
from wallctl.api.joining import Joiner
from wallctl.api.metrics import Metrics
from wallctl.api.nodes import NodeHub
from wallctl.api.openapi import document
from wallctl.api.pictures import PictureBoard
from wallctl.api.reception import Door, Reception
from wallctl.api.routes_devices import device_routes
from wallctl.api.routes_history import history_routes
from wallctl.api.routes_pictures import picture_routes
from wallctl.api.routes_room import json_answer, room_routes
from wallctl.api.routes_site import Archive, site_routes
from wallctl.api.routes_sources import source_routes
from wallctl.api.sealing import Sealer
from wallctl.api.sign_in import SignIns
from wallctl.api.sign_in_passwords import Passwords
from wallctl.api.sign_in_routes import sign_in_routes
from wallctl.api.sign_in_sealing import PeopleSealer
from wallctl.domain.commands import Result, UserSigned
from wallctl.engine.room import RoomEngine
from wallctl.ports.clock import Clock, Ids
from wallctl.ports.secrets import Secrets
from wallctl.ports.sessions import SessionStore

log = logging.getLogger(__name__)

_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Api:
    """`app` answers; `run` keeps clients and nodes told, until cancelled."""

    app: ASGIApp
    broadcast: Broadcast
    demand: Demand
    joiner: Joiner
    sign_ins: SignIns

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.sign_ins.run())
            group.create_task(self.broadcast.run())
            group.create_task(self.demand.run())
            group.create_task(self.joiner.run())


def build_app(
    engine: RoomEngine,
    hub: NodeHub,
    *,
    clock: Clock,
    ids: Ids,
    secrets: Secrets,
    archive: Archive,
    sessions: SessionStore,
    door: Door,
) -> Api:
    """The API of a room whose engine is running. `sign_ins.load` it before it is served."""
    board = PictureBoard(clock)
    passwords = Passwords(secrets)

    async def note(signed: UserSigned, by: str) -> None:
        answer = await engine.ask(signed, id=ids.fresh(), by=by)
        if answer.result is not Result.DONE:
            # A full disk keeps nobody out of the room in an emergency.
            log.warning("%s of %s is not in the journal: %s", signed.what, by, answer.code)

    sign_ins = SignIns(
        show=lambda: engine.show,
        store=sessions,
        passwords=passwords,
        clock=clock,
        note=note,
        fault=engine.fault,
    )
    reception = Reception(door, sign_ins, lambda: engine.show)
    demand = Demand(
        hub,
        board,
        show=lambda: engine.show,
        feeds=lambda: tuple(engine.observed.feeds.values()),
        feed_spec=engine.feed_spec,
    )
    broadcast = Broadcast(
        engine=engine,
        board=board,
        clock=clock,
        on_show=demand.look_again,
        on_people=sign_ins.look_again,
        reception=reception,
    )
    sign_ins.tell(broadcast.look_at_people)
    board.tell(demand.look_again)
    joiner = Joiner(board, lambda: engine.show, hub.online)
    hub.tell(joiner.put, demand.forget)
    metrics = Metrics(
        lambda: engine.show.revision, lambda: observed_out(engine), lambda: broadcast.clients
    )
    bodies = Bodies()
    asker = Asker(
        engine=engine,
        bodies=bodies,
        sealer=Sealer(secrets),
        people=PeopleSealer(passwords, sign_ins.lockout),
        sign_ins=sign_ins,
        metrics=metrics,
        clock=clock,
    )

    app = FastAPI(
        title="wallctl",
        version=wallctl.__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.include_router(
        room_routes(
            engine=engine,
            hub=hub,
            broadcast=broadcast,
            asker=asker,
            metrics=metrics,
            reception=reception,
        )
    )
    app.include_router(sign_in_routes(sign_ins, reception))
    app.include_router(picture_routes(engine, hub, board))
    app.include_router(site_routes(engine, archive, ids))
    app.include_router(history_routes(engine, clock))
    app.include_router(device_routes(engine, clock))
    app.include_router(source_routes(engine, Batches(clock), Sealer(secrets), ids))
    app.openapi = lambda: document(app, bodies)  # type: ignore[method-assign]  # FastAPI's way to extend it

    @app.middleware("http")
    async def headers(
        request: Request, go_on: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        try:
            response = await go_on(request)
        except Exception:
            log.exception("%s %s went wrong", request.method, request.url.path)
            answer = refusal(engine.show.revision, "internal", "a fault of ours; see the log")
            response = json_answer(500, answer.model_copy(update={"result": "failed"}))
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return Api(Guard(app, reception), broadcast, demand, joiner, sign_ins)
