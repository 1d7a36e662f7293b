"""The right source in the right place of the glass, moving: read from the display's pixels."""

from __future__ import annotations

import io
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.display import Screen
from tests.e2e.counters import read_picture, watch
from tests.e2e.wall_room import WALL, Box, WallRoom, wall_room
from tests.processes import Processes, wait_for
from tests.room import SMALL_SITE

pytestmark = pytest.mark.display

QUARTERS = [(0, 0, 640, 360), (640, 0, 640, 360), (0, 360, 640, 360), (640, 360, 640, 360)]
SITE_HEAD = SMALL_SITE[: SMALL_SITE.index("[wall.grid]")]
# Two displays side by side with a bezel of 40 px between, drawn at half size, and a third below
# that hangs on its side.
BEZELS = (
    SITE_HEAD
    + """
[[output]]
wall = "hall-wall"
id = "left"
node = "hall-1"
rect = [0, 0, 1280, 720]
window = [0, 0, 640, 360]

[[output]]
wall = "hall-wall"
id = "right"
node = "hall-1"
rect = [1320, 0, 1280, 720]
window = [700, 0, 640, 360]

[[output]]
wall = "hall-wall"
id = "side"
node = "hall-1"
rect = [0, 720, 640, 360]
rotation = 90
window = [0, 400, 360, 640]
"""
)


@pytest.fixture(scope="module")
def one_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WallRoom]:
    folder = tmp_path_factory.mktemp("glass")
    processes = Processes(tmp_path_factory.mktemp("processes"))
    try:
        with wall_room(processes, folder, SMALL_SITE, Screen(1280, 720)) as one:
            yield one
    finally:
        processes.close()


@pytest.fixture
def room(one_room: WallRoom) -> WallRoom:
    """The room that these tests share, with an empty preview and nothing above the tiles."""
    one_room.clear()
    nothing = {"text": "", "on": False}
    one_room.engine.ok("overlay.set", wall=WALL, notice=nothing, banner=nothing)
    return one_room


def mean(room: WallRoom, x: int, y: int, w: int, h: int) -> np.ndarray:
    return room.display.region(x, y, w, h).reshape(-1, 3).mean(axis=0)


def test_each_source_is_in_its_place_and_moves(room: WallRoom) -> None:
    for number, box in enumerate(QUARTERS, 1):
        room.tile(number, *box)
    answer = room.take()
    assert answer["result"] == "done", answer
    for number, box in enumerate(QUARTERS, 1):
        room.sees(number, box)
    motions = watch(room.display.region, QUARTERS, 2.0)
    assert [m.sources for m in motions] == [{1}, {2}, {3}, {4}]
    assert set(room.pictures().values()) == {"live"}


def test_overlap_crop_and_fit(room: WallRoom) -> None:
    room.tile(1, 0, 0, 1280, 720)
    # its left half only: the whole picture would be twice as wide
    room.tile(2, 0, 440, 320, 270, crop={"right": 0.5}, fit="fill")
    room.tile(3, 800, 470, 400, 225)
    room.take()
    room.sees(3, (800, 470, 400, 225))
    room.sees(1, (0, 0, 1280, 720))
    wait_for("the left half of card 2", lambda: _guards(room, (0, 440, 640, 270)))


def _guards(room: WallRoom, box: Box) -> bool:
    """The guard cells at the left of a card: white and black above, black and white below."""
    x, y, w, h = box
    cell_w, cell_h = w * 0.8 / 16, h * 0.2 / 2
    left, top = x + w * 0.1 + cell_w * 0.4, y + h * 0.4 + cell_h * 0.4
    seen = [
        room.display.region(int(left + cell_w * c), int(top + cell_h * r), 3, 3).mean()
        for r in (0, 1)
        for c in (0, 1)
    ]
    return seen[0] > 180 and seen[1] < 80 and seen[2] < 80 and seen[3] > 180


def test_overlays_survive_a_take(room: WallRoom) -> None:
    room.tile(1, 0, 0, 1280, 720)
    room.take()
    room.engine.ok(
        "overlay.set",
        wall=WALL,
        notice={"text": "十时三十分召开防汛会商", "on": True, "height": 60, "paper": "#204080"},
        banner={"text": "防汛Ⅱ级应急响应", "on": True, "height": 50, "paper": "#802020"},
    )
    blue = wait_for("the notice", lambda: _is(mean(room, 2, 716, 8, 3), (0x20, 0x40, 0x80)))
    assert blue
    room.clear()
    room.tile(2, 0, 0, 1280, 720)
    room.take()
    room.sees(2, (0, 0, 1280, 720))
    assert _is(mean(room, 2, 716, 8, 3), (0x20, 0x40, 0x80))
    assert _is(mean(room, 2, 2, 8, 3), (0x80, 0x20, 0x20))


def _is(colour: np.ndarray, wanted: tuple[int, int, int]) -> bool:
    return bool(np.all(np.abs(colour - wanted) < 6))


def test_bezels_rotation_and_scale(processes: Processes, tmp_path: Path) -> None:
    with wall_room(processes, tmp_path, BEZELS, Screen(1400, 1080)) as room:
        room.tile(1, 0, 0, 2600, 720, fit="fill")
        room.tile(2, 0, 720, 640, 360)
        room.take()

        # Across the bezel: put back the px that it hides, at the scale of the windows.
        def across() -> np.ndarray:
            whole = np.zeros((360, 1300, 3), np.uint8)
            whole[:, :640] = room.display.region(0, 0, 640, 360)
            whole[:, 660:] = room.display.region(700, 0, 640, 360)
            return whole

        def joined() -> bool:
            reading = read_picture(across())
            return reading is not None and reading.source == 1

        wait_for("card 1 across the bezel", joined)

        def turned() -> bool:
            upright = np.rot90(room.display.region(0, 400, 360, 640), 1)
            reading = read_picture(np.ascontiguousarray(upright))
            return reading is not None and reading.source == 2

        wait_for("card 2 upright on the turned display", turned)
        # Between the windows is nothing of ours.
        assert mean(room, 645, 100, 50, 100).max() == 0


def test_a_fade_is_never_black_and_the_report_waits_for_its_end(room: WallRoom) -> None:
    room.tile(1, 0, 0, 1280, 720)
    room.take()
    room.sees(1, (0, 0, 1280, 720))
    before = room.observed()["serial"]
    room.clear()
    room.tile(2, 0, 0, 1280, 720)
    wait_for("preview to play", lambda: _plays(room, "s2"))
    began = time.monotonic()
    answer = room.take(fade_ms=600)
    assert answer["result"] == "done"
    assert time.monotonic() - began >= 0.55
    assert room.observed()["serial"] > before
    darkest = min(mean(room, 0, 0, 1280, 720).max() for _ in range(20))
    assert darkest > 25
    room.sees(2, (0, 0, 1280, 720))


def _plays(room: WallRoom, source: str) -> bool:
    feeds = room.engine.state()["observed"]["feeds"]
    return any(f["source"] == source and f["picture"] == "live" for f in feeds)


def test_a_take_with_playing_preview_is_on_the_glass_at_once(room: WallRoom) -> None:
    whole = (0, 0, 1280, 720)
    room.tile(1, *whole)
    room.take()
    room.sees(1, whole)
    room.clear()
    room.tile(2, *whole)
    wait_for("preview to play", lambda: _plays(room, "s2"))
    answer = room.take()
    assert answer["result"] == "done"
    # what the answer says is on the glass already, without a moment of grace
    reading = room.reading(whole)
    assert reading is not None
    assert reading.source == 2
    (tile,) = [s for s in answer["steps"] if s["what"] == "tile"]
    assert tile["state"] == "live"


def test_the_snapshot_is_the_glass(room: WallRoom) -> None:
    for number, box in enumerate(QUARTERS, 1):
        room.tile(number, *box)
    room.take()
    room.sees(4, QUARTERS[3])
    url = f"{room.engine.url}/api/v1/walls/{WALL}/program.png"
    with urllib.request.urlopen(url, timeout=10) as answer:
        data = np.frombuffer(io.BytesIO(answer.read()).getvalue(), np.uint8)
    picture = cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1]
    assert picture.shape == (720, 1280, 3)
    for number, (x, y, w, h) in enumerate(QUARTERS, 1):
        reading = read_picture(picture[y : y + h, x : x + w])
        assert reading is not None
        assert reading.source == number


def test_safe_and_back(room: WallRoom) -> None:
    room.tile(1, 0, 0, 1280, 720)
    room.take()
    room.sees(1, (0, 0, 1280, 720))
    room.engine.ok("wall.safe", wall=WALL, on=True)
    wait_for("the safe picture", lambda: room.pictures() == {"s1": "safe"})
    assert room.reading((0, 0, 1280, 720)) is None
    room.engine.ok("wall.safe", wall=WALL, on=False)
    room.sees(1, (0, 0, 1280, 720))
