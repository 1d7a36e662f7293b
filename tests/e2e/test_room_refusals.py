"""What is asked wrongly of a running room changes nothing, neither the show nor the glass; and the
snapshot of the command line is the glass."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tests.display import Screen
from tests.e2e.counters import read_picture
from tests.e2e.glass_watch import Watcher
from tests.e2e.wall_room import WALL, WallRoom, wall_room
from tests.processes import ROOT, Processes, wait_for
from tests.room import SMALL_SITE

pytestmark = pytest.mark.display

LEFT, RIGHT = (0, 0, 640, 360), (640, 0, 640, 360)
RECT = {"x": 0, "y": 0, "w": 640, "h": 360}
NAN = float("nan")

WRONG: list[tuple[str, Any]] = [
    ("wall.take", {"wall": "nowhere"}),
    ("wall.take", {"wall": WALL, "fade_ms": -1}),
    ("wall.take", {"wall": WALL, "fade_ms": 10**12}),
    ("wall.take", {"wall": [WALL]}),
    ("wall.take", {}),
    ("wall.full", {"wall": WALL, "tile": "no such tile"}),
    ("wall.safe", {"wall": WALL, "on": "perhaps"}),
    ("scene.recall", {"id": "nothing", "live": True}),
    ("tile.add", {"wall": WALL, "source": "nobody", "rect": RECT}),
    ("tile.add", {"wall": WALL, "source": "s1", "rect": {**RECT, "w": 0}}),
    ("tile.add", {"wall": WALL, "source": "s1", "rect": {**RECT, "h": -5}}),
    ("tile.add", {"wall": WALL, "source": "s1", "rect": {**RECT, "x": 10**9}}),
    ("tile.add", {"wall": WALL, "source": "s1", "rect": {**RECT, "x": NAN}}),
    ("tile.add", {"wall": WALL, "source": "s1", "rect": RECT, "crop": {"left": 0.6, "right": 0.6}}),
    ("tile.move", {"id": "nothing", "rect": RECT}),
    ("layout.apply", {"wall": WALL, "template": "0x0"}),
    ("layout.apply", {"wall": WALL, "template": "99x99"}),
    ("layout.apply", {"wall": WALL, "tiles": [{"id": "a", "wall": "other", "source": "s1"}]}),
    ("source.remove", {"id": "s1"}),
    ("source.add", {"source": {"id": "s1", "name": "again", "medium": "bars"}}),
    ("source.add", {"source": {"id": "x", "name": "x", "medium": "stream", "main": "http://["}}),
    ("source.update", {"id": "s1", "main": ""}),
    ("overlay.set", {"wall": WALL, "notice": {"text": "x", "on": True, "height": -1}}),
    ("overlay.set", {"wall": WALL, "notice": {"text": "x", "on": True, "paper": "no colour"}}),
    ("overlay.set", {"wall": "nowhere", "clock": {"on": True}}),
    ("site.apply", {"room": {"id": "hall", "name": "x"}, "walls": [], "outputs": []}),
    ("site.import", {"entities": []}),
    ("program.confirm", {"wall": WALL, "serial": 1}),
    ("no.such.kind", {}),
]
NO_COMMANDS = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"wall.take"',
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"kind": "wall.take"}',
    b'{"id": 7, "kind": "wall.safe", "args": {"wall": "hall-wall", "on": true}}',
    b'{"id": "x", "kind": "wall.safe", "args": [["wall", "hall-wall"]]}',
]


@pytest.fixture
def room(processes: Processes, tmp_path: Path) -> Iterator[WallRoom]:
    with wall_room(processes, tmp_path, SMALL_SITE, Screen(1280, 720)) as one:
        yield one


def test_what_is_wrong_changes_nothing_on_the_glass(room: WallRoom) -> None:
    room.tile(1, *LEFT)
    room.tile(2, *RIGHT)
    room.take()
    room.sees(1, LEFT)
    room.sees(2, RIGHT)
    live = {"s1": "live", "s2": "live"}
    wait_for("both live", lambda: room.pictures() == live)
    confirmed = room.engine.entities("program")[WALL]
    before, report = room.engine.state(), room.observed()
    still = room.display.region(0, 361, 1280, 359)
    assert confirmed["confirmed"]
    with Watcher(room.display, {"left": LEFT, "right": RIGHT}) as watcher:
        began = time.monotonic()
        for kind, args in WRONG:
            answer = room.engine.send(kind, args)
            assert answer["result"] == "refused", (kind, args, answer)
            assert answer["code"], answer
            assert answer["message"], answer
        for body in NO_COMMANDS:
            status, answer = _post(room, body)
            assert 400 <= status < 500, (body[:40], answer)
            assert answer["result"] == "refused", (body[:40], answer)
        wait_for("the pictures to go on", lambda: watcher.frames("left", began) > 10)
        for name, card in (("left", 1), ("right", 2)):
            looks = watcher.since(name, began)
            assert {look.reading.source for look in looks if look.reading} == {card}
    after = room.engine.state()
    assert after["revision"] == before["revision"]
    assert after["entities"] == before["entities"]
    assert room.observed()["serial"] == report["serial"]
    assert room.pictures() == live
    assert (room.display.region(0, 361, 1280, 359) == still).all()
    assert "Traceback" not in _logs(room)


def _post(room: WallRoom, body: bytes) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(
        f"{room.engine.url}/api/v1/commands",
        data=body,
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status), json.load(answer)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)


def _logs(room: WallRoom) -> str:
    return "".join(one.text() for one in room.processes.running)


def test_the_snapshot_is_the_glass_px_for_px(room: WallRoom, tmp_path: Path) -> None:
    noise = np.random.default_rng(5).integers(0, 256, (380, 540, 3), np.uint8)
    assert cv2.imwrite(str(tmp_path / "map.png"), noise)
    plan = {"id": "map", "name": "平面图", "medium": "image", "main": str(tmp_path / "map.png")}
    words = {"text": "汛情通报", "ink": "#F0F0A0", "paper": "#203050"}
    text = {"id": "text", "name": "通报", "medium": "text", "options": words}
    for source in (plan, text):
        room.engine.ok("source.add", source=source)
    for source, x in (("map", 40), ("text", 700)):
        rect = {"x": x, "y": 300, "w": 540, "h": 380}
        room.engine.ok("tile.add", wall=WALL, source=source, rect=rect, border=6)
    room.engine.ok("overlay.set", wall=WALL, banner={"text": "防汛会商", "on": True, "height": 90})
    room.engine.ok("wall.update", wall=WALL, labels=False)
    room.take()
    live = {"map": "live", "text": "live"}
    wait_for("both live", lambda: room.pictures() == live, 40)
    glass = _settled(room)
    assert len(np.unique(glass.reshape(-1, 3), axis=0)) > 20
    picture = _snapshot(room, tmp_path / "still.png")
    assert picture.shape == glass.shape
    assert (picture == glass).all(), f"{int((picture != glass).any(axis=2).sum())} px differ"

    # of moving pictures: the right cards in the right places
    room.clear()
    room.tile(1, *LEFT)
    room.tile(2, *RIGHT)
    room.take()
    room.sees(1, LEFT)
    room.sees(2, RIGHT)
    picture = _snapshot(room, tmp_path / "moving.png")
    for number, (x, y, w, h) in ((1, LEFT), (2, RIGHT)):
        reading = read_picture(np.ascontiguousarray(picture[y : y + h, x : x + w]))
        assert reading is not None
        assert reading.source == number


def _settled(room: WallRoom) -> Any:
    """The glass once it stays as it is."""

    def same() -> tuple[Any] | None:
        first = room.display.grab()
        time.sleep(0.3)  # nothing is waited for: a look at whether nothing happens
        return (first,) if (room.display.grab() == first).all() else None

    return wait_for("a still glass", same)[0]


def _snapshot(room: WallRoom, file: Path) -> Any:
    command = [sys.executable, "-m", "wallctl.app.main", "snapshot", WALL, str(file)]
    done = subprocess.run(
        [*command, "--engine", room.engine.url],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    picture = cv2.imread(str(file), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture[:, :, ::-1]
