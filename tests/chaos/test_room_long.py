"""A room over a long time: a monkey at the desk, peers that restart, hours of wall. Small counts in
every test run, the long ones by `make soak`."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.display import Screen
from tests.e2e.wall_room import CARDS, WALL, WallRoom, clip, wall_room
from tests.processes import Processes, free_port, marked, wait_for
from tests.room import SMALL_SITE
from wallctl.simulators.feed_server import FeedServer

pytestmark = pytest.mark.display

WHOLE = (0, 0, 1280, 720)
HOUR_S = 3600.0
LONG = [pytest.mark.soak, pytest.mark.timeout(4 * HOUR_S)]
GROWTH = 1.25
MB = 1024 * 1024


@pytest.fixture
def room(processes: Processes, tmp_path: Path) -> Iterator[WallRoom]:
    with wall_room(processes, tmp_path, SMALL_SITE, Screen(1280, 720)) as one:
        yield one


def shows(room: WallRoom, source: int) -> None:
    """One card on the whole wall, taken and seen."""
    room.clear()
    room.tile(source, *WHOLE)
    room.take()
    room.sees(source, WHOLE, 40)


class Monkey:
    """Presses everything at random; the answer may be any, but it has to be one."""

    def __init__(self, room: WallRoom, seed: int) -> None:
        self.room = room
        self.chance = random.Random(seed)
        self.results: dict[str, int] = {}

    def step(self) -> None:
        kind, args = self.chance.choice(self._presses())()
        # Under its own name: what others set up is not the monkey's to undo.
        answer = self.room.engine.send(kind, args, by="monkey")
        assert answer["result"] in ("done", "part", "refused"), (kind, args, answer)
        self.results[answer["result"]] = self.results.get(answer["result"], 0) + 1

    def _presses(self) -> list[Callable[[], tuple[str, dict[str, Any]]]]:
        chance = self.chance
        on = {"on": chance.random() < 0.5}
        return [
            lambda: ("tile.add", {"wall": WALL, "source": self._source(), "rect": self._rect()}),
            lambda: ("tile.move", {"id": self._tile(), "rect": self._rect()}),
            lambda: ("tile.update", {"id": self._tile(), "source": self._source()}),
            lambda: ("tile.update", {"id": self._tile(), "layer": chance.choice(["top", "down"])}),
            lambda: ("tile.remove", {"id": self._tile()}),
            lambda: ("layout.apply", {"wall": WALL, "template": chance.choice(["2x2", "1+5"])}),
            lambda: ("layout.apply", {"wall": WALL, "tiles": []}),
            lambda: ("scene.save", {"name": f"场景{chance.randint(1, 5)}"}),
            lambda: ("scene.recall", {"id": self._scene(), "live": chance.random() < 0.5}),
            lambda: ("wall.take", {"wall": WALL, "fade_ms": chance.choice([0, 0, 200])}),
            lambda: ("wall.restore", {"wall": WALL}),
            lambda: ("wall.full", {"wall": WALL, "tile": self._shown()}),
            lambda: ("wall.safe", {"wall": WALL, **on}),
            lambda: ("wall.update", {"wall": WALL, "labels": on["on"], "visit": not on["on"]}),
            lambda: ("wall.identify", {"wall": WALL, "seconds": 0.2}),
            lambda: ("overlay.set", {"wall": WALL, "notice": {"text": "防汛", **on}}),
            lambda: ("overlay.set", {"wall": WALL, "clock": on}),
            lambda: ("undo", {"wall": WALL}),
            lambda: ("redo", {"wall": WALL}),
        ]

    def _source(self) -> str:
        return f"s{self.chance.randint(1, CARDS + 1)}"  # the last is not there

    def _rect(self) -> dict[str, int]:
        x, y = self.chance.randint(-200, 1200), self.chance.randint(-200, 700)
        return {"x": x, "y": y, "w": self.chance.randint(0, 1400), "h": self.chance.randint(1, 800)}

    def _tile(self) -> str:
        return self._any("tile")

    def _scene(self) -> str:
        return self._any("scene")

    def _shown(self) -> str:
        tiles = self.room.engine.entities("program").get(WALL, {}).get("tiles", [])
        return self.chance.choice([t["id"] for t in tiles] or ["none"])

    def _any(self, kind: str) -> str:
        return self.chance.choice(list(self.room.engine.entities(kind)) or ["none"])


@pytest.mark.parametrize("minutes", [0.0, pytest.param(30.0, marks=LONG)])
def test_a_monkey_at_the_desk(room: WallRoom, minutes: float) -> None:
    assert room.engine.running is not None and room.node.running is not None
    monkey = Monkey(room, seed=3)
    end = time.monotonic() + minutes * 60
    steps = 0
    while steps < 60 or time.monotonic() < end:
        monkey.step()
        steps += 1
    assert set(monkey.results) >= {"done", "refused"}, monkey.results
    for one in (room.engine.running, room.node.running):
        assert one.alive
        assert "Traceback" not in one.text()
    # and the room works as before
    room.engine.ok("wall.safe", wall=WALL, on=False)
    for part in ("notice", "clock"):
        room.engine.ok("overlay.set", {"wall": WALL, part: {"on": False}})
    shows(room, 4)
    wait_for("the report", lambda: room.pictures() == {"s4": "live"})


@pytest.mark.parametrize("times", [2, pytest.param(50, marks=LONG)])
def test_peers_that_restart_again_and_again(room: WallRoom, times: int) -> None:
    """The feed server, the node and the engine, each killed and started again."""
    port = free_port()
    other = FeedServer(port=port)
    try:
        main = other.add("/other", clip(2, "main"))
        source = {"id": "other", "name": "other", "medium": "stream", "main": main}
        room.engine.ok("source.add", source=source)
        box = {"x": 0, "y": 0, "w": 1280, "h": 720}
        room.engine.ok("tile.add", wall=WALL, source="other", rect=box)
        room.take()
        room.sees(2, WHOLE, 40)
        for _ in range(times):
            other.kill()
            wait_for("its loss", lambda: room.pictures() != {"other": "live"}, 30)
            other = FeedServer(port=port)
            other.add("/other", clip(2, "main"))
            wait_for("live again", lambda: room.pictures() == {"other": "live"}, 40)
            room.sees(2, WHOLE)
            room.kill_node()
            wait_for("the node's loss", lambda: not room.engine.state()["observed"]["nodes"], 30)
            room.start_node()
            room.sees(2, WHOLE, 40)
            room.engine.kill()
            room.engine.start()
            wait_for("the wall again", lambda: room.pictures() == {"other": "live"}, 40)
    finally:
        other.close()


@pytest.mark.parametrize("hours", [0.0, pytest.param(2.0, marks=LONG)])
def test_hours_of_wall(room: WallRoom, hours: float) -> None:
    """Takes without an end: nothing is collected, neither memory nor files nor processes."""
    for source in range(1, CARDS + 1):
        shows(room, source)
    before = held(room)
    end = time.monotonic() + hours * HOUR_S
    turns = 0
    while turns < 2 * CARDS or time.monotonic() < end:
        shows(room, 1 + turns % CARDS)
        turns += 1
    after = held(room)
    assert after["processes"] <= before["processes"] + 1, (before, after)
    assert after["files"] <= before["files"] * GROWTH + 20, (before, after)
    assert after["memory"] <= before["memory"] * GROWTH + 60 * MB, (before, after)
    assert "Traceback" not in "".join(one.text() for one in room.processes.running)


def held(room: WallRoom) -> dict[str, int]:
    """What our processes hold together, the X server left out."""
    found = {"processes": 0, "files": 0, "memory": 0}
    for pid, line in marked(room.processes.token).items():
        if line.startswith("Xvfb"):
            continue
        process = psutil.Process(pid)
        found["processes"] += 1
        found["files"] += process.num_fds()
        found["memory"] += process.memory_full_info().pss
    return found
