"""A device from end to end: a projector in a process of its own, a real engine, and a client."""

from __future__ import annotations

import asyncio
import json
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.processes import Processes, free_port, wait_for
from tests.room import EngineProcess
from wallctl.client.room import RoomClient
from wallctl.domain.devices.observed import Availability, PointState, Verdict

SECRET = "s3cret-projector"


def site(processes: Processes, folder: Path) -> tuple[str, int]:
    """A simulated projector; (address of its page, its own port)."""
    page, port = free_port(), free_port()
    row = {"id": "p1", "name": "投影机", "kind": "pjlink", "port": port}
    row["made"] = {"password": SECRET, "warm_s": 2.0}
    catalogue = folder / "devices.json"
    catalogue.write_text(json.dumps([row]), "utf-8")
    command = [sys.executable, "-m", "wallctl.simulators.devices", "--catalogue", str(catalogue)]
    processes.start("devices", [*command, "--port", str(page)])
    url = f"http://127.0.0.1:{page}"
    wait_for("the page of the devices", lambda: _answers(url))
    return url, port


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/devices", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def ask(url: str, path: str, body: dict[str, object] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(f"{url}{path}", data=data, timeout=5) as answer:
        return json.loads(answer.read())


def add(engine: EngineProcess, port: int) -> None:
    options = {"host": "127.0.0.1", "port": port, "poll_s": 1}
    engine.ok(
        "device.add",
        id="p1",
        name="投影机",
        driver="pjlink",
        options=options,
        secrets={"password": SECRET},
    )


async def test_a_projector_is_switched_on_read_back_lost_and_found(
    processes: Processes, engine: EngineProcess, tmp_path: Path
) -> None:
    page, port = site(processes, tmp_path)
    moved = asyncio.Event()
    client = RoomClient(engine.url, user="wang", on_change=lambda _: moved.set())
    running = asyncio.create_task(client.run())

    async def until(what: str, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(30):
            while not holds():
                moved.clear()
                await moved.wait()

    def power() -> PointState | None:
        for one in client.observed.devices:
            if one.device == "p1":
                return one.state("power")
        return None

    try:
        add(engine, port)
        await until("read", lambda: (p := power()) is not None and p.value == "off")
        answer = engine.send("device.set", {"device": "p1", "key": "power", "value": "on"})
        assert (answer["result"], answer["code"]) == ("part", "warming"), answer
        await until("on", lambda: (p := power()) is not None and p.verdict is Verdict.IN_SYNC)
        assert ask(page, "/devices")[0]["state"]["power"] == "on"
        ask(page, "/devices/p1/faults", {"silence": True})
        await until("lost", lambda: client.observed.devices[0].availability is Availability.OFFLINE)
        await until("told", lambda: any(a.code == "device_lost" for a in client.observed.alarms))
        ask(page, "/devices/p1/faults", {"silence": False})
        engine.ok("device.again", device="p1")
        await until("found", lambda: (p := power()) is not None and p.verdict is Verdict.IN_SYNC)
        engine.ok("device.remove", id="p1")
        await until("gone", lambda: not client.observed.devices)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def test_what_is_secret_is_nowhere_to_be_read(
    processes: Processes, engine: EngineProcess, tmp_path: Path
) -> None:
    _, port = site(processes, tmp_path)
    add(engine, port)
    wait_for("the projector", lambda: _online(engine))
    state = urllib.request.urlopen(f"{engine.url}/api/v1/state", timeout=5).read().decode()
    drivers = ask(engine.url, "/api/v1/drivers")
    assert "pjlink" in {one["name"] for one in drivers["families"]}
    told = ask(engine.url, "/api/v1/devices/p1/diagnostics")
    assert told["exchanges"], "what was said with it"
    everything = f"{state}{json.dumps(told)}{engine.running.text()}"
    assert SECRET not in everything
    refused = engine.send(
        "device.update", {"id": "p1", "options": {"host": "h", "password": SECRET}}
    )
    assert refused["result"] == "refused"
    assert refused["fields"]["key"] == "options.password"


def _online(engine: EngineProcess) -> bool:
    state = json.loads(urllib.request.urlopen(f"{engine.url}/api/v1/state", timeout=5).read())
    return any(d["availability"] == "online" for d in state["observed"]["devices"])
