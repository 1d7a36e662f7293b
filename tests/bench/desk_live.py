"""The desk before a running site: what it costs when idle, how soon a press is seen, its start."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.demo import FEEDS, PAGES, live_tiles, site
from tests.bench.procs import cores
from tests.bench.report import Report, percentile
from tests.bench.xpress import Hand
from tests.display import Display, Screen
from tests.processes import Processes

RUNS = 3
STARTS = 3
PRESSES = 100
IDLE_S = 20.0
SETTLE_S = 8.0
SEEN_S = 2.0  # a press that shows nothing for this long failed


@dataclass(frozen=True, slots=True)
class Desk:
    pid: int
    started_s: float  # from exec to sources painted and the wall in sight
    button: tuple[int, int, int, int]
    thumbnails: int


def run(report: Report) -> None:
    idle, hidden, press, starts = [], [], [], []
    with tempfile.TemporaryDirectory(prefix="wallctl-bench-") as folder, site(Path(folder)) as url:
        if live_tiles(url) != len(FEEDS) + len(PAGES):
            raise AssertionError("the site's wall is not live")
        processes = Processes(Path(folder))
        try:
            display = Display(processes, Screen(1920, 1080))
            for _ in range(STARTS):
                with _desk(url, display) as desk:
                    starts.append(desk.started_s)
            for _ in range(RUNS):
                with _desk(url, display) as desk:
                    time.sleep(SETTLE_S)
                    idle.append(cores([desk.pid], IDLE_S) * 100)
                    press.append(percentile(_presses(desk, display), 99))
                    hand = Hand(display.name)
                    hand.key("F9")
                    time.sleep(SETTLE_S)
                    hidden.append(cores([desk.pid], IDLE_S) * 100)
                    hand.close()
        finally:
            processes.close()
    n = desk.thumbnails
    how = f"the desk's process, {n} thumbnails in sight, echo and preview at 1 fps, nobody at it"
    report.add("desk.idle_cpu_pct", idle, "%", how, "<= 5")
    how = "the same with a page over the source list: echo and preview alone"
    report.add("desk.idle_hidden_cpu_pct", hidden, "%", how, "<= 3")
    how = f"{PRESSES} presses by the X server's test extension to the first changed pixel"
    report.add("desk.press_ms.p99", press, "ms", how, "<= 100")
    how = "exec to sources painted and a wall in sight, files in cache"
    report.add("desk.start_s", starts, "s", how, "<= 3")


@contextlib.contextmanager
def _desk(url: str, display: Display) -> Iterator[Desk]:
    env = {**os.environ, "DISPLAY": display.name, "QT_QPA_PLATFORM": "xcb"}
    command = [sys.executable, "-m", "tests.bench.desk_probe", "--engine", url]
    command += ["--geometry", f"{display.screen.width}x{display.screen.height}+0+0"]
    begun = time.monotonic()
    child = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        took = time.monotonic() - begun
        said = json.loads(child.stdout.readline())
        yield Desk(child.pid, took, tuple(said["button"]), said["thumbnails"])
    finally:
        child.terminate()
        child.wait(10)


def _presses(desk: Desk, display: Display) -> list[float]:
    """ms from the press to a changed pixel of the button. Let go outside: nothing is done."""
    x, y, w, h = desk.button
    hand, took = Hand(display.name), []
    try:
        for n in range(PRESSES):
            hand.move(x + w // 2, y + h // 2)
            time.sleep(0.25 + 0.013 * (n % 9))  # hovered and at rest, at no fixed beat
            before = display.buffer[y : y + h, x : x + w].copy()
            begun = time.monotonic()
            hand.press()
            while not (display.buffer[y : y + h, x : x + w] != before).any():
                if time.monotonic() - begun > SEEN_S:
                    raise AssertionError("a press was not seen")
                time.sleep(0.001)
            took.append((time.monotonic() - begun) * 1000)
            hand.move(x + w // 2, y + h + 120)
            time.sleep(0.05)
            hand.release()
    finally:
        hand.close()
    return took
