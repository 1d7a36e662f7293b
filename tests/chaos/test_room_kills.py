"""kill -9 of the engine amid writes and takes: nothing acknowledged is lost, the wall never stops.

A left and a right tile change places with every take, so that the glass says which take it shows.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from tests.display import Screen
from tests.e2e.glass_watch import Watcher
from tests.e2e.wall_room import WALL, WallRoom, wall_room
from tests.processes import Processes, wait_for
from tests.room import SMALL_SITE

pytestmark = pytest.mark.display

LEFT, RIGHT = (0, 180, 640, 360), (640, 180, 640, 360)
BOXES = {"left": LEFT, "right": RIGHT}
GONE = (OSError, HTTPException, json.JSONDecodeError)
STILL_S = 1.0


class Operator(threading.Thread):
    """Adds sources, or takes layouts, until the engine is gone; remembers what it was told."""

    def __init__(self, room: WallRoom, called: str, *, takes: bool = False) -> None:
        super().__init__(daemon=True)
        self.room, self.called, self.takes = room, called, takes
        self.done: list[str] = []
        self.asked: tuple[str, dict[str, Any]] | None = None
        self.shown: tuple[str, str] | None = None

    def run(self) -> None:
        for n in range(10_000):
            try:
                if self.takes:
                    self._take(n)
                else:
                    self._add(f"{self.called}-{n}")
            except GONE:
                return

    def _add(self, id: str) -> None:
        source = {"id": id, "name": id, "medium": "bars"}
        self.asked = ("source.add", {"source": source})
        answer = self.room.engine.send(*self.asked, ask=f"ask-{id}")
        assert answer["result"] == "done", answer
        self.done.append(id)
        self.asked = None

    def _take(self, n: int) -> None:
        places = ("s1", "s2") if n % 2 else ("s2", "s1")
        self.room.engine.ok("layout.apply", wall=WALL, tiles=tiles(*places))
        self.asked = ("wall.take", {"wall": WALL})
        answer = self.room.engine.send(*self.asked, ask=f"ask-{self.called}-{n}")
        assert answer["result"] == "done", answer
        self.done.append(f"{self.called}-{n}")
        self.shown = places
        self.asked = None

    def again(self) -> dict[str, Any]:
        """What had no answer is asked again under its id."""
        assert self.asked is not None
        return self.room.engine.send(*self.asked, ask=f"ask-{self.called}-{len(self.done)}")


def tiles(left: str, right: str) -> list[dict[str, Any]]:
    return [
        {"id": name, "wall": WALL, "source": source, "rect": dict(zip("xywh", box, strict=True))}
        for (name, box), source in zip(BOXES.items(), (left, right), strict=True)
    ]


@pytest.fixture
def room(processes: Processes, tmp_path: Path) -> Iterator[WallRoom]:
    with wall_room(processes, tmp_path, SMALL_SITE, Screen(1280, 720)) as one:
        one.engine.ok("layout.apply", wall=WALL, tiles=tiles("s1", "s2"))
        one.take()
        one.sees(1, LEFT)
        one.sees(2, RIGHT)
        yield one


@pytest.mark.parametrize(
    "kills", [5, pytest.param(100, marks=[pytest.mark.soak, pytest.mark.timeout(7200)])]
)
def test_the_engine_killed_amid_writes_and_takes(room: WallRoom, kills: int) -> None:
    chance = random.Random(11)
    with Watcher(room.display, BOXES) as watcher:
        for turn in range(kills):
            began = time.monotonic()
            shown = _kill_in_the_middle(room, watcher, turn, chance.randint(2, 9))
            _glass_shows(room, shown)
            for name in BOXES:
                gap = watcher.longest_gap_s(name, since=began)
                assert gap < STILL_S, f"turn {turn}: {name} stood still for {gap:.2f} s"
                looks = watcher.looks[name]
                del looks[: len(looks) - 5]


def _kill_in_the_middle(room: WallRoom, watcher: Watcher, turn: int, takes: int) -> tuple[str, ...]:
    """Gives the sources left and right of the program that the engine has after its restart."""
    before = _program(room)
    writers = [Operator(room, f"w{turn}-{n}") for n in range(2)]
    taker = Operator(room, f"t{turn}", takes=True)
    everyone = [*writers, taker]
    for one in everyone:
        one.start()
    wait_for(f"{takes} takes", lambda: len(taker.done) >= takes, 60)
    room.engine.kill()
    dead = time.monotonic()
    for one in everyone:
        one.join(30)
        assert not one.is_alive()
    wait_for(
        "both pictures to go on without the engine",
        lambda: all(watcher.frames(name, dead) > 8 for name in BOXES),
    )
    room.engine.start()

    held = room.engine.entities("source")
    for one in writers:
        assert [id for id in one.done if id not in held] == [], "acknowledged, and lost"
    after = _program(room)
    in_doubt = taker.asked is not None and taker.asked[0] == "wall.take"
    told = taker.shown or before
    swapped = (told[1], told[0])
    assert after == told or (in_doubt and after == swapped), "the last acknowledged take is lost"
    _node_is_back(room)
    for one in everyone:
        if one.asked is not None and one.asked[0] in ("source.add", "wall.take"):
            answer = one.again()
            assert answer["result"] in ("done", "part"), answer
            assert answer["result"] == "done" or answer["code"] == "outcome_unknown", answer
    return _program(room)


def _program(room: WallRoom) -> tuple[str, ...]:
    placed = {t["id"]: t["source"] for t in room.engine.entities("program")[WALL]["tiles"]}
    return tuple(placed[name] for name in BOXES)


def _node_is_back(room: WallRoom) -> None:
    serial = room.engine.entities("program")[WALL]["serial"]
    live = {"s1": "live", "s2": "live"}
    wait_for(
        "the node to report the program",
        lambda: room.observed().get("serial") == serial and room.pictures() == live,
        30,
    )


def _glass_shows(room: WallRoom, shown: tuple[str, ...]) -> None:
    for box, source in zip((LEFT, RIGHT), shown, strict=True):
        room.sees(int(source[1:]), box)
