"""The wall keeps showing: the node killed, the engine killed, windows hidden, screens missing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.display import Screen
from tests.e2e.counters import watch
from tests.e2e.wall_room import WallRoom, wall_room
from tests.processes import Processes, wait_for
from tests.room import SMALL_SITE

pytestmark = pytest.mark.display

WHOLE = (0, 0, 1280, 720)
SITE_HEAD = SMALL_SITE[: SMALL_SITE.index("[wall.grid]")]
SCREENS = (
    SITE_HEAD
    + """
[[output]]
wall = "hall-wall"
id = "one"
node = "hall-1"
rect = [0, 0, 640, 360]
screen = "HDMI-1"

[[output]]
wall = "hall-wall"
id = "two"
node = "hall-1"
rect = [640, 0, 640, 360]
screen = "HDMI-2"
"""
)


@pytest.fixture
def room(processes: Processes, tmp_path: Path) -> Iterator[WallRoom]:
    with wall_room(processes, tmp_path, SMALL_SITE, Screen(1280, 720)) as one:
        one.tile(1, *WHOLE)
        one.take()
        one.sees(1, WHOLE)
        yield one


def test_a_killed_node_comes_back_with_its_picture_also_without_an_engine(room: WallRoom) -> None:
    kept = room.node.data / "plan-hall-1.json"
    wait_for("the take on disk", lambda: kept.exists() and _program(kept) == ["s1"])
    assert kept.stat().st_mode & 0o777 == 0o600
    room.kill_node()
    room.engine.kill()
    room.start_node()
    room.sees(1, WHOLE, 40)
    # the engine comes back and finds it again by itself
    room.engine.start()
    wait_for("the report", lambda: room.pictures() == {"s1": "live"}, 40)


def _program(kept: Path) -> list[str]:
    (wall,) = json.loads(kept.read_text("utf-8"))["walls"]
    return [tile["source"] for tile in wall["program"]]


def test_the_wall_goes_on_without_its_engine(room: WallRoom) -> None:
    room.engine.kill()
    (motion,) = watch(room.display.region, [WHOLE], 4.0)
    assert motion.sources == {1}
    assert motion.fps(100) > 15
    room.engine.start()
    room.clear()
    room.tile(2, *WHOLE)
    wait_for("the node", lambda: room.engine.state()["observed"]["nodes"], 40)
    answer = room.take()
    assert answer["result"] in ("done", "part")
    room.sees(2, WHOLE)


def test_a_source_that_dies_gets_marks_and_comes_back(room: WallRoom) -> None:
    room.feeds.stall("/s1/main")
    room.feeds.stall("/s1/sub")
    wait_for("stale", lambda: room.pictures() == {"s1": "stale"}, 30)

    def grey() -> bool:
        """The colour bars of the card lost their colour."""
        bars = room.display.region(100, 580, 500, 40).astype(int)
        return int(abs(bars[:, :, 0] - bars[:, :, 2]).max()) < 12

    wait_for("the picture to be grey", grey)
    wait_for("the slate", lambda: room.pictures() == {"s1": "slate"}, 40)
    room.feeds.resume("/s1/main")
    room.feeds.resume("/s1/sub")
    wait_for("live again", lambda: room.pictures() == {"s1": "live"}, 40)
    room.sees(1, WHOLE)


def test_a_hidden_window_comes_back(room: WallRoom) -> None:
    xdotool = shutil.which("xdotool")
    if xdotool is None:
        pytest.skip("xdotool is not installed")
    env = {**os.environ, **room.display.env}
    find = [xdotool, "search", "--name", "^wallctl "]
    found = subprocess.run(find, env=env, capture_output=True, check=True, text=True, timeout=10)
    (window,) = found.stdout.split()
    subprocess.run([xdotool, "windowunmap", window], env=env, check=True, timeout=10)
    wait_for("the window again", lambda: room.display.region(*WHOLE).mean() > 20)
    room.sees(1, WHOLE)


def test_sigterm_ends_all_of_it(room: WallRoom) -> None:
    running = room.node.running
    assert running is not None
    began = time.monotonic()
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(10) == 0
    assert time.monotonic() - began < 8
    assert "Traceback" not in running.text()
    assert room.display.region(*WHOLE).max() == 0


def test_a_missing_screen_is_named_and_its_output_never_elsewhere(
    processes: Processes, tmp_path: Path
) -> None:
    screen = Screen(1280, 360, (("HDMI-1", 0, 0, 640, 360), ("DP-9", 640, 0, 640, 360)))
    with wall_room(processes, tmp_path, SCREENS, screen) as room:
        room.tile(1, 0, 0, 640, 360)
        room.tile(2, 640, 0, 640, 360)
        answer = room.take()
        assert answer["result"] == "part", answer
        room.sees(1, (0, 0, 640, 360))
        report = room.observed()
        assert report["missing_screens"] == ["HDMI-2"]
        assert report["mapped"] == 1
        assert room.pictures()["s2"] != "live"
        # the display that is not meant shows nothing of the wall
        assert room.display.region(640, 0, 640, 360).max() == 0
