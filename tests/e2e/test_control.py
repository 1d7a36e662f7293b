"""Room control from end to end: a real engine, and devices in a process of their own."""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.processes import Processes, free_port, wait_for
from tests.room import EngineProcess
from wallctl.store.runs import ALIVE

pytestmark = pytest.mark.timeout(120)

Step = dict[str, Any]
SIS = {"profile": "extron-sis", "line": "tcp", "outputs": 4, "inputs": 4}


@dataclass
class Hall:
    """Three matrices and a UPS, known to the engine."""

    engine: EngineProcess
    page: str

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.page}{path}", data=data, timeout=5) as answer:
            return json.loads(answer.read())

    def device(self, id: str) -> dict[str, Any]:
        """As the device itself has it: `state`, `acted`."""
        return dict(next(row for row in self.ask("/devices") if row["id"] == id))

    def observed(self, what: str) -> list[dict[str, Any]]:
        return list(self.engine.state()["observed"][what])

    def is_there(self, id: str) -> bool:
        return any(
            one["device"] == id and one["availability"] == "online"
            for one in self.observed("devices")
        )

    def all_there(self) -> bool:
        return all(self.is_there(id) for id in ("m1", "m2", "m3", "ups"))

    def run(self, target: str) -> dict[str, Any]:
        """The newest run of it, {} where there is none."""
        mine = [one for one in self.observed("runs") if one["target"] == target]
        return mine[-1] if mine else {}

    def run_is(self, target: str, state: str) -> Callable[[], bool]:
        return lambda: self.run(target).get("state") == state

    def alarms(self, code: str) -> list[dict[str, Any]]:
        return [one for one in self.observed("alarms") if one["code"] == code]


@pytest.fixture
def hall(processes: Processes, engine: EngineProcess, tmp_path: Path) -> Iterator[Hall]:
    page = free_port()
    kinds = {"m1": "matrix_sis", "m2": "matrix_sis", "m3": "matrix_sis", "ups": "nut"}
    ports = {id: free_port() for id in kinds}
    rows = [{"id": id, "name": id, "kind": kinds[id], "port": ports[id]} for id in kinds]
    catalogue = tmp_path / "devices.json"
    catalogue.write_text(json.dumps(rows), "utf-8")
    command = [sys.executable, "-m", "wallctl.simulators.devices", "--catalogue", str(catalogue)]
    processes.start("devices", [*command, "--port", str(page)])
    one = Hall(engine, f"http://127.0.0.1:{page}")
    for id in ("m1", "m2", "m3"):
        options = {**SIS, "host": "127.0.0.1", "port": ports[id]}
        engine.ok("device.add", id=id, name=f"矩阵 {id}", driver="templated", options=options)
    options = {"host": "127.0.0.1", "port": ports["ups"], "ups": "sim1", "user": "wallctl"}
    secrets = {"password": "wallctl"}
    engine.ok(
        "device.add",
        id="ups",
        name="机房 UPS",
        driver="nut",
        options={**options, "poll_s": 1},
        secrets=secrets,
    )
    wait_for("all devices", one.all_there)
    yield one


def tie(device: str, key: str, value: object, group: int = 0, **more: object) -> Step:
    return {"do": "set", "device": device, "key": key, "value": value, "group": group, **more}


def preset(group: int) -> Step:
    return {"do": "act", "device": "m1", "act": "recall", "value": 1, "group": group}


def wait(group: int, seconds: float) -> Step:
    return {"do": "wait", "seconds": seconds, "group": group}


def test_a_sequence_stopped_and_cut_off_is_gone_on_with_and_nothing_done_twice(hall: Hall) -> None:
    engine = hall.engine
    steps = [
        preset(0),
        wait(1, 2.5),
        tie("m2", "route.1", "3", 2),
        wait(3, 3),
        preset(4),
        tie("m3", "route.2", "4", 5),
    ]
    engine.ok("sequence.save", id="open", name="早间启动", steps=steps)
    answer = engine.send("sequence.run", id="open")
    assert (answer["result"], answer["code"]) == ("part", "running"), answer
    run = hall.run("open")["id"]
    engine.send("run.stop", run=run)
    wait_for("the stop", hall.run_is("open", "stopped"))
    assert hall.device("m2")["state"]["route.1"] == "1", "a step was begun after the stop"
    assert engine.send("run.resume", run=run)["code"] == "running"
    wait_for("the route", lambda: hall.device("m2")["state"]["route.1"] == "3")
    wait_for("the wait after it", lambda: hall.run("open")["steps"][3]["state"] == "running")
    told = hall.run("open")
    engine.kill()
    engine.start()
    wait_for("all devices again", hall.all_there)
    assert hall.run("open")["state"] == "interrupted"
    assert [s["state"] for s in hall.run("open")["steps"][:3]] == ["sent", "done", "done"], told
    time.sleep(1)
    assert hall.run("open")["state"] == "interrupted", "it went on by itself"
    assert hall.device("m1")["acted"] == 1
    hall.ask("/devices/m2/front-panel", {"key": "route.1", "value": "2"})  # by hand, since
    engine.send("run.resume", run=run)
    wait_for("the end", hall.run_is("open", "done"))
    assert hall.device("m1")["acted"] == 2, "each recall of the preset once"
    assert hall.device("m2")["state"]["route.1"] == "2", "what was done is not done again"
    assert hall.device("m3")["state"]["route.2"] == "4"


def test_a_scene_names_the_device_that_is_silent_and_is_tried_again(hall: Hall) -> None:
    engine = hall.engine
    routes = [tie("m1", f"route.{n}", "4", seconds=1) for n in range(1, 5)]
    blank = [tie("m1", f"mute.{n}", True, seconds=1) for n in range(1, 5)]
    others = [tie("m2", f"route.{n}", "3", seconds=1) for n in range(1, 4)]
    silent = tie("m3", "route.1", "2", seconds=1)
    engine.ok("source.add", source={"id": "cam", "name": "东门", "medium": "bars"})
    rect = {"x": 0, "y": 0, "w": 640, "h": 360}
    engine.ok("tile.add", wall="hall-wall", source="cam", rect=rect)
    engine.ok("scene.save", id="flood", name="防汛")
    engine.ok("scene.update", id="flood", steps=[*routes, *blank, *others, silent])
    hall.ask("/devices/m3/faults", {"silence": True})
    answer = engine.send("scene.recall", id="flood", live=True)
    wait_for("its end", hall.run_is("flood", "part"))
    run = hall.run("flood")
    bad = [n for n, step in enumerate(run["steps"]) if step["state"] != "done"]
    assert bad == [11], run
    if answer["code"] != "running":  # it was over in time for the answer to say so
        assert answer["result"] == "part", answer
        assert (answer["fields"]["done"], answer["fields"]["all"]) == ("11", "12"), answer
        failed = [
            s["target"] for s in answer["steps"] if s["state"] == "failed" and "/" in s["target"]
        ]
        assert failed == ["m3/route.1"], answer
    assert hall.device("m1")["state"]["route.2"] == "4"
    wait_for("its loss to be seen", lambda: not hall.is_there("m3"))
    hall.ask("/devices/m3/faults", {"silence": False})
    engine.ok("device.again", device="m3")
    wait_for("it to answer", lambda: hall.is_there("m3"))
    again = engine.send("run.resume", run=run["id"])
    wait_for("all of it", hall.run_is("flood", "done"))
    assert hall.device("m3")["state"]["route.1"] == "2", again


def test_a_schedule_that_was_slept_through_is_told_as_missed(hall: Hall) -> None:
    engine = hall.engine
    engine.ok("sequence.save", id="am", name="早间启动", steps=[tie("m1", "route.1", "3")])
    at = f"{datetime.now() - timedelta(hours=1):%H:%M}"
    schedule = {"id": "am", "name": "早班", "kind": "sequence", "target": "am", "at": at}
    engine.ok("schedule.save", schedule=schedule)
    engine.kill()
    alive = engine.data / ALIVE
    assert alive.exists(), "that it was there is kept"
    alive.write_text(f"{time.time() - 2 * 3600:.0f}", "ascii")  # as if it had died then
    engine.start()
    wait_for("the alarm", lambda: hall.alarms("automation_held"))
    (alarm,) = hall.alarms("automation_held")
    fields = dict(alarm["fields"])
    assert (fields["name"], fields["outcome"], fields["reason"]) == ("早班", "missed", "engine_off")
    assert abs(float(fields["at"]) - (time.time() - 3600)) < 180, "when it was due"
    assert not hall.run("am"), "it is not run an hour late"
    assert hall.device("m1")["state"]["route.1"] == "1"


def test_the_power_plan_in_a_drill_and_in_earnest(hall: Hall) -> None:
    engine = hall.engine
    dim = [tie("m1", "mute.1", True), preset(1)]
    engine.ok("sequence.save", id="dim", name="调暗", steps=dim)
    stages = [{"name": "调暗", "sequence": "dim"}]
    engine.ok("power.save", plan={"id": "hall", "ups": "ups", "stages": stages, "enabled": True})
    wait_for("the mains to be known", lambda: _phase(hall) == "mains")

    engine.ok("power.drill", seconds=60)
    wait_for("the drill's first stage", hall.run_is("dim", "done"))
    assert hall.run("dim")["drill"]
    assert hall.observed("power")[0]["drill"]
    assert not hall.alarms("on_battery"), "nobody is called for a drill"
    engine.ok("power.drill", on=False)
    wait_for("the mains again", lambda: _phase(hall) == "mains")
    assert hall.device("m1")["state"]["mute.1"] is False, "a drill touches nothing"
    assert hall.device("m1")["acted"] == 0

    hall.ask("/devices/ups/front-panel", {"key": "mains", "value": False})
    wait_for("the alarm", lambda: hall.alarms("on_battery"))
    wait_for("the first stage", lambda: hall.device("m1")["state"]["mute.1"] is True)
    wait_for("its end", hall.run_is("dim", "done"))
    run = hall.run("dim")
    assert (run["drill"], run["by"]) == (False, "自动·电源")
    assert hall.device("m1")["acted"] == 1
    refused = engine.send("power.drill", seconds=60)
    assert (refused["result"], refused["code"]) == ("refused", "on_battery"), refused


def _phase(hall: Hall) -> str:
    power = hall.observed("power")
    return str(power[0]["phase"]) if power else ""
