"""The real wall behind the wall: a router and a splicing processor, simulated on real sockets,
with a real engine and a real node whose glass is read."""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.display import Screen
from tests.e2e.wall_room import WALL, WallRoom, wall_room
from tests.processes import Processes, free_port, wait_for
from tests.room import SMALL_SITE

pytestmark = pytest.mark.timeout(150)

SITE = SMALL_SITE.replace("columns = 1", "columns = 2").replace("[1280, 720]", "[640, 720]")
LEFT = (0, 0, 640, 720)
RIGHT = (640, 0, 640, 720)


@dataclass
class Site:
    room: WallRoom
    page: str
    ports: dict[str, int]

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.page}{path}", data=data, timeout=5) as answer:
            return json.loads(answer.read())

    def state(self, device: str) -> dict[str, Any]:
        rows = self.ask("/devices")
        return dict(next(row["state"] for row in rows if row["id"] == device))

    def points(self, device: str) -> dict[str, dict[str, Any]]:
        """What the engine knows of a device, by key; {} until it is on line."""
        for one in self.room.engine.state()["observed"]["devices"]:
            if one["device"] == device and one["availability"] == "online":
                return {point["key"]: point for point in one["states"]}
        return {}

    def take(self) -> dict[str, Any]:
        answer = self.room.take()
        devices = [step for step in answer["steps"] if step["what"] == "device"]
        return {**answer, "devices": {step["target"]: step["state"] for step in devices}}


@pytest.fixture
def site(processes: Processes, tmp_path: Path) -> Iterator[Site]:
    page, mx, sp = free_port(), free_port(), free_port()
    rows = [
        {"id": "mx", "name": "矩阵", "kind": "videohub", "port": mx},
        {"id": "sp", "name": "拼接器", "kind": "splicer_text", "port": sp},
    ]
    catalogue = tmp_path / "devices.json"
    catalogue.write_text(json.dumps(rows), "utf-8")
    command = [sys.executable, "-m", "wallctl.simulators.devices", "--catalogue", str(catalogue)]
    processes.start("devices", [*command, "--port", str(page)])
    with wall_room(processes, tmp_path, SITE, Screen(1280, 720)) as room:
        one = Site(room, f"http://127.0.0.1:{page}", {"mx": mx, "sp": sp})
        options = {"host": "127.0.0.1", "port": mx}
        room.engine.ok("device.add", id="mx", name="矩阵", driver="videohub", options=options)
        options = {"host": "127.0.0.1", "port": sp, "profile": "splicer-text", "line": "tcp"}
        options |= {"outputs": 4, "inputs": 8}
        room.engine.ok("device.add", id="sp", name="拼接器", driver="templated", options=options)
        wait_for("the router", lambda: one.points("mx"))
        wait_for("the processor", lambda: one.points("sp"))
        yield one


def plug(room: WallRoom, id: str, device: str, value: str) -> None:
    source = {"id": id, "name": id, "medium": "stream", "port": {"device": device, "value": value}}
    room.engine.ok("source.add", source=source)


def put(room: WallRoom, id: str, source: str, box: tuple[int, int, int, int]) -> None:
    rect = dict(zip("xywh", box, strict=True))
    room.engine.ok("tile.add", wall=WALL, source=source, rect=rect, id=id)


def test_a_take_switches_the_router_and_the_glass_as_one(site: Site) -> None:
    room = site.room
    outputs = sorted(room.engine.entities("output").values(), key=lambda o: o["rect"]["x"])
    behind = [
        {"output": outputs[n]["id"], "device": "mx", "key": f"route.{n + 1}", "own": str(n + 1)}
        for n in range(2)
    ]
    room.engine.ok("wall.behind", wall=WALL, outputs=behind)
    plug(room, "seat", "mx", "3")
    put(room, "a", "s1", LEFT)
    put(room, "b", "seat", RIGHT)
    answer = site.take()
    assert answer["result"] == "done", answer
    assert answer["devices"] == {"mx/route.1": "done", "mx/route.2": "done"}
    state = site.state("mx")
    assert (state["route.1"], state["route.2"]) == ("1", "3")
    assert set(room.pictures()) == {"s1"}, "the node is not asked for what the router shows"
    room.sees(1, (0, 180, 640, 360))

    room.engine.ok("wall.safe", wall=WALL, on=True)
    assert site.state("mx")["route.2"] == "2", "what covers the wall is drawn, and comes through"
    room.engine.ok("wall.safe", wall=WALL, on=False)
    assert site.state("mx")["route.2"] == "3"

    site.ask("/devices/mx/faults", {"refuse": True})
    room.engine.ok("tile.move", id="a", rect=dict(zip("xywh", RIGHT, strict=True)))
    room.engine.ok("tile.move", id="b", rect=dict(zip("xywh", LEFT, strict=True)))
    answer = site.take()
    assert answer["result"] == "part", answer
    assert answer["devices"]["mx/route.1"] != "done"
    assert not room.engine.entities("program")[WALL]["confirmed"]
    site.ask("/devices/mx/faults", {"refuse": False})
    answer = site.take()
    assert answer["result"] == "done", answer
    assert site.state("mx")["route.1"] == "3"


def test_a_processor_opens_windows_above_our_picture(site: Site) -> None:
    room = site.room
    room.engine.ok("wall.behind", wall=WALL, processor="sp", own="1", windows=4)
    plug(room, "box", "sp", "7")
    put(room, "a", "s1", LEFT)
    put(room, "b", "box", (700, 100, 400, 300))
    answer = site.take()
    assert answer["result"] == "done", answer
    assert set(answer["devices"].values()) == {"done"}
    state = site.state("sp")
    assert state["window.1"] == "1@0,0,1280,720"
    assert state["window.2"] == "7@700,100,400,300"
    assert (state["window.3"], state["window.4"]) == ("", "")
    room.sees(1, (0, 180, 640, 360))

    room.engine.ok("tile.remove", id="b")
    assert site.take()["result"] == "done"
    assert site.state("sp")["window.2"] == ""
