"""Live dashboards for the demo, as the departments of a county have them.

Pages: /water (水位, also /rivers), /weather (气象), /map (应急指挥一张图), /fire (森林防火) and
/duty (值班), made from what lies in resources/demo/dashboards; their numbers come from /api/NAME.

    python -m wallctl.simulators.dashboards --port 8790
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path

from aiohttp import web

from wallctl.simulators.dashboard_data import County, Json

PAGES = ("water", "weather", "map", "fire", "duty")
HOST = "127.0.0.1"
SHUTDOWN_S = 1.0
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build(
    folder: Path, county: County, clock: Callable[[], float] = time.monotonic
) -> web.Application:
    """The server's application: pages and files of `folder`, numbers of `county`."""
    started = clock()
    numbers: dict[str, Callable[[float], Json]] = {
        "water": county.water,
        "weather": county.weather,
        "map": county.resources,
        "fire": county.fire,
    }

    async def answer(request: web.Request) -> web.Response:
        make = numbers.get(request.match_info["name"])
        if make is None:
            raise web.HTTPNotFound
        told = datetime.now().astimezone()
        body = make(clock() - started) | {"at": told.isoformat(timespec="seconds")}
        return web.json_response(body, headers={"Cache-Control": "no-store"})

    async def index(_: web.Request) -> web.Response:
        links = "".join(f'<li><a href="/{page}">{page}</a></li>' for page in PAGES)
        return web.Response(text=f"<ul>{links}</ul>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", index)
    app.router.add_get("/api/{name}", answer)
    for page in PAGES:
        app.router.add_get(f"/{page}", _file(folder / f"{page}.html"))
    app.router.add_get("/rivers", _file(folder / "water.html"))
    app.router.add_static("/files", folder)
    return app


def _file(path: Path) -> Handler:
    async def send(_: web.Request) -> web.StreamResponse:
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    return send


async def serve(port: int, *, seed: int = 20260711, ready: asyncio.Event | None = None) -> None:
    """Serves on the loopback until cancelled. `ready` is set once it listens.

    Raises OSError where the port is taken.
    """
    with as_file(files("resources") / "demo" / "dashboards") as folder:
        runner = web.AppRunner(
            build(folder, County(seed)), access_log=None, shutdown_timeout=SHUTDOWN_S
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, port).start()
            if ready is not None:
                ready.set()
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(prog="wallctl.simulators.dashboards", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seed", type=int, default=20260711)
    asked = parser.parse_args()
    try:
        asyncio.run(serve(asked.port, seed=asked.seed))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
