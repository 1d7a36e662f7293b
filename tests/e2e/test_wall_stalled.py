"""A source that stands still is never taken for a live one: judged by the pixels of the glass."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.display import Screen
from tests.e2e.wall_room import WallRoom, clip, wall_room
from tests.processes import Processes, wait_for
from tests.room import SMALL_SITE

pytestmark = pytest.mark.display

WHOLE = (0, 0, 1280, 720)
BARS = (100, 560, 500, 40)  # the colour bars of a card that fills the wall


@pytest.fixture
def room(processes: Processes, tmp_path: Path) -> Iterator[WallRoom]:
    with wall_room(processes, tmp_path, SMALL_SITE, Screen(1280, 720)) as one:
        # a source with one stream only, as the simplest encoders are
        main = one.feeds.add("/alone", clip(1, "main"))
        source = {"id": "s9", "name": "布控球 09", "medium": "stream", "main": main}
        one.engine.ok("source.add", source=source)
        one.tile(9, *WHOLE)
        one.take()
        one.sees(1, WHOLE)
        yield one


def _colour(room: WallRoom) -> int:
    """How far from grey the bars are."""
    bars = room.display.region(*BARS).astype(int)
    return int(abs(bars[:, :, 0] - bars[:, :, 2]).max())


def _feed(room: WallRoom) -> dict[str, object]:
    feeds = room.engine.state()["observed"]["feeds"]
    return next(dict(f) for f in feeds if f["source"] == "s9")


def test_a_stalled_source_is_marked_all_the_time_and_silent_since_its_last_frame(
    room: WallRoom,
) -> None:
    assert _colour(room) > 60
    stalled = time.time()
    room.feeds.stall("/alone")
    wait_for("the picture to be grey", lambda: _colour(room) < 12, 10)
    wait_for("the report of it", lambda: _feed(room)["picture"] == "stale", 10)
    # Looked at until the slate, through every new opening in between: not one look in colour.
    told = set()
    while room.pictures() != {"s9": "slate"}:
        assert _colour(room) < 12, f"in colour again after {time.time() - stalled:.1f} s"
        told.add((_feed(room)["picture"], _feed(room)["reason"]))
        assert time.time() - stalled < 40, "no slate"
    assert told <= {("stale", "silent"), ("slate", "silent")}
    feed = _feed(room)
    assert feed["reason"] == "silent"
    assert abs(float(str(feed["since"])) - stalled) < 1.5
    # A new opening of it says no more than that, and the time stays.
    wait_for("another opening", lambda: _feed(room)["detail"] != feed["detail"], 30)
    later = _feed(room)
    assert (later["picture"], later["reason"]) == ("slate", "silent")
    assert abs(float(str(later["since"])) - float(str(feed["since"]))) < 0.1
    room.feeds.resume("/alone")
    wait_for("live again", lambda: room.pictures() == {"s9": "live"}, 40)
    room.sees(1, WHOLE)


def test_in_visit_mode_it_stands_with_its_time_and_gives_way_to_the_background(
    room: WallRoom,
) -> None:
    room.engine.ok("wall.update", wall="hall-wall", visit=True)
    room.feeds.stall("/alone")
    wait_for("stale", lambda: room.pictures() == {"s9": "stale"}, 20)
    first = wait_for("the standing picture", lambda: room.reading(WHOLE))
    while room.pictures() == {"s9": "stale"}:
        reading = room.reading(WHOLE)
        assert reading is None or reading.frame == first.frame  # None: it goes this moment
    assert room.pictures() == {"s9": "slate"}
    wait_for("the background", lambda: room.reading(WHOLE) is None)
