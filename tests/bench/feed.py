"""Latency from send to glass, cold start of a source, and the loss of a worker."""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from pathlib import Path

import psutil

from tests.bench import clips
from tests.bench.counters import Shown, Strips, watch
from tests.bench.live import times
from tests.bench.report import Report, percentile
from tests.bench.rig import Rig, grid, rig, settle
from tests.processes import wait_for
from wallctl.simulators.code import CARD, CORNER

RUNS = 3
LOOK_S = 10.0
CELL = (0, 0, 480, 270)
LIVE_SOURCE = 250


def run(report: Report) -> None:
    clips.ensure()
    _latency(report)
    _cold(report)
    _killed(report)


def _camera(room: Rig, mount: str, key_each: bool = False) -> tuple[str, Path]:
    """Starts a live camera; gives its address and its log."""
    folder = room.processes.folder
    sock, log = folder / f"{mount}.sock", folder / f"{mount}.times"
    times(log)
    url = room.feeds.live(f"/{mount}", sock)
    more = ["1"] if key_each else []
    room.processes.start(
        f"camera-{mount}",
        [sys.executable, "-m", "tests.bench.live", str(sock), str(log), str(LIVE_SOURCE), *more],
        stop_s=2,
    )
    return url, log


def _latency(report: Report) -> None:
    p50, p95 = [], []
    for _ in range(RUNS):
        with rig() as room:
            url, log = _camera(room, "live")
            ids = room.sources([(url, "")])
            room.prepare(ids, [CELL])
            room.take()
            room.wait_live(1)
            settle(3)
            shown = watch(Strips(room.display.buffer, [CELL], CARD), 1, LOOK_S, 0.001)[0]
            sent = times(log)
            late = [(at - sent[number] / 1e9) * 1000 for at, _, number in shown.frames[1:]]
            p50.append(percentile(late, 50))
            p95.append(percentile(late, 95))
    how = (
        "640x360@25 H.264 encoded live, RTSP over TCP by gst-rtsp-server, ffmpeg player: from the"
        " frame's bytes handed to the server to its pixels in the display's frame buffer"
    )
    report.add("feed.latency_ms.p50", p50, "ms", how, "<= 70")
    report.add("feed.latency_ms.p95", p95, "ms", how, "<= 100")


def _cold(report: Report) -> None:
    """Every frame of the camera is a key frame: what is left is ours."""
    runs = []
    for _ in range(RUNS):
        with rig() as room:
            url, _ = _camera(room, "cold", key_each=True)
            # a camera encodes before anybody asks; this server only while somebody watches
            watching = f"ffmpeg -nostdin -v error -rtsp_transport tcp -i {url} -f null -".split()
            room.processes.start("watcher", watching, stop_s=3)
            wait_for("the camera to be watched", lambda: room.feeds.watchers().get("/cold"))
            settle(2)
            late = []
            for n in range(12):
                answer = room.engine.send(
                    "source.test",
                    source={"id": f"x{n}", "name": "x", "medium": "stream", "main": url},
                )
                assert answer["result"] == "done", answer
                late.append(_first_picture_ms(answer))
            runs.append(percentile(late, 95))
    how = "12 source.test of a camera that sends key frames only: open to first picture on the node"
    report.add("feed.cold_ms.p95", runs, "ms", how, "<= 300")


def _first_picture_ms(answer: dict[str, object]) -> float:
    steps = answer["steps"]
    assert isinstance(steps, list)
    return max(float(s["ms"]) for s in steps)


def _killed(report: Report) -> None:
    """SIGKILL of one worker of 16 feeds: who stands still, and for how long."""
    specs, cells = clips.sub_specs(), grid(4, 4)
    back, lost, gap = [], [], []
    for _ in range(RUNS):
        with rig() as room:
            urls = [room.feeds.add(f"/{s.name}", clips.file_of(s)) for s in specs]
            room.prepare(room.sources([(u, "") for u in urls]), cells)
            room.take()
            room.wait_live(len(cells))
            settle(4)
            strips = Strips(room.display.buffer, cells, CORNER)
            worker = _a_worker(room)
            worker.kill()
            at = time.monotonic()
            shown = watch(strips, len(cells), 5.0)
            hit = {int(f["source"][1:]) - 1 for f in room.feed_figures() if f["reconnects"]}
            assert 1 <= len(hit) <= 4, f"{len(hit)} feeds were opened again after one worker's end"
            back.append(max(_gap_ms(shown[n], at) for n in hit))
            others = [_gap_ms(s, at) for n, s in enumerate(shown) if n not in hit]
            gap.append(max(others))
            lost.append(float(sum(g > 80 for g in others)))
    how = "longest time without a new frame on the killed worker's own tiles (at most 4), pixels"
    report.add("worker.back_ms.max", back, "ms", how, "<= 2000")
    how = "tiles of other workers with a gap over 80 ms within 5 s of the kill"
    report.add("worker.kill_other_lost", lost, "tiles", how, "0")
    report.add("worker.kill_other_gap_ms.max", gap, "ms", "their longest gap", "<= 80")


def _gap_ms(shown: Shown, start: float) -> float:
    moments = [start, *(t for t, _, _ in shown.frames)]
    return max((b - a) * 1000 for a, b in pairwise(moments))


def _a_worker(room: Rig) -> psutil.Process:
    """A worker that decodes: the busiest leaf below the node."""
    assert room.node.running
    pid = room.node.running.pid

    def busy() -> psutil.Process | None:
        leaves = [c for c in psutil.Process(pid).children(recursive=True) if not c.children()]
        ranked = sorted(leaves, key=lambda c: sum(c.cpu_times()[:2]))
        return ranked[-1] if ranked else None

    return wait_for("a worker", busy)
