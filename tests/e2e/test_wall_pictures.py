"""What the desk gets to see: preview, thumbnails also of idle sources, a source's test."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.display import Screen
from tests.e2e.counters import read_picture
from tests.e2e.wall_room import WALL, WallRoom, wall_room
from tests.processes import Processes, wait_for
from tests.room import SMALL_SITE

pytestmark = pytest.mark.display


@pytest.fixture
def room(processes: Processes, tmp_path: Path) -> Iterator[WallRoom]:
    with wall_room(processes, tmp_path, SMALL_SITE, Screen(1280, 720)) as one:
        yield one


def fetch(room: WallRoom, path: str) -> np.ndarray:
    with urllib.request.urlopen(f"{room.engine.url}/api/v1/{path}", timeout=20) as answer:
        data = np.frombuffer(answer.read(), np.uint8)
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1])


def test_the_preview_shows_what_a_take_would_bring(room: WallRoom) -> None:
    room.tile(1, 0, 0, 1280, 720)
    room.take()
    room.sees(1, (0, 0, 1280, 720))
    room.clear()
    room.tile(2, 0, 0, 640, 360)
    room.tile(3, 640, 360, 640, 360)

    def both() -> bool:
        picture = fetch(room, f"walls/{WALL}/preview.png")
        a = read_picture(np.ascontiguousarray(picture[:360, :640]))
        b = read_picture(np.ascontiguousarray(picture[360:, 640:]))
        return a is not None and b is not None and (a.source, b.source) == (2, 3)

    wait_for("both cards in the preview", both)
    # and the wall itself is untouched by it
    room.sees(1, (0, 0, 1280, 720))


def test_a_thumbnail_of_a_source_that_nothing_plays(room: WallRoom) -> None:
    reading = read_picture(fetch(room, "sources/s4/thumbnail.jpg"))
    assert reading is not None
    assert reading.source == 4

    def closed() -> bool:
        feeds = room.engine.state()["observed"]["feeds"]
        return not any(f["source"] == "s4" for f in feeds)

    wait_for("it to be closed again", closed)


def test_a_source_is_tested_without_touching_the_wall(room: WallRoom) -> None:
    answer = room.engine.send("source.test", id="s3")
    assert answer["result"] == "done", answer
    room.feeds.remove("/s3/main")
    room.feeds.remove("/s3/sub")
    answer = room.engine.send("source.test", id="s3")
    assert answer["result"] == "failed", answer
