"""A take through npm's videohub-server: it hears all crosspoints, says ACK and carries none out. An
engine that took the ACK for the picture would lie; this one must not."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.peers.rigs.videohub_server import VideohubServer
from tests.processes import Processes, wait_for
from tests.room import SMALL_SITE, EngineProcess, make_engine

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(bool(VideohubServer.missing()), reason=VideohubServer.missing() or "there"),
]
SITE = SMALL_SITE.replace("columns = 1", "columns = 2").replace("[1280, 720]", "[640, 720]")
WALL = "hall-wall"


async def test_an_ack_alone_is_no_take(processes: Processes, tmp_path: Path) -> None:
    rig = VideohubServer()
    await rig.start()
    try:
        engine = make_engine(processes, tmp_path, SITE)
        await asyncio.to_thread(engine.start)
        answer = await asyncio.to_thread(_taken, engine, str(rig.host), int(rig.port))
        heard = (await rig.state())["heard"]
        assert heard[:2] == [[0, 2], [1, 3]], "both at once: a salvo"
        steps = {s["target"]: s["state"] for s in answer["steps"] if s["what"] == "device"}
        assert set(steps) == {"mx/route.1", "mx/route.2"}
        assert "done" not in steps.values(), "it said ACK and stayed as it was"
        assert answer["result"] != "done"
        assert not engine.entities("program")[WALL]["confirmed"]
    finally:
        await rig.close()


def _taken(engine: EngineProcess, host: str, port: int) -> dict[str, Any]:
    options = {"host": host, "port": port}
    engine.ok("device.add", id="mx", name="矩阵", driver="videohub", options=options)
    _until_online(engine)
    outputs = sorted(engine.entities("output").values(), key=lambda o: o["rect"]["x"])
    behind = [
        {"output": one["id"], "device": "mx", "key": f"route.{n}", "own": str(n)}
        for n, one in enumerate(outputs, 1)
    ]
    engine.ok("wall.behind", wall=WALL, outputs=behind)
    for n, one in enumerate(outputs):
        port_of = {"device": "mx", "value": str(n + 3)}
        source = {"id": f"seat{n}", "name": f"坐席 {n}", "medium": "stream", "port": port_of}
        engine.ok("source.add", source=source)
        engine.ok("tile.add", wall=WALL, source=f"seat{n}", rect=one["rect"])
    return engine.send("wall.take", wall=WALL)


def _until_online(engine: EngineProcess) -> None:
    def there() -> bool:
        devices = engine.state()["observed"]["devices"]
        return any(d["availability"] == "online" for d in devices)

    wait_for("the router", there)
