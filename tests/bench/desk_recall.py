"""A scene recalled at the desk by its key, before a running room: to the preview drawn anew."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tests.bench import clips
from tests.bench.report import Report, percentile
from tests.bench.rig import WALL, Rig, rig, settle
from tests.bench.xpress import Hand
from tests.display import Display, Screen

RUNS = 3
RECALLS = 40
SEEN_S = 3.0  # a recall that shows nothing for this long failed
LEFT, RIGHT = (100, 60, 760, 960), (1060, 60, 760, 960)
"""Where the one window of each scene lies, px of the wall's canvas."""
EMPTY = (20, 23, 28)
"""The colour of a canvas where no window lies."""


def run(report: Report) -> None:
    clips.ensure()
    runs = []
    for _ in range(RUNS):
        with rig() as room:
            _scenes(room)
            display = Display(room.processes, Screen(1920, 1080))
            with _desk(room.engine.url, display) as preview:
                runs.append(percentile(_recalls(display, preview), 95))
    how = (
        f"key of a scene by the X server's test extension to the other layout drawn in preview, "
        f"by its pixels, engine and node running, {RECALLS} recalls"
    )
    report.add("desk.recall_ms.p95", runs, "ms", how, "<= 300")


def _scenes(room: Rig) -> None:
    """Scene 1 has a window at the left, scene 2 at the right."""
    specs = clips.sub_specs(2)
    ids = room.sources([(room.feeds.add(f"/{s.name}", clips.file_of(s)), "") for s in specs])
    for number, box in enumerate((LEFT, RIGHT), 1):
        room.prepare(ids[number - 1 : number], [box])
        room.engine.ok("scene.save", name=f"场景 {number}", number=number, walls=[WALL])
    room.take()
    room.wait_live(1)
    settle(2.0)


@contextlib.contextmanager
def _desk(url: str, display: Display) -> Iterator[tuple[float, float, float, float]]:
    """A desk on the display; where the canvas of its preview lies there, px."""
    env = {**os.environ, "DISPLAY": display.name, "QT_QPA_PLATFORM": "xcb"}
    command = [sys.executable, "-m", "tests.bench.desk_probe", "--engine", url]
    command += ["--geometry", f"{display.screen.width}x{display.screen.height}+0+0"]
    child = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        yield tuple(json.loads(child.stdout.readline())["preview"])
    finally:
        child.terminate()
        child.wait(10)


def _recalls(display: Display, preview: tuple[float, float, float, float]) -> list[float]:
    """ms from the key to the one place filled and the other empty, turn by turn."""
    hand, took = Hand(display.name), []
    left, right = _inside(preview, LEFT), _inside(preview, RIGHT)
    try:
        hand.move(int(preview[0]) + 5, int(preview[1] + preview[3]) - 5)
        for n in range(RECALLS + 2):
            full, empty = (left, right) if n % 2 == 0 else (right, left)
            settle(0.25 + 0.017 * (n % 9))  # at no fixed beat
            begun = time.monotonic()
            hand.key("1" if n % 2 == 0 else "2")
            while not (_is_empty(display, empty) and not _is_empty(display, full)):
                if time.monotonic() - begun > SEEN_S:
                    raise AssertionError("a recall was not seen")
                time.sleep(0.001)
            if n >= 2:  # the first ones find what was there before
                took.append((time.monotonic() - begun) * 1000)
    finally:
        hand.close()
    return took


def _inside(
    preview: tuple[float, float, float, float], box: tuple[int, int, int, int]
) -> tuple[int, int]:
    """A place in the middle of a window, px of the display."""
    x, y, w, h = preview
    across, down = (box[0] + box[2] / 2) / 1920, (box[1] + box[3] / 3) / 1080
    return round(x + w * across), round(y + h * down)


def _is_empty(display: Display, place: tuple[int, int]) -> bool:
    x, y = place
    patch: NDArray[np.uint8] = display.buffer[y - 3 : y + 4, x - 3 : x + 4, :3]
    return bool((np.sort(patch.reshape(-1, 3), axis=1) == np.sort(EMPTY)).all())
