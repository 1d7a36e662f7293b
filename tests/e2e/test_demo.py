"""The demo as a whole: it comes up live, survives kills, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.processes import Processes, Running, free_port, marked, wait_for

pytestmark = pytest.mark.display
PORTS = ("hall", "consult", "feeds", "pages")


@dataclass
class Demo:
    processes: Processes
    data: Path
    ports: dict[str, int]

    def start(self) -> Running:
        ports = [part for name, port in self.ports.items() for part in (f"--{name}", str(port))]
        command = [sys.executable, "-m", "wallctl.app.demo", "--data", str(self.data), *ports]
        return self.processes.start(
            "demo", [*command, "--virtual"], env={"LANG": "C.UTF-8"}, stop_s=30
        )

    def get(self, room: str) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self.ports[room]}/api/v1/state"
        with urllib.request.urlopen(url, timeout=5) as answer:
            return dict(json.load(answer))

    def live(self, room: str) -> dict[str, str]:
        """Picture state by tile of the room's program, as its glass reports it."""
        try:
            state = self.get(room)
        except OSError:
            return {}
        reports = state["observed"]["walls"]
        return {t["tile"]: t["picture"] for w in reports for t in w["tiles"]}

    def all_live(self) -> bool:
        hall, consult = self.live("hall"), self.live("consult")
        states = {*hall.values(), *consult.values()}
        return (len(hall), len(consult)) == (11, 2) and states == {"live"}

    def pid(self, part: str) -> int:
        """The process of the demo whose command line has `part`; 0 for none."""
        mine = marked(self.processes.token)
        return next((pid for pid, line in mine.items() if part in line), 0)


@pytest.fixture
def demo(processes: Processes, tmp_path: Path, clips: Path) -> Demo:
    return Demo(processes, tmp_path / "data", {name: free_port() for name in PORTS})


def test_it_comes_up_survives_and_leaves_nothing(demo: Demo) -> None:
    first = demo.start()
    wait_for("all tiles to be live", demo.all_live, 90, 0.2)
    wait_for("the word", lambda: "the demo is ready" in first.text())
    scenes = [e["name"] for e in demo.get("hall")["entities"]["scene"]]
    assert sorted(scenes) == sorted(
        ["日常值守", "应急指挥", "防汛防台", "森林防火", "视频会商", "观摩汇报"]
    )

    again = demo.start()
    assert again.process.wait(30) == 2
    assert f"process {first.pid}" in again.text()

    for part in ("--node hall-1", "--room hall", "rtsp_server.py"):
        victim = demo.pid(part)
        os.kill(victim, signal.SIGKILL)
        wait_for(f"another {part}", lambda p=part, v=victim: demo.pid(p) not in (0, v), 30, 0.1)
    wait_for("all tiles to be live again", demo.all_live, 60, 0.2)

    first.kill()
    wait_for("its children to go too", lambda: not marked(demo.processes.token), 30, 0.2)

    second = demo.start()
    wait_for("the walls as they were", demo.all_live, 90, 0.2)
    second.process.send_signal(signal.SIGINT)
    assert second.process.wait(40) == 0
    assert not marked(demo.processes.token)
    assert "Traceback" not in second.text()


def test_a_taken_port_is_said_and_nothing_started(demo: Demo) -> None:
    with socket.create_server(("127.0.0.1", demo.ports["feeds"])):
        one = demo.start()
        assert one.process.wait(30) == 2
    assert (
        f"port {demo.ports['feeds']} (feed server) is taken by process {os.getpid()}" in one.text()
    )
    assert not marked(demo.processes.token)
