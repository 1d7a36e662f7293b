"""The power fails and returns: the wall shows its programme again, with nobody signed in."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.display import Display, Screen
from tests.e2e.wall_room import WALL, WallRoom, wall_room
from tests.processes import Processes, marked, wait_for
from tests.room import SMALL_SITE, NodeProcess

pytestmark = pytest.mark.display

LEFT, RIGHT = (0, 180, 640, 360), (640, 180, 640, 360)
NOBODY = {"HOME": "/nonexistent", "USER": "", "LOGNAME": "", "XDG_RUNTIME_DIR": ""}


@pytest.fixture
def room(processes: Processes, tmp_path: Path) -> Iterator[WallRoom]:
    with wall_room(processes, tmp_path, SMALL_SITE, Screen(1280, 720)) as one:
        one.tile(1, *LEFT)
        one.tile(2, *RIGHT)
        one.engine.ok("overlay.set", wall=WALL, notice={"text": "值守", "on": True, "height": 60})
        one.take()
        one.sees(1, LEFT)
        one.sees(2, RIGHT)
        one.clear()  # what was being prepared is not what comes back
        yield one


def cut_power(room: WallRoom) -> None:
    """SIGKILL to everything of ours at once: engine, node, workers, also the X server."""
    ours = marked(room.processes.token)
    assert len(ours) >= 4, f"engine, node, X server and a worker: {ours}"
    for pid in ours:
        os.kill(pid, signal.SIGKILL)
    wait_for("all to be gone", lambda: not marked(room.processes.token))
    for one in room.processes.running:
        one.process.wait(10)


def new_node(room: WallRoom) -> None:
    """A display and a node on it, as they start with the machine: for no user."""
    room.display = Display(room.processes, Screen(1280, 720))
    node = room.node
    env = {**room.display.env, **NOBODY}
    room.node = NodeProcess(room.processes, node.engine, node.node, env, node.data)
    room.start_node()


def both_are_live(room: WallRoom) -> None:
    room.sees(1, LEFT, 40)
    room.sees(2, RIGHT, 40)


@pytest.mark.parametrize("first", ["engine", "node"])
def test_the_program_is_live_again(room: WallRoom, first: str) -> None:
    serial = room.engine.entities("program")[WALL]["serial"]
    cut_power(room)
    if first == "engine":
        room.engine.start()
        new_node(room)
    else:
        new_node(room)
        both_are_live(room)  # from the plan it keeps, without an engine
        room.engine.start()
    both_are_live(room)
    wait_for(
        "the glass to be reported",
        lambda: room.pictures() == {"s1": "live", "s2": "live"},
        40,
    )
    assert room.observed()["serial"] == serial
    assert room.engine.entities("program")[WALL]["confirmed"]
    band = (0, 664, 1280, 52)
    wait_for("the notice to run again", lambda: room.display.region(*band).max() > 200)
    # and it is a room that works
    room.tile(3, 0, 0, 1280, 720)
    assert room.take()["result"] in ("done", "part")
    room.sees(3, (0, 0, 1280, 720))
