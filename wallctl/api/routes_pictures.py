"""Pictures of walls and sources, and the echo page."""

from __future__ import annotations

import asyncio
import secrets
from importlib.resources import files
from typing import Literal

from fastapi import APIRouter, Response

from wallctl.api.answers import refusal
from wallctl.api.demand import home_of_wall
from wallctl.api.joining import drawers, join
from wallctl.api.nodes import NodeHub
from wallctl.api.pictures import PictureBoard
from wallctl.domain.errors import DeviceError
from wallctl.engine.room import RoomEngine
from wallctl.wire.node import Wanted

THUMBNAIL_WIDTH = 320
THUMBNAIL_FPS = 0.5
FRESH_S = 10.0
KEEP_S = 15.0
WAIT_S = 8.0


def picture_routes(engine: RoomEngine, hub: NodeHub, board: PictureBoard) -> APIRouter:
    routes = APIRouter()
    page = (files("resources") / "echo.html").read_text("utf-8")

    def refused(status: int, code: str, message: str, **fields: str) -> Response:
        text = refusal(engine.show.revision, code, message, **fields).model_dump_json()
        return Response(text, status, media_type="application/json")

    async def png(wall: str, kind: Literal["program", "preview"]) -> Response:
        if wall not in engine.show.walls:
            return refused(404, "not_found", "no such wall", key="wall")
        nodes = drawers(engine.show, wall, hub.online())
        if not nodes:
            return refused(503, "unreachable", "no node draws this wall now", wall=wall)
        if kind == "preview":
            nodes = (home_of_wall(engine.show, wall, hub.online()),)
        try:
            parts = await asyncio.gather(*(hub.snapshot(node, kind, wall) for node in nodes))
            return Response(await joined(wall, nodes, parts), media_type="image/png")
        except DeviceError as exc:
            told = {key: str(value) for key, value in exc.fields.items()}
            return refused(503, exc.code, str(exc), wall=wall, **told)
        except ValueError:
            return refused(503, "garbled", "a node sent no picture", wall=wall)

    async def joined(wall: str, nodes: tuple[str, ...], parts: list[bytes]) -> bytes:
        if len(parts) == 1:
            return parts[0]
        canvas, outputs = engine.show.walls[wall].canvas, engine.show.outputs_of(wall)
        pictures = dict(zip(nodes, parts, strict=True))
        return (await asyncio.to_thread(join, canvas, outputs, pictures, ".png"))[0]

    @routes.get("/api/v1/walls/{wall}/program.png")
    async def program(wall: str) -> Response:
        return await png(wall, "program")

    @routes.get("/api/v1/walls/{wall}/preview.png")
    async def preview(wall: str) -> Response:
        return await png(wall, "preview")

    @routes.get("/api/v1/sources/{source}/thumbnail.jpg")
    async def thumbnail(source: str) -> Response:
        if source not in engine.show.sources:
            return refused(404, "not_found", "no such source", key="source")
        if not hub.online():
            return refused(503, "unreachable", "no node is there to open it", source=source)
        wanted = Wanted(kind="thumbnail", id=source, width=THUMBNAIL_WIDTH, fps=THUMBNAIL_FPS)
        try:
            kept = await board.fetch(wanted, FRESH_S, WAIT_S, KEEP_S)
        except TimeoutError:
            return refused(503, "timed_out", "no picture came in time", source=source)
        return Response(
            kept.data, media_type="image/jpeg", headers={"x-picture-at": f"{kept.head.at:.3f}"}
        )

    @routes.get("/")
    async def echo() -> Response:
        nonce = secrets.token_urlsafe(16)
        policy = (
            f"default-src 'none'; img-src blob:; connect-src 'self' ws: wss:; "
            f"style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        return Response(
            page.replace("{{nonce}}", nonce),
            media_type="text/html; charset=utf-8",
            headers={"content-security-policy": policy},
        )

    return routes
