"""The demo keeps its children alive, ends them all, and sweeps what a kill left."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.processes import free_port, wait_for
from wallctl.app.demo import display, machine
from wallctl.app.demo.children import Child, Crew
from wallctl.app.demo.ports import DemoPorts, taken

SLEEPER = (sys.executable, "-c", "import time; time.sleep(600)")
# a child with a child of its own that ignores a polite word
STUBBORN = (
    "import signal, subprocess, sys, time\n"
    "code = 'import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)'\n"
    "subprocess.Popen([sys.executable, '-c', code])\n"
    "time.sleep(600)\n"
)


FIRST_S = 0.1


class Seen:
    def __init__(self) -> None:
        self.started: list[tuple[str, int]] = []
        self.died: list[tuple[str, int, float]] = []

    def crew(self, data: Path) -> Crew:
        return Crew(
            data,
            started=lambda name, pid: self.started.append((name, pid)),
            died=lambda name, code, pause: self.died.append((name, code, pause)),
            first_s=FIRST_S,
        )


async def until(check, what: str) -> None:  # type: ignore[no-untyped-def]  # any condition
    async with asyncio.timeout(15):
        while not check():  # noqa: ASYNC110  processes set no event
            await asyncio.sleep(0.02)
    assert check(), what


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_killed_child_comes_back(tmp_path: Path) -> None:
    seen = Seen()
    crew = seen.crew(tmp_path)
    task = asyncio.create_task(crew.keep(Child("one", SLEEPER)))
    await until(lambda: crew.pid("one"), "first start")
    first = crew.pid("one")
    os.kill(first, signal.SIGKILL)
    await until(lambda: len(seen.started) == 2, "second start")
    assert crew.pid("one") != first
    assert seen.died == [("one", -signal.SIGKILL, FIRST_S)]
    await ended(task)
    assert machine.marked(tmp_path) == []


async def test_pauses_grow_while_it_keeps_dying(tmp_path: Path) -> None:
    seen = Seen()
    crew = seen.crew(tmp_path)
    task = asyncio.create_task(
        crew.keep(Child("bad", (sys.executable, "-c", "raise SystemExit(3)")))
    )
    await until(lambda: len(seen.died) >= 3, "three deaths")
    await ended(task)
    assert [code for _, code, _ in seen.died[:3]] == [3, 3, 3]
    assert [pause for _, _, pause in seen.died[:3]] == [FIRST_S, 2 * FIRST_S, 4 * FIRST_S]


async def test_a_program_that_is_not_there_is_tried_again(tmp_path: Path) -> None:
    seen = Seen()
    task = asyncio.create_task(seen.crew(tmp_path).keep(Child("no", ("/nowhere/program",))))
    await until(lambda: len(seen.died) >= 2, "two tries")
    await ended(task)


async def test_the_end_takes_grandchildren_along(tmp_path: Path) -> None:
    seen = Seen()
    crew = seen.crew(tmp_path)
    task = asyncio.create_task(crew.keep(Child("stubborn", (sys.executable, "-c", STUBBORN))))
    await until(lambda: len(machine.marked(tmp_path)) == 2, "child and grandchild")
    await ended(task)
    wait_for("both to go", lambda: not machine.marked(tmp_path))


def test_a_sweep_ends_what_is_marked_and_nothing_else(tmp_path: Path) -> None:
    ours = subprocess.Popen(SLEEPER, env={**os.environ, machine.MARK: str(tmp_path)})
    other = subprocess.Popen(SLEEPER, env={**os.environ, machine.MARK: str(tmp_path / "other")})
    try:
        wait_for("the mark", lambda: [p.pid for p in machine.marked(tmp_path)] == [ours.pid])
        assert machine.sweep(tmp_path) == 1
        wait_for("its end", lambda: ours.poll() is not None)
        assert other.poll() is None
        assert machine.sweep(tmp_path) == 0
    finally:
        for one in (ours, other):
            one.kill()
            one.wait(5)


def test_a_folder_is_one_demos_at_a_time(tmp_path: Path) -> None:
    claim = machine.Claim(tmp_path / "data")
    assert claim.take() == 0
    assert claim.take() == 0, "our own"
    other = subprocess.Popen(SLEEPER)
    try:
        started = psutil.Process(other.pid).create_time()
        (tmp_path / "data" / "demo.pid").write_text(f"{other.pid} {started}")
        assert claim.take() == other.pid
        (tmp_path / "data" / "demo.pid").write_text(f"{other.pid} {started - 1000}")
        assert claim.take() == 0, "a number used again by another process"
    finally:
        other.kill()
        other.wait(5)
    (tmp_path / "data" / "demo.pid").write_text("rubbish")
    assert claim.take() == 0
    claim.release()
    assert not (tmp_path / "data" / "demo.pid").exists()


def test_a_taken_port_is_named_with_who_has_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        found = taken(DemoPorts(free_port(), port, free_port(), free_port()))
    assert [(t.use, t.port, t.pid) for t in found] == [("consult", port, os.getpid())]


async def test_a_virtual_display_starts_and_ends(tmp_path: Path) -> None:
    one = await display.start(320, 200, tmp_path)
    assert one.name.startswith(":")
    assert len(machine.marked(tmp_path)) == 1
    await one.close()
    assert machine.marked(tmp_path) == []


async def test_no_xvfb_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(display.NoDisplay):
        await display.start(320, 200, tmp_path)
