"""A room for measuring: real feed server, engine and node on a virtual display of 1920x1080."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.display import Display
from tests.processes import Processes, wait_for
from tests.room import EngineProcess, NodeProcess, make_engine
from wallctl.simulators.feed_server import FeedServer

SITE = """
[site]
name = "bench"
[[room]]
id = "hall"
name = "指挥大厅"
port = {port}
[[wall]]
id = "wall"
room = "hall"
name = "大屏"
[wall.grid]
columns = 1
rows = 1
cell = [1920, 1080]
node = "bench-1"
window = [1920, 1080]
origin = [0, 0]
"""
WALL = "wall"
Cell = tuple[int, int, int, int]


@dataclass
class Rig:
    processes: Processes
    display: Display
    feeds: FeedServer
    engine: EngineProcess
    node: NodeProcess

    def pids(self) -> list[int]:
        """All our processes: engine, node and (as its descendants) the workers."""
        assert self.engine.running
        assert self.node.running
        return [self.engine.running.pid, self.node.running.pid]

    def sources(self, feeds: Sequence[tuple[str, str]]) -> list[str]:
        """Adds stream sources of these (main, sub) addresses; gives their ids."""
        ids = [f"s{n:02d}" for n in range(1, len(feeds) + 1)]
        rows = [
            {"id": i, "name": f"测试 {i}", "medium": "stream", "main": m, "sub": s}
            for i, (m, s) in zip(ids, feeds, strict=True)
        ]
        self.engine.ok("source.import", sources=rows)
        return ids

    def prepare(self, ids: Sequence[str], cells: Sequence[Cell]) -> None:
        tiles = [
            {
                "id": f"t-{i}-{n}",
                "wall": WALL,
                "source": i,
                "rect": {"x": x, "y": y, "w": w, "h": h},
                "z": n,
            }
            for n, (i, (x, y, w, h)) in enumerate(zip(ids, cells, strict=True))
        ]
        self.engine.ok("layout.apply", wall=WALL, tiles=tiles)

    def take(self) -> dict[str, Any]:
        return self.engine.send("wall.take", wall=WALL)

    def feed_figures(self) -> list[dict[str, Any]]:
        return list(self.engine.state()["observed"]["feeds"])

    def wait_live(self, count: int, deadline_s: float = 30.0) -> None:
        """Until the glass reports `count` live tiles of the wall."""

        def live() -> bool:
            for report in self.engine.state()["observed"]["walls"]:
                if report["wall"] == WALL:
                    return sum(t["picture"] == "live" for t in report["tiles"]) >= count
            return False

        wait_for(f"{count} live tiles", lambda: live() or None, deadline_s, 0.1)


def grid(columns: int, rows: int, width: int = 1920, height: int = 1080) -> list[Cell]:
    w, h = width // columns, height // rows
    return [(c * w, r * h, w, h) for r in range(rows) for c in range(columns)]


@contextmanager
def rig(site: str = SITE) -> Iterator[Rig]:
    """The room while the body runs; everything is ended with it."""
    with tempfile.TemporaryDirectory(prefix="wallctl-bench-") as name:
        folder = Path(name)
        (folder / "run").mkdir()
        processes = Processes(folder / "run")
        try:
            display = Display(processes)
            with FeedServer() as feeds:
                engine = make_engine(processes, folder, site)
                engine.start()
                node = NodeProcess(processes, engine.url, "bench-1", display.env, folder / "node")
                node.start()
                wait_for("the node", lambda: engine.state()["observed"]["nodes"] or None, 40, 0.1)
                yield Rig(processes, display, feeds, engine, node)
        finally:
            processes.close()


def settle(seconds: float) -> None:
    """Lets start-up work end before something is measured."""
    time.sleep(seconds)
