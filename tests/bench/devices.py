"""Five hundred devices in one engine, and one among them that hangs, floods or lies."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.procs import cores
from tests.bench.report import Report, percentile
from tests.bench.rig import SITE
from tests.processes import Processes, Running, wait_for
from tests.room import EngineProcess, make_engine
from wallctl.app.system import SystemClock
from wallctl.domain.devices.options import complete
from wallctl.drivers import found
from wallctl.ports.driver import Means
from wallctl.transport.lines.real import lines

MANY = 500
WINDOW_S = 60.0
STEADY_S = 25.0  # after all are on line: two polls of each
SETS = 200
REPLY_S = 0.05  # what each device takes for an answer in the scene of thirty steps
RUNS = 5


@dataclass
class Hall:
    engine: EngineProcess
    devices: Running
    ports: list[int]

    @property
    def pid(self) -> int:
        assert self.engine.running is not None
        return self.engine.running.pid

    def fault(self, name: str, value: float) -> None:
        """Of the first device; `slow_s` of all."""
        stdin = self.devices.process.stdin
        assert stdin is not None
        stdin.write(f"{name} {value:g}\n".encode())
        stdin.flush()

    def add(self) -> None:
        for n, port in enumerate(self.ports):
            options = {"profile": "extron-sis", "line": "tcp", "host": "127.0.0.1", "port": port}
            options |= {"inputs": 4, "outputs": 2}
            self.engine.ok(
                "device.add", id=f"d{n}", name=f"矩阵 {n}", driver="templated", options=options
            )
        wait_for("all devices", lambda: self.online() == len(self.ports) or None, 120, 0.5)

    def online(self) -> int:
        states = self.engine.state()["observed"]["devices"]
        return sum(one["availability"] == "online" for one in states)

    def set_ms(self, device: str, count: int) -> list[float]:
        """How long a route takes from the POST to the answer that it was read back."""
        took = []
        for n in range(count):
            start = time.monotonic()
            args = {"device": device, "key": "route.1", "value": str(1 + n % 4)}
            answer = self.engine.send("device.set", args)
            took.append((time.monotonic() - start) * 1000)
            assert answer["result"] == "done", answer
        return took


@contextmanager
def hall(count: int) -> Iterator[Hall]:
    with tempfile.TemporaryDirectory(prefix="wallctl-bench-") as name:
        folder = Path(name)
        (folder / "run").mkdir()
        processes = Processes(folder / "run")
        try:
            file = folder / "ports.json"
            command = [sys.executable, "-m", "tests.bench.device_hall", str(count), str(file)]
            devices = processes.start("devices", command, stdin=subprocess.PIPE)
            wait_for("the devices", lambda: file.exists() or None, 60)
            engine = make_engine(processes, folder, SITE)
            engine.start()
            one = Hall(engine, devices, json.loads(file.read_text()))
            one.add()
            yield one
        finally:
            processes.close()


def run(report: Report) -> None:
    _many(report)
    _neighbour(report)
    _scene(report)


def _many(report: Report) -> None:
    with hall(MANY) as site:
        time.sleep(STEADY_S)
        engine = psutil.Process(site.pid)
        held = engine.num_fds(), engine.num_threads()
        used = [100 * cores([site.pid], WINDOW_S / 3) for _ in range(3)]
        rss = engine.memory_info().rss / 1e6
        grown = engine.num_fds() - held[0], engine.num_threads() - held[1]
        assert site.online() == MANY
    report.notes.append(
        f"500 devices: {grown[0]} more files, {grown[1]} more threads in the window"
    )
    how = (
        f"{MANY} matrices (text over TCP, each asked for its state every 10 s), CPU of the engine"
        f" over {WINDOW_S:.0f} s once all are on line"
    )
    report.add("devices.500.cpu_pct", used, "%", how, "<= 10")
    report.add("devices.500.rss_mb", [rss], "MB", "resident memory of that engine", "<= 300")


def _neighbour(report: Report) -> None:
    with hall(20) as site:
        site.set_ms("d1", 20)
        well = percentile(site.set_ms("d1", SETS), 99)
        worse = []
        for fault in ("silence", "endless", "garbage"):
            site.fault(fault, True)
            site.engine.send("device.again", {"device": "d0"})
            worse.append(percentile(site.set_ms("d1", SETS), 99) - well)
            site.fault(fault, False)
    how = (
        f"p99 of {SETS} routes set and read back at a neighbour while one device is silent,"
        f" endless, garbled (the worst), less p99 while all are well ({well:.1f} ms)"
    )
    report.add("devices.neighbour_ms.p99", [max(worse)], "ms", how, "<= 50")


def _scene(report: Report) -> None:
    """Twenty devices set side by side, then ten of them again: two groups of one set each."""
    with hall(20) as site:
        site.fault("slow_s", REPLY_S)
        own = [asyncio.run(_own_ms(site.ports[0])) for _ in range(RUNS)]
        overheads = []
        for n in range(RUNS):
            # Each set changes something: what is so already would be read anew instead.
            steps = [_step(0, device, str(1 + (2 * n + 1) % 4)) for device in range(20)]
            steps += [_step(1, device, str(1 + (2 * n + 2) % 4)) for device in range(10)]
            site.engine.ok("sequence.save", id="bench", name="三十步", steps=steps)
            start = time.monotonic()
            answer = site.engine.send("sequence.run", id="bench")
            took = (time.monotonic() - start) * 1000
            assert answer["result"] == "done", answer
            overheads.append(took - 2 * percentile(own, 50))
    how = (
        f"30 sets on 20 devices in two groups, POST to answer, each read back, less twice what one"
        f" set takes with the driver alone ({percentile(own, 50):.0f} ms)"
    )
    report.add("devices.scene30.overhead_ms", overheads, "ms", how, "<= 50")


def _step(group: int, device: int, value: str) -> dict[str, object]:
    return {"do": "set", "group": group, "device": f"d{device}", "key": "route.1", "value": value}


async def _own_ms(port: int) -> float:
    """What a device and its driver take for one set without an engine."""
    family = found()["templated"]
    given = {"profile": "extron-sis", "line": "tcp", "host": "127.0.0.1", "port": port}
    options = complete(family.card.options, {**given, "inputs": 4, "outputs": 2})
    connection = family.connect(options, Means(lines, SystemClock()))
    try:
        state = (await connection.open()).state
        value = "1" if state["route.1"] != "1" else "2"
        (operation,) = family.diff(state, {"route.1": value})
        start = time.monotonic()
        proved = await connection.send(operation)
        took = (time.monotonic() - start) * 1000
        assert proved["route.1"] == value
        return took
    finally:
        await connection.close()
