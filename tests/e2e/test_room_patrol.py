"""A patrol on a real wall: each source in turn, a dead one skipped, never a moment without one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.display import Screen
from tests.e2e.glass_watch import Watcher
from tests.e2e.wall_room import WALL, WallRoom, wall_room
from tests.processes import Processes, wait_for
from tests.room import SMALL_SITE

pytestmark = pytest.mark.display

BOX = (0, 0, 640, 360)
DWELL_S = 4.0
DEAD = "s9"


@pytest.fixture
def room(processes: Processes, tmp_path: Path) -> Iterator[WallRoom]:
    """One tile that patrols s1, s2, a source nobody answers at, and s3."""
    with wall_room(processes, tmp_path, SMALL_SITE, Screen(1280, 720)) as one:
        nobody = {"id": DEAD, "name": "无人机", "medium": "stream", "main": "rtsp://127.0.0.1:9/x"}
        one.engine.ok("source.add", source=nobody)
        one.tile(1, *BOX, id="t1")
        one.engine.ok("patrol.set", tile="t1", sources=["s1", "s2", DEAD, "s3"], dwell_s=DWELL_S)
        one.take()
        one.sees(1, BOX)
        yield one


def patrol(room: WallRoom) -> dict[str, Any]:
    (one,) = room.engine.state()["observed"]["patrols"]
    return dict(one)


def order(watcher: Watcher) -> list[int]:
    """The cards that were on the tile, in the order in which they came."""
    cards = (look.reading.source for look in watcher.looks["tile"] if look.reading)
    return [card for card, _ in groupby(cards)]


def test_each_in_turn_and_no_black_between(room: WallRoom) -> None:
    revision = room.engine.state()["revision"]
    with Watcher(room.display, {"tile": BOX}) as watcher:
        wait_for("two rounds", lambda: len(order(watcher)) >= 7, 90)
    seen = order(watcher)
    start = [1, 2, 3].index(seen[0])
    assert seen == [(start + n) % 3 + 1 for n in range(len(seen))]
    # Under two frames of the sources, and what a busy machine adds to a look.
    assert watcher.longest_without_s("tile") < 0.25
    assert DEAD in patrol(room)["skipped"]
    state = room.engine.state()
    assert state["revision"] == revision  # nobody's history grew by it
    program = next(p for p in state["entities"]["program"] if p["id"] == WALL)
    assert program["confirmed"]
    assert program["tiles"][0]["source"] == "s1"


def test_a_choice_by_hand_stays_until_it_is_let_go(room: WallRoom) -> None:
    answer = room.engine.send("patrol.show", wall=WALL, tile="t1", source="s3")
    assert answer["result"] in ("done", "part"), answer
    room.sees(3, BOX)
    assert patrol(room)["stopped"] == "manual"
    with Watcher(room.display, {"tile": BOX}) as watcher:
        time.sleep(DWELL_S + 2)  # it would have turned
    assert order(watcher) == [3]
    room.engine.ok("patrol.resume", wall=WALL, tile="t1")
    room.sees(1, BOX, 30)


def test_an_engine_that_dies_leaves_no_mark_and_the_patrol_goes_on(room: WallRoom) -> None:
    room.sees(2, BOX, 30)
    with Watcher(room.display, {"tile": BOX}) as watcher:
        room.engine.kill()
        room.engine.start()
        wait_for("the node to be back", lambda: room.observed().get("mapped"), 40)
        back = time.monotonic()
        wait_for("the next turn", lambda: order(watcher)[-1] == 3, 60)
    assert order(watcher)[:2] == [2, 3]  # not back to the first
    assert watcher.longest_without_s("tile") < 0.25
    assert time.monotonic() - back < 40
