"""A room for tests of the wall: engine, node and a virtual display, with cards over real RTSP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.display import Display, Screen
from tests.e2e.counters import Reading, read_tile
from tests.processes import Processes, wait_for
from tests.room import EngineProcess, NodeProcess, make_engine
from wallctl.simulators.clips import ClipSpec, cache_folder, make
from wallctl.simulators.feed_server import FeedServer

CARDS = 4
WALL = "hall-wall"
Box = tuple[float, float, float, float]


def clip(number: int, stream: str) -> Path:
    """A short loop of card `number`: main is 640x360, sub 320x180. Made once, then kept."""
    w, h = (640, 360) if stream == "main" else (320, 180)
    spec = ClipSpec(f"test-{number}.{stream}", "h264", w, h, number, frames=100, title="TEST")
    return make(spec, cache_folder() / "clips-tests")


@dataclass
class WallRoom:
    """The parts of the room, and short words for what tests do with it again and again."""

    processes: Processes
    display: Display
    engine: EngineProcess
    node: NodeProcess
    feeds: FeedServer
    tiles: dict[str, tuple[str, int]] = field(default_factory=dict)

    def tile(self, source: int, x: int, y: int, w: int, h: int, **more: Any) -> None:
        rect = {"x": x, "y": y, "w": w, "h": h}
        self.engine.ok("tile.add", wall=WALL, source=f"s{source}", rect=rect, **more)

    def take(self, **more: Any) -> dict[str, Any]:
        answer = self.engine.send("wall.take", wall=WALL, **more)
        assert answer["result"] in ("done", "part"), answer
        return answer

    def clear(self) -> None:
        self.engine.ok("layout.apply", wall=WALL, tiles=[])

    def observed(self) -> dict[str, Any]:
        """The wall's report, {} before the first."""
        walls = self.engine.state()["observed"]["walls"]
        return next((dict(w) for w in walls if w["wall"] == WALL), {})

    def pictures(self) -> dict[str, str]:
        """What each source's tile shows, as the node reports it."""
        return {t["source"]: t["picture"] for t in self.observed().get("tiles", [])}

    def reading(self, box: Box) -> Reading | None:
        return read_tile(self.display.region, box)

    def sees(self, source: int, box: Box, deadline_s: float = 20.0) -> None:
        """The card `source` is in `box` of the glass (px of the display), and it moves."""
        first = wait_for(f"card {source} at {box}", lambda: self._is(source, box), deadline_s)
        wait_for(
            f"card {source} to move",
            lambda: (now := self._is(source, box)) and now.frame != first.frame,
        )

    def _is(self, source: int, box: Box) -> Reading | None:
        reading = self.reading(box)
        return reading if reading is not None and reading.source == source else None

    def kill_node(self) -> None:
        self.node.kill()

    def start_node(self) -> None:
        self.node.start()


@contextmanager
def wall_room(
    processes: Processes, folder: Path, site: str, screen: Screen | None = None
) -> Iterator[WallRoom]:
    """A running room whose node is connected, with sources s1..s4."""
    display = Display(processes, screen or Screen())
    engine = make_engine(processes, folder, site)
    engine.start()
    node = NodeProcess(processes, engine.url, "hall-1", display.env, folder / "node")
    node.start()
    with FeedServer() as feeds:
        room = WallRoom(processes, display, engine, node, feeds)
        for number in range(1, CARDS + 1):
            main = feeds.add(f"/s{number}/main", clip(number, "main"))
            sub = feeds.add(f"/s{number}/sub", clip(number, "sub"))
            source = {"id": f"s{number}", "name": f"瞭望 {number:02d}", "place": "双龙"}
            engine.ok("source.add", source={**source, "medium": "stream", "main": main, "sub": sub})
        wait_for("the node to report its wall", lambda: room.observed().get("mapped"), 40)
        try:
            yield room
        finally:
            display.save(folder / "glass.png")  # what a person wants to see of a failed test
