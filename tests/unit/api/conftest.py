"""A whole room in the test's own loop: real engine, SQLite, uvicorn; nodes by script."""

from __future__ import annotations

import asyncio
import io
import json
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.processes import free_port
from tests.unit.api.leaping import LeapingClock
from wallctl.api import sign_in_passwords
from wallctl.app.compose import serve_room
from wallctl.app.site import first_site, load_site
from wallctl.client.asking import answer_in
from wallctl.domain.commands import Answer
from wallctl.wire.desk import AnswerOut

SITE = """
[site]
name = "测试"
{security}
[[room]]
id = "hall"
name = "指挥大厅"
[[wall]]
id = "hall-wall"
room = "hall"
name = "大厅大屏"
name_en = "Hall wall"
[wall.grid]
columns = 2
rows = 1
cell = [640, 360]
bezel = [0, 0]
node = "hall-1"
window = [320, 180]
origin = [0, 0]
"""


class Rig:
    """One engine that can be stopped and started again on the same port and data."""

    def __init__(self, folder: Path, security: str = "") -> None:
        self.folder = folder
        self.port = free_port()
        self.tls = bool(security)
        self.site = folder / "site.toml"
        self.site.write_text(SITE.replace("{security}", security), "utf-8")
        self.data = folder / "data"
        self.data.mkdir(exist_ok=True)
        self.clock = LeapingClock()
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"

    async def serve(self) -> None:
        """Runs the engine until `stop`; raises what keeps it from starting."""
        site = load_site(self.site) if self.site.exists() else first_site("hall")
        self._stop = asyncio.Event()
        await serve_room(
            site, site.room("hall"), self.data, self.port, self._stop, clock=self.clock
        )

    async def start(self) -> None:
        self._task = asyncio.create_task(self.serve())
        async with asyncio.timeout(20):
            while not await self._healthy():
                if self._task.done():
                    await self._task
                await asyncio.sleep(0.02)

    async def _healthy(self) -> bool:
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"{self.url}/healthz", ssl=False) as r,
            ):
                return r.status == 200
        except aiohttp.ClientError:
            return False

    async def stop(self) -> None:
        self._stop.set()
        if self._task is not None:
            task, self._task = self._task, None
            async with asyncio.timeout(20):
                await task

    async def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(self.url + path, headers=headers, ssl=False) as r,
        ):
            return r.status, await r.read()

    async def post(self, path: str, data: bytes, **headers: str) -> tuple[int, bytes]:
        told = {"Content-Type": "application/json"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url + path, data=io.BytesIO(data), headers=told, ssl=False) as r,
        ):
            return r.status, await r.read()

    async def state(self) -> dict[str, Any]:
        status, raw = await self.get("/api/v1/state")
        assert status == 200
        state: dict[str, Any] = json.loads(raw)
        return state

    async def entities(self, kind: str) -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in (await self.state())["entities"][kind]}

    async def send(
        self,
        kind: str,
        *,
        user: str = "test",
        cid: str = "",
        expect: int | None = None,
        **args: Any,
    ) -> tuple[int, Answer]:
        body: dict[str, Any] = {"id": cid or str(uuid.uuid4()), "kind": kind, "args": args}
        if expect is not None:
            body["expect"] = expect
        status, raw = await self.post(f"/api/v1/commands?user={user}", json.dumps(body).encode())
        return status, answer_in(AnswerOut.model_validate_json(raw))

    async def ok(self, kind: str, **args: Any) -> Answer:
        status, answer = await self.send(kind, **args)
        assert (status, answer.result) == (200, "done"), (kind, status, answer)
        return answer

    async def source(self, id: str, main: str = "rtsp://10.0.0.1/live", **more: Any) -> Answer:
        made = {"id": id, "name": f"信号 {id}", "medium": "stream", "main": main} | more
        return await self.ok("source.add", source=made)

    async def tile(self, id: str, source: str, x: int = 0) -> Answer:
        rect = {"x": x, "y": 0, "w": 320, "h": 180}
        return await self.ok("tile.add", wall="hall-wall", source=source, rect=rect, id=id)


@pytest.fixture(autouse=True)
def _quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A guess at a password is made dear on purpose; but for their own tests the tests do
    without."""
    if request.module.__name__.rpartition(".")[2] != "test_passwords":
        monkeypatch.setattr(sign_in_passwords, "MEMORY_KIB", 64)


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    one = Rig(tmp_path)
    await one.start()
    yield one
    await one.stop()
