"""Main and sub streams by the size of the tile: changed make-before-break, H.264 and H.265.

The card of a sub-stream has its own number, so that the glass itself says which stream it shows.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.display import Screen
from tests.e2e.glass_watch import SUB, Watcher, card
from tests.e2e.wall_room import WALL, WallRoom, wall_room
from tests.processes import Processes, wait_for
from tests.room import SMALL_SITE
from wallctl.simulators.clips import Codec

pytestmark = pytest.mark.display

SMALL, WHOLE = (960, 540, 320, 180), (0, 0, 1280, 720)
LONGEST_S = 1.0


@pytest.fixture
def room(processes: Processes, tmp_path: Path) -> Iterator[WallRoom]:
    with wall_room(processes, tmp_path, SMALL_SITE, Screen(1280, 720)) as one:
        yield one


def add(room: WallRoom, number: int, codec: Codec) -> str:
    id = f"{codec}-{number}"
    main, sub = (room.feeds.add(f"/{id}/{s}", card(number, s, codec)) for s in ("main", "sub"))
    room.engine.ok(
        "source.add",
        source={"id": id, "name": id, "medium": "stream", "main": main, "sub": sub},
    )
    return id


def place(room: WallRoom, source: str, box: tuple[int, int, int, int], id: str) -> None:
    rect = dict(zip("xywh", box, strict=True))
    room.engine.ok("tile.add", wall=WALL, source=source, rect=rect, id=id)


def stream_of(room: WallRoom, tile: str) -> str:
    return next(t["stream"] for t in room.observed()["tiles"] if t["tile"] == tile)


@pytest.mark.parametrize("codec", ["h264", "h265"])
def test_a_tile_grows_and_shrinks_without_a_gap(room: WallRoom, codec: Codec) -> None:
    place(room, add(room, 11, codec), SMALL, "t")
    room.take()
    room.sees(11 + SUB, SMALL)
    assert stream_of(room, "t") == "sub"
    usual = Watcher(room.display, {"small": SMALL})
    with usual:
        start = time.monotonic()
        wait_for("the small tile to be looked at", lambda: usual.frames("small", start) > 10)
    bright = usual.darkest("small")

    watcher = Watcher(room.display, {"small": SMALL, "whole": WHOLE})
    with watcher:
        # shown on the whole wall: the main stream was never opened before
        began = time.monotonic()
        room.engine.ok("wall.full", wall=WALL, tile="t")
        room.sees(11, WHOLE, 30)
        wait_for("the report", lambda: stream_of(room, "t") == "main")
        _never_interrupted(watcher, began, bright, "whole")
        # and back: the sub-stream was closed meanwhile, or is on its way out
        began = time.monotonic()
        room.engine.ok("wall.full", wall=WALL)
        room.sees(11 + SUB, SMALL, 30)
        wait_for("the report", lambda: stream_of(room, "t") == "sub")
        _never_interrupted(watcher, began, bright, "small")
    assert set(room.pictures().values()) == {"live"}


def _never_interrupted(watcher: Watcher, began: float, bright: float, to: str) -> None:
    gap = watcher.longest_gap_s("small", "whole", since=began)
    assert gap < LONGEST_S, f"no new frame for {gap:.2f} s"
    gap = watcher.longest_without_s("small", "whole", since=began)
    assert gap < LONGEST_S / 2, f"no card at all for {gap:.2f} s"
    # a slate, black and the background are all much darker than a card
    there = next(look.at for look in watcher.since(to, began) if look.reading)
    assert watcher.darkest(to, there) > bright * 0.5


def test_sizes_choose_their_streams_and_h265_is_live(room: WallRoom) -> None:
    one, two = add(room, 12, "h265"), add(room, 13, "h264")
    boxes = {"big": (0, 0, 854, 480), "b": SMALL, "c": (0, 540, 320, 180)}
    place(room, one, boxes["big"], "big")
    place(room, two, boxes["b"], "b")
    place(room, one, boxes["c"], "c")  # the same source once more, small
    answer = room.take()
    room.sees(12, boxes["big"])
    room.sees(13 + SUB, boxes["b"])
    room.sees(12 + SUB, boxes["c"])
    assert answer["result"] in ("done", "part")
    wait_for("all live", lambda: set(room.pictures().values()) == {"live"})
    feeds = wait_for("the feeds' figures", lambda: _feeds(room, (one, "main"), (one, "sub")))
    assert feeds[one, "main"]["codec"] in ("hevc", "h265")
    assert feeds[two, "sub"]["codec"] == "h264"
    assert (feeds[one, "main"]["width"], feeds[one, "sub"]["width"]) == (640, 320)
    assert (two, "main") not in feeds, "nobody wants it"


def _feeds(room: WallRoom, *wanted: tuple[str, str]) -> dict[tuple[str, str], dict[str, Any]]:
    """All feeds, once those wanted are known; {} before."""
    found = {(f["source"], f["stream"]): f for f in room.engine.state()["observed"]["feeds"]}
    return found if all(found.get(key, {}).get("codec") for key in wanted) else {}
