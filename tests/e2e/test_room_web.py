"""A web dashboard on the real wall: in its place, moving, marked when its server dies, back; and
there at once when its scene is called back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from aiohttp import web

from tests.display import Screen
from tests.e2e.wall_room import WALL, WallRoom, wall_room
from tests.peers.web_pages import Pages, count_of
from tests.processes import Processes, free_port, wait_for
from tests.room import SMALL_SITE

pytestmark = pytest.mark.display

BOX = (640, 360, 640, 360)
COLOURS = {1: (0x20, 0x60, 0xA0), 2: (0x90, 0x30, 0x50)}
PAGE = """<!doctype html><meta charset=utf-8><style>body{margin:0}</style>
<canvas id=c width=240 height=20></canvas><script>
const c = document.getElementById('c').getContext('2d');
async function ask() {
  const told = await (await fetch('/water', {cache: 'no-store'})).json();
  document.body.style.background = told.colour;
  for (let i = 0; i < 12; i++) {
    c.fillStyle = told.n >> (11 - i) & 1 ? '#fff' : '#000';
    c.fillRect(i * 20, 0, 20, 20);
  }
}
ask(); setInterval(() => ask().catch(() => 0), 200);
</script>"""


class Dashboard(Pages):
    """A page that shows what its server says: a ground of one colour and a number in cells."""

    level = 1
    number = 0
    loaded = 0

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/water":
            self.number = (self.number + 1) % 4096
            colour = "#" + bytes(COLOURS[self.level]).hex()
            return web.json_response({"n": self.number, "colour": colour})
        self.loaded += request.path == "/"
        return web.Response(text=PAGE, content_type="text/html")


@pytest.fixture
def board() -> Iterator[Dashboard]:
    server = Dashboard(free_port())
    server.start()
    yield server
    server.close()


def test_a_dashboard_on_the_wall(processes: Processes, tmp_path: Path, board: Dashboard) -> None:
    with wall_room(processes, tmp_path, SMALL_SITE, Screen(1280, 720)) as room:
        page = {"id": "water", "name": "水情", "medium": "web", "main": board.url("/")}
        room.engine.ok("source.add", source={**page, "kind": "business"})
        rect = dict(zip("xywh", BOX, strict=True))
        room.engine.ok("tile.add", wall=WALL, source="water", rect=rect, fit="fill")
        room.tile(1, 0, 0, 640, 360)
        room.take()
        wait_for("the page's colour in its place", lambda: _shows(room, 1), 40)
        room.sees(1, (0, 0, 640, 360))
        assert not _is(room.display.region(600, 500, 20, 20), COLOURS[1]), "and only there"
        # what the server says is on the glass, and goes on
        first = wait_for("its number", lambda: _number(room))
        wait_for("its number to go on", lambda: _number(room) > first + 2)
        board.level = 2
        wait_for("the change on the glass", lambda: _shows(room, 2))
        assert room.pictures() == {"water": "live", "s1": "live"}

        board.stop()
        wait_for("stale", lambda: room.pictures()["water"] == "stale", 30)
        wait_for("the slate", lambda: room.pictures()["water"] == "slate", 40)
        assert _reason(room) in ("refused", "unreachable")
        assert not _shows(room, 2)
        assert room.pictures()["s1"] == "live", "nobody else suffers"

        board.level = 1
        board.start()
        wait_for("live again", lambda: room.pictures()["water"] == "live", 60)
        wait_for("the page again", lambda: _shows(room, 1))
        then = _number(room)
        wait_for("its number to go on again", lambda: _number(room) > then + 2)


def test_a_scene_with_a_page_is_back_at_once(
    processes: Processes, tmp_path: Path, board: Dashboard
) -> None:
    with wall_room(processes, tmp_path, SMALL_SITE, Screen(1280, 720)) as room:
        page = {"id": "water", "name": "水情", "medium": "web", "main": board.url("/")}
        room.engine.ok("source.add", source=page)
        rect = dict(zip("xywh", BOX, strict=True))
        room.engine.ok("tile.add", wall=WALL, source="water", rect=rect, fit="fill")
        room.tile(1, 0, 0, 640, 360)
        room.take()
        wait_for("the page's colour in its place", lambda: _shows(room, 1), 40)
        wait_for("the report", lambda: room.pictures() == {"water": "live", "s1": "live"})
        room.clear()
        room.tile(2, *BOX)
        room.take()
        room.sees(2, BOX)
        wait_for("the page kept warm", lambda: _feeds(room).get("water") == "warm")
        assert _feeds(room)["s1"] == "warm"
        assert set(room.pictures()) == {"s2"}, "and nothing of it on the glass"

        room.engine.ok("wall.restore", wall=WALL)
        assert room.pictures() == {"water": "live", "s1": "live"}
        assert _shows(room, 1)
        assert board.loaded == 1
        then = _number(room)
        wait_for("its number to go on", lambda: _number(room) > then + 2)

        # what is removed is not kept
        room.engine.ok("layout.apply", wall=WALL, tiles=[])
        room.take()
        wait_for("the page kept warm again", lambda: _feeds(room).get("water") == "warm")
        room.engine.ok("source.remove", id="water")
        wait_for("its end", lambda: "water" not in _feeds(room))
        assert _feeds(room)["s1"] == "warm"


def _feeds(room: WallRoom) -> dict[str, str]:
    return {f["source"]: f["picture"] for f in room.engine.state()["observed"]["feeds"]}


def _reason(room: WallRoom) -> str:
    return next(t["reason"] for t in room.observed()["tiles"] if t["source"] == "water")


def _shows(room: WallRoom, level: int) -> bool:
    """The page's ground in all four corners of its tile that the label leaves free."""
    x, y, w, _ = BOX
    spots = [(x + w - 24, y + 8), (x + w - 24, y + 200), (x + 8, y + 100), (x + 8, y + 200)]
    return all(_is(room.display.region(*spot, 12, 12), COLOURS[level]) for spot in spots)


def _is(picture: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool(np.abs(picture.astype(int) - colour).max() <= 3)


def _number(room: WallRoom) -> int:
    """The page's cells, drawn at half size."""
    return count_of(room.display.region(*BOX), 10)
