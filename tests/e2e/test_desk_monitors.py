"""Three monitors: one is the wall's, one gets the desk, one the pages."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests.display import Display, Picture, Screen
from tests.processes import Processes, wait_for
from tests.room import NodeProcess, make_engine

# The wall's monitor comes first: a desk that did not look would open there.
MONITORS = (
    ("WALL", 0, 0, 1280, 720),
    ("DESK", 1280, 0, 1600, 900),
    ("SIDE", 2880, 0, 1600, 900),
)
SITE = """
[site]
name = "测试"
[[room]]
id = "hall"
name = "指挥大厅"
port = {port}
[[wall]]
id = "hall-wall"
room = "hall"
name = "大厅大屏"
[wall.grid]
columns = 1
rows = 1
cell = [1280, 720]
node = "hall-1"
screens = ["WALL"]
"""
SURFACE = (0x1E, 0x22, 0x29)


def share(picture: Picture, colour: tuple[int, int, int]) -> float:
    """How much of a picture has that colour."""
    return float(np.all(picture == np.array(colour, dtype=np.uint8), axis=2).mean())


def watched(display: Display) -> Callable[[], float]:
    """Looks at the wall's monitor all the time from now on; asked, ends and gives the largest
    share of the desk's colour that was ever on it."""
    most, end = [0.0], threading.Event()

    def look() -> None:
        while not end.is_set():
            most[0] = max(most[0], share(display.region(0, 0, 1280, 720), SURFACE))
            time.sleep(0.03)

    thread = threading.Thread(target=look)
    thread.start()

    def done() -> float:
        end.set()
        thread.join()
        return most[0]

    return done


def test_windows_open_beside_the_wall_and_never_on_it(processes: Processes, tmp_path: Path) -> None:
    display = Display(processes, Screen(4480, 900, MONITORS))
    engine = make_engine(processes, tmp_path, SITE)
    engine.start()
    NodeProcess(processes, engine.url, "hall-1", display.env, tmp_path / "node").start()
    wait_for("the wall on its screen", lambda: display.region(0, 0, 1280, 720).max() > 20, 40)
    wall = display.region(0, 0, 1280, 720)
    env = {**display.env, "XDG_CONFIG_HOME": str(tmp_path / "config"), "LANG": "C.UTF-8"}
    flashes = watched(display)
    command = [sys.executable, "-m", "ui.desk", "--engine", engine.url]
    desk = processes.start("desk", command, env={**env, "HOME": os.environ.get("HOME", "/")})
    for name, x, _, w, h in MONITORS[1:]:
        wait_for(
            f"a window on {name}",
            lambda x=x, w=w, h=h: share(display.region(x, 0, w, h), SURFACE) > 0.15,
            40,
        )
    display.save(tmp_path / "three.png")
    assert flashes() < 0.01  # not even for a moment
    assert desk.alive, desk.text()
    assert share(display.region(0, 0, 1280, 720), SURFACE) < 0.01
    still = display.region(0, 0, 1280, 720)
    assert float((still != wall).any(axis=2).mean()) < 0.05  # a mark may have come or gone
    desk.stop()

    # Asked for the wall's own screen, or for none: the pages stay with the first window.
    for wish in ("WALL", "off"):
        desk = processes.start(f"desk-{wish}", [*command, "--second", wish], env=env)
        wait_for("the desk", lambda: share(display.region(1280, 0, 1600, 900), SURFACE) > 0.15, 40)
        wait_for("no second window", lambda: display.region(2880, 0, 1600, 900).max() == 0, 20)
        assert share(display.region(0, 0, 1280, 720), SURFACE) < 0.01
        desk.stop()
