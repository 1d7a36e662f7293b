"""A room of 10,000 sources: what a command costs at the engine."""

from __future__ import annotations

import time

from tests.bench.report import Report, percentile
from tests.bench.rig import WALL, rig

RUNS = 3
SOURCES = 10_000
COMMANDS = 100


def run(report: Report) -> None:
    runs = []
    for _ in range(RUNS):
        with rig() as room:
            rows = [
                {
                    "id": f"c{n:05d}",
                    "name": f"瞭望 {n:05d} · 双龙",
                    "medium": "stream",
                    "main": f"rtsp://127.0.0.1:9/{n}",
                    "department": f"部门 {n % 40}",
                }
                for n in range(SOURCES)
            ]
            room.engine.ok("source.import", sources=rows)
            rect = {"x": 0, "y": 0, "w": 640, "h": 360}
            room.engine.ok("tile.add", wall=WALL, source="c00001", id="moved", rect=rect)
            took = []
            for n in range(COMMANDS):
                start = time.monotonic()
                room.engine.ok("tile.move", {"id": "moved", "rect": {**rect, "x": n + 1}})
                took.append((time.monotonic() - start) * 1000)
            runs.append(percentile(took, 95))
    how = "POST of tile.move with 10,000 sources in the show, journalled with fsync, answer read"
    report.add("command.10k_ms.p95", runs, "ms", how, "<= 20")
