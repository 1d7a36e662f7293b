"""A spare machine takes over: a file and a passphrase bring show, passwords and wall."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.display import Display, Screen
from tests.e2e.glass_watch import card
from tests.e2e.wall_room import WALL, WallRoom
from tests.processes import ROOT, Processes, wait_for
from tests.room import EngineProcess, NodeProcess, make_engine
from wallctl.simulators.feed_server import FeedServer

pytestmark = pytest.mark.display

USER, PASSWORD = "zhiban", "Tf7#hall@9/x"
PHRASE = "河水上涨时 换这台机器"
GUARDED, OPEN = (0, 0, 640, 360), (640, 0, 640, 360)


def wallctl(engine: EngineProcess, *args: str, phrase: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wallctl.app.main", *args, "--engine", engine.url],
        env={**os.environ, "WALLCTL_PASSPHRASE": phrase},
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        check=False,
    )


@pytest.fixture
def hall(processes: Processes, tmp_path: Path, feeds: FeedServer) -> EngineProcess:
    """The room whose machine will be lost, with everything an operator made in it."""
    engine = make_engine(processes, tmp_path)
    engine.start()
    plain = feeds.add("/open/main", card(2, "main"))
    guarded = {"user": USER, "password": PASSWORD}
    feeds.add("/guarded/main", card(1, "main"), **guarded)
    feeds.add("/guarded/sub", card(1, "sub"), **guarded)
    typed = {
        stream: feeds.url(f"/guarded/{stream}", USER, quote(PASSWORD, safe=""))
        for stream in ("main", "sub")
    }
    many = [
        {"id": "guarded", "name": "瞭望塔", "place": "双龙", "medium": "stream", **typed},
        {"id": "open", "name": "会商", "medium": "stream", "main": plain, "backup": "bars"},
        {"id": "bars", "name": "彩条", "medium": "bars"},
    ]
    for source in reversed(many):
        engine.ok("source.add", source=source)
    for source, (x, y, w, h) in (("guarded", GUARDED), ("open", OPEN)):
        rect = {"x": x, "y": y, "w": w, "h": h}
        engine.ok("tile.add", wall=WALL, source=source, rect=rect, title="现场")
    engine.ok("scene.save", name="防汛防台", number=3)
    engine.ok("overlay.set", wall=WALL, banner={"text": "防汛", "on": True, "edge": "bottom"})
    engine.send("wall.take", wall=WALL)
    engine.ok("layout.apply", wall=WALL, template="2x2")
    return engine


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


def test_a_spare_machine_takes_over(
    processes: Processes, tmp_path: Path, hall: EngineProcess, feeds: FeedServer
) -> None:
    file = tmp_path / "hall.wallctl"
    done = wallctl(hall, "export", str(file), phrase=PHRASE)
    assert done.returncode == 0, done.stderr
    for clear in (PASSWORD, quote(PASSWORD, safe="")):
        assert clear.encode() not in file.read_bytes()
        with zipfile.ZipFile(file) as parts:
            assert [n for n in parts.namelist() if clear.encode() in parts.read(n)] == []
        assert clear not in done.stdout + done.stderr
    lost = show_of(hall)
    hall.kill()

    folder = tmp_path / "spare"
    folder.mkdir()
    spare = make_engine(processes, folder)
    spare.start()
    assert (spare.data / "room.key").read_bytes() != (hall.data / "room.key").read_bytes()
    display = Display(processes, Screen(1280, 720))
    node = NodeProcess(processes, spare.url, "hall-1", display.env, folder / "node")
    node.start()
    room = WallRoom(processes, display, spare, node, feeds)
    wait_for("the node to report its wall", lambda: room.observed().get("mapped"), 40)

    empty = spare.state()
    wrong = wallctl(spare, "import", str(file), phrase="eine ganz andere")
    assert wrong.returncode == 2, wrong.stdout
    assert "passphrase" in wrong.stdout + wrong.stderr or "口令" in wrong.stdout + wrong.stderr
    cut = tmp_path / "cut.wallctl"
    cut.write_bytes(file.read_bytes()[:-200])
    assert wallctl(spare, "import", str(cut), phrase=PHRASE).returncode == 2
    now = spare.state()
    assert (now["entities"], now["revision"]) == (empty["entities"], empty["revision"])

    done = wallctl(spare, "import", str(file), phrase=PHRASE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert PASSWORD not in done.stdout + done.stderr
    assert show_of(spare) == lost
    # the camera that wants its password plays on the spare's wall
    room.sees(1, GUARDED, 40)
    room.sees(2, OPEN)
    live = {"guarded": "live", "open": "live"}
    wait_for("the wall to be reported", lambda: room.pictures() == live)
    # and it is a room like any other: after a restart too
    spare.kill()
    spare.start()
    wait_for("the wall after a restart", lambda: room.pictures() == live, 40)
    assert show_of(spare) == lost
    assert PASSWORD not in json.dumps(spare.state(), ensure_ascii=False)


def show_of(engine: EngineProcess) -> dict[str, Any]:
    """All that the room holds, but for who took it to the wall and when."""
    entities = engine.state()["entities"]
    for program in entities["program"]:
        for key in ("confirmed", "serial", "at", "by", "history"):
            program.pop(key)
    return {kind: sorted(rows, key=lambda r: r["id"]) for kind, rows in entities.items()}
