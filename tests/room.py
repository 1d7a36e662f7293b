"""A real room for tests: `wallctl serve` and a wall node as processes, and words with the API."""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.processes import Processes, Running, free_port, wait_for

# One wall of one output, 1280x720, drawn 1:1 in a window at the display's top left.
SMALL_SITE = """
[site]
name = "测试"

[[room]]
id = "hall"
name = "指挥大厅"
name_en = "Command hall"
port = {port}

[[wall]]
id = "hall-wall"
room = "hall"
name = "大厅大屏"
name_en = "Hall wall"

[wall.grid]
columns = 1
rows = 1
cell = [1280, 720]
bezel = [0, 0]
node = "hall-1"
window = [1280, 720]
origin = [0, 0]
"""


@dataclass
class EngineProcess:
    """`wallctl serve` on a free port with data of its own. Can be killed and started again."""

    processes: Processes
    site: Path
    data: Path
    room: str
    port: int
    running: Running | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, deadline_s: float = 30.0) -> Running:
        """Starts it and waits until /healthz answers 200."""
        self.running = self.processes.start(
            f"engine-{self.room}",
            [
                *(sys.executable, "-m", "wallctl.app.main", "serve", str(self.site)),
                *("--room", self.room, "--data", str(self.data), "--port", str(self.port)),
            ],
        )
        wait_for("the engine to answer", self._healthy, deadline_s)
        return self.running

    def _healthy(self) -> bool:
        assert self.running is not None
        assert self.running.alive, self.running.text()
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        assert self.running is not None
        self.running.kill()

    def state(self) -> dict[str, Any]:
        """The whole room as GET /api/v1/state gives it."""
        with urllib.request.urlopen(f"{self.url}/api/v1/state", timeout=5) as answer:
            return dict(json.load(answer))

    def entities(self, kind: str) -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in self.state()["entities"].get(kind, [])}

    def send(
        self,
        kind: str,
        args: dict[str, Any] | None = None,
        /,
        *,
        ask: str = "",
        by: str = "test",
        **more: Any,
    ) -> dict[str, Any]:
        """One command (its id is `ask`); gives its answer as JSON whatever the status says."""
        whole = {**(args or {}), **more}
        body = json.dumps({"id": ask or str(uuid.uuid4()), "kind": kind, "args": whole}).encode()
        request = urllib.request.Request(
            f"{self.url}/api/v1/commands?user={by}",
            data=body,
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as refusal:
            with refusal:
                return dict(json.load(refusal))

    def ok(self, kind: str, args: dict[str, Any] | None = None, /, **more: Any) -> dict[str, Any]:
        """One command that must be done."""
        answer = self.send(kind, args, **more)
        assert answer.get("result") == "done", f"{kind}: {answer}"
        return answer


@dataclass
class NodeProcess:
    """A wall node: `python -m ui.wall` on a virtual display."""

    processes: Processes
    engine: str
    node: str
    env: dict[str, str]
    data: Path
    running: Running | None = None

    def start(self) -> Running:
        self.running = self.processes.start(
            f"node-{self.node}",
            [
                *(sys.executable, "-m", "ui.wall", "--engine", self.engine),
                *("--node", self.node, "--data", str(self.data)),
            ],
            env=self.env,
        )
        return self.running

    def kill(self) -> None:
        assert self.running is not None
        self.running.kill()


def make_engine(
    processes: Processes, folder: Path, site: str = SMALL_SITE, room: str = "hall"
) -> EngineProcess:
    """An engine for the site text (its `{port}` is filled in), not yet started."""
    port = free_port()
    file = folder / f"site-{room}.toml"
    file.write_text(site.replace("{port}", str(port)), encoding="utf-8")
    return EngineProcess(processes, file, folder / f"data-{room}", room, port)
