"""The whole demo site on this machine: every process of it, virtual displays and feeds included."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.procs import spending
from tests.bench.report import Report
from tests.processes import free_port, wait_for

RUNS = 3
SECONDS = 20.0
FEEDS = ("dw07", "bk03", "uav1", "lw02", "lw05", "jk01", "jk02", "jk03")
PAGES = ("ywt", "sq", "qx")
WALL = "hall-wall"


def run(report: Report) -> None:
    cores = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory(prefix="wallctl-bench-") as folder:
            cores.append(_one(Path(folder)))
    how = (
        "8 feeds and 3 dashboards on the hall's wall, 2 sources on the consultation room's, desk"
        " open and idle; feed server, dashboards, engines, nodes, workers, desk and both virtual"
        " displays counted"
    )
    report.add("demo.cores", cores, "cores", how, "<= 1.3")


def _one(data: Path) -> float:
    with _demo(data) as (demo, _):
        with spending([demo.pid]) as spent:
            time.sleep(SECONDS)
        return spent.cores


@contextlib.contextmanager
def site(data: Path) -> Iterator[str]:
    """The demo site with the bench's layout live on the hall's wall; the engine's address."""
    with _demo(data) as (_, url):
        yield url


@contextlib.contextmanager
def _demo(data: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    ports = {name: free_port() for name in ("hall", "consult", "feeds", "pages")}
    command = [sys.executable, "-m", "wallctl.app.demo", "--virtual", "--data", str(data / "d")]
    for name, port in ports.items():
        command += [f"--{name}", str(port)]
    log = (data / "demo.log").open("wb")
    demo = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ})
    url = f"http://127.0.0.1:{ports['hall']}"
    try:
        wait_for("the demo", lambda: b"ready" in (data / "demo.log").read_bytes() or None, 120, 0.5)
        _lay(url)
        wait_for("all live", lambda: live_tiles(url) == len(FEEDS) + len(PAGES) or None, 60, 0.5)
        time.sleep(8)
        yield demo, url
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(40)
        log.close()


def _lay(url: str) -> None:
    """Pages large at the left, feeds in two columns and four rows at the right."""
    wall = next(w for w in _state(url)["entities"]["wall"] if w["id"] == WALL)
    w, h = wall["canvas"]["w"], wall["canvas"]["h"]
    cells = [(0, 0, w // 2, h // 2), (0, h // 2, w // 4, h // 2), (w // 4, h // 2, w // 4, h // 2)]
    cells += [
        (w // 2 + c * (w // 4), r * (h // 4), w // 4, h // 4) for r in range(4) for c in range(2)
    ]
    tiles = [
        {
            "id": f"bench-{n}",
            "wall": WALL,
            "source": source,
            "rect": dict(zip("xywh", cell, strict=True)),
            "z": n,
        }
        for n, (source, cell) in enumerate(zip(PAGES + FEEDS, cells, strict=True))
    ]
    _send(url, "layout.apply", {"wall": WALL, "tiles": tiles})
    _send(url, "wall.take", {"wall": WALL})


def live_tiles(url: str) -> int:
    reports = [r for r in _state(url)["observed"]["walls"] if r["wall"] == WALL]
    return sum(t["picture"] == "live" for r in reports for t in r["tiles"])


def _state(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}/api/v1/state", timeout=10) as answer:
        return dict(json.load(answer))


def _send(url: str, kind: str, args: dict[str, Any]) -> None:
    body = json.dumps({"id": str(uuid.uuid4()), "kind": kind, "args": args}).encode()
    request = urllib.request.Request(
        f"{url}/api/v1/commands?user=bench",
        data=body,
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()
