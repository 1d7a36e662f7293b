"""State, commands, events, nodes, health and figures."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response, WebSocket

import wallctl
from wallctl.api.answers import refusal
from wallctl.api.asker import Asker
from wallctl.api.callers import caller_of
from wallctl.api.events import Broadcast
from wallctl.api.limits import TooLarge, body_of
from wallctl.api.metrics import Metrics
from wallctl.api.nodes import NodeHub
from wallctl.api.reception import Reception
from wallctl.engine.room import RoomEngine
from wallctl.wire.desk import AnswerOut
from wallctl.wire.version import PROTOCOL

MAX_COMMAND = 32 * 1024 * 1024  # an import of many thousand sources is one command
EVENTS = "wallctl.v1"  # the WebSocket subprotocol of the events


def user_of(request: Request | WebSocket) -> str:
    """Whom changes are put down to: whoever is signed in. Where nobody has to be, the `user` of
    the query, else the name of the token, else "anonymous"."""
    return caller_of(request.scope).by(_said(request))


def _said(request: Request | WebSocket) -> str:
    return request.query_params.get("user", "")


def json_answer(status: int, answer: AnswerOut) -> Response:
    return Response(answer.model_dump_json(), status, media_type="application/json")


def room_routes(
    *,
    engine: RoomEngine,
    hub: NodeHub,
    broadcast: Broadcast,
    asker: Asker,
    metrics: Metrics,
    reception: Reception,
) -> APIRouter:
    routes = APIRouter()

    @routes.get("/healthz")
    async def healthz() -> dict[str, object]:
        return {
            "status": "ok",
            "room": engine.room,
            "revision": engine.show.revision,
            "nodes": sorted(hub.online()),
            "protocol": PROTOCOL,
            "version": wallctl.__version__,
        }

    @routes.get("/metrics")
    async def figures() -> Response:
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    @routes.get("/api/v1/state")
    async def state(request: Request) -> Response:
        me = caller_of(request.scope).me(_said(request))
        return Response(broadcast.state(me), media_type="application/json")

    @routes.post("/api/v1/commands")
    async def commands(request: Request) -> Response:
        revision = engine.show.revision
        if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
            return json_answer(
                415, refusal(revision, "invalid", "content-type: application/json is needed")
            )
        try:
            raw = await body_of(request, MAX_COMMAND)
        except TooLarge as exc:
            return json_answer(413, refusal(revision, "too_large", f"over {exc} bytes"))
        return json_answer(*await asker.ask(raw, caller_of(request.scope), _said(request)))

    @routes.websocket("/api/v1/events")
    async def events(ws: WebSocket) -> None:
        # A page offers its token as a second protocol: that one is never said back.
        offered = ws.scope.get("subprotocols", ())
        await ws.accept(subprotocol=EVENTS if EVENTS in offered else None)
        await broadcast.serve(ws, caller_of(ws.scope), _said(ws))

    @routes.websocket("/api/v1/node")
    async def node(ws: WebSocket) -> None:
        caller = caller_of(ws.scope)
        await hub.serve(ws, lambda token: reception.admits_node(caller, token))

    return routes
