"""A take over four windows: each shows the old layout or the new one, never some of both."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.display import Display, Screen
from tests.e2e.counters import read_tile
from tests.e2e.wall_room import WALL, Box, WallRoom, wall_room
from tests.processes import Processes, wait_for
from tests.room import SMALL_SITE

pytestmark = pytest.mark.display

TAKES = 8
MIXED_S = 0.03
"""A flush is copied into the frame buffer while one looks: a mixture that is still there two ticks
later was shown."""
GRID = """
[wall.grid]
columns = 2
rows = 2
cell = [640, 360]
bezel = [0, 0]
node = "hall-1"
window = [640, 360]
origin = [0, 0]
"""
SITE = SMALL_SITE[: SMALL_SITE.index("[wall.grid]")] + GRID
CORNERS = [(0, 0), (640, 0), (0, 360), (640, 360)]
WINDOWS: list[list[Box]] = [
    [(x, y + 90, 320, 180), (x + 320, y + 90, 320, 180)] for x, y in CORNERS
]
LAYOUTS = {"old": (1, 2), "new": (3, 4)}
OF_CARD = {number: name for name, cards in LAYOUTS.items() for number in cards}


@pytest.fixture
def room(processes: Processes, tmp_path: Path) -> Iterator[WallRoom]:
    with wall_room(processes, tmp_path, SITE, Screen(1280, 720)) as one:
        yield one


def prepare(room: WallRoom, name: str) -> None:
    """Both cards of a layout in each of the four windows, in preview."""
    tiles: list[dict[str, Any]] = [
        {
            "id": f"{name}-{w}-{n}",
            "wall": WALL,
            "source": f"s{card}",
            "rect": dict(zip("xywh", window[n], strict=True)),
        }
        for w, window in enumerate(WINDOWS)
        for n, card in enumerate(LAYOUTS[name])
    ]
    room.engine.ok("layout.apply", wall=WALL, tiles=tiles)
    wait_for("the preview to play", lambda: _plays(room, LAYOUTS[name]))


def _plays(room: WallRoom, cards: tuple[int, ...]) -> bool:
    """Live, or warm: where the machine is too busy to decode what nobody sees yet."""
    feeds = room.engine.state()["observed"]["feeds"]
    return {f"s{card}" for card in cards} <= {
        f["source"] for f in feeds if f["picture"] in ("live", "warm")
    }


@contextmanager
def held_still(display: Display) -> Iterator[None]:
    """The glass as it is at one moment: the X server draws nothing meanwhile."""
    os.kill(display.server.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(display.server.pid, signal.SIGCONT)


def shown(room: WallRoom) -> list[set[str]]:
    """Of which layouts the cards are that each window shows at one moment."""
    with held_still(room.display):
        copy = room.display.grab()

    def look(x: int, y: int, w: int, h: int) -> Any:
        return copy[y : y + h, x : x + w]

    readings = [[read_tile(look, box) for box in window] for window in WINDOWS]
    return [{OF_CARD[r.source] for r in window if r} for window in readings]


@dataclass
class Seen:
    """What was seen of one take: windows that stayed mixed, looks at the whole."""

    mixed: list[int]
    looks: int


def watch_take(room: WallRoom, name: str) -> tuple[dict[str, Any], Seen]:
    answers: list[dict[str, Any]] = []
    asking = threading.Thread(target=lambda: answers.append(room.take()))
    since: dict[int, float] = {}
    seen = Seen([], 0)
    asking.start()
    end = time.monotonic() + 20
    while time.monotonic() < end:
        now = shown(room)
        at = time.monotonic()
        seen.looks += 1
        for window, layouts in enumerate(now):
            if len(layouts) < 2:
                since.pop(window, None)
            elif at - since.setdefault(window, at) > MIXED_S:
                seen.mixed.append(window)
        if not asking.is_alive() and all(layouts == {name} for layouts in now):
            break
    asking.join(20)
    assert answers, "the take was not answered"
    assert all(layouts == {name} for layouts in shown(room)), f"{name} is not on the glass"
    return answers[0], seen


def test_no_window_ever_mixes_two_layouts(room: WallRoom) -> None:
    prepare(room, "old")
    room.take()
    for left, right in WINDOWS:
        room.sees(1, left)
        room.sees(2, right)
    for turn in range(TAKES):
        name = ("new", "old")[turn % 2]
        prepare(room, name)
        answer, seen = watch_take(room, name)
        assert answer["result"] in ("done", "part"), answer
        assert seen.mixed == [], f"take {turn}: windows {seen.mixed} of {seen.looks} looks"
        report = room.observed()
        serial = room.engine.entities("program")[WALL]["serial"]
        assert (report["outputs"], report["mapped"], report["serial"]) == (4, 4, serial)
        assert report["skew_ms"] > 0, "the time between the first and the last flush is told"
        assert len(report["tiles"]) == 8
