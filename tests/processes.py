"""Real processes for tests: started in groups of their own, all ended, none left behind.

Every process a test starts carries `WALLCTL_TEST_RUN=<token>` in its environment and hands it
down, so that whatever outlives a test is found in /proc, whoever its parent is by then.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TypeVar

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "WALLCTL_TEST_RUN"
T = TypeVar("T")


def free_port() -> int:
    """A TCP port of the loopback that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(
    what: str, check: Callable[[], T | None], deadline_s: float = 20.0, every_s: float = 0.02
) -> T:
    """The first truthy answer of `check`. Raises AssertionError naming `what` at the deadline."""
    end = time.monotonic() + deadline_s
    while True:
        found = check()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {deadline_s:g} s in vain for {what}")
        time.sleep(every_s)


@dataclass
class Running:
    """One started process and what it wrote."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_s: float = 10.0

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """kill -9 of this process alone, as a crash would; its children are left to themselves."""
        if self.alive:
            self.process.kill()
            self.process.wait(10)

    def stop(self) -> int:
        """SIGTERM, and SIGKILL to the whole group past `stop_s`; gives the exit code."""
        if self.alive:
            self.process.terminate()
            try:
                self.process.wait(self.stop_s)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(10)
                raise AssertionError(
                    f"{self.name} did not end within {self.stop_s:g} s of SIGTERM:\n{self.text()}"
                ) from None
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None and not stream.closed:
                stream.close()
        return self.process.returncode


@dataclass
class Processes:
    """The processes of one test (or session): `start` them here, `close` ends and counts them."""

    folder: Path
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    running: list[Running] = field(default_factory=list)

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
        stdin: int = subprocess.DEVNULL,
        stdout: int | None = None,
        pass_fds: Sequence[int] = (),
        stop_s: float = 10.0,
    ) -> Running:
        """Starts `command` in a process group of its own; `env` is added to the present one.

        Its output goes to a log of its own unless `stdout` says otherwise.
        """
        log = self.folder / f"{name}-{len(self.running)}.log"
        to: IO[bytes]
        with log.open("wb") as to:
            process = subprocess.Popen(
                list(command),
                cwd=cwd,
                env={**os.environ, **(env or {}), TOKEN: self.token, "PYTHONUNBUFFERED": "1"},
                stdin=stdin,
                stdout=to if stdout is None else stdout,
                stderr=to,
                start_new_session=True,
                pass_fds=pass_fds,
            )
        one = Running(name, process, log, stop_s)
        self.running.append(one)
        return one

    def close(self, grace_s: float = 5.0) -> None:
        """Ends all, last started first. AssertionError if one would not go or a child stayed."""
        faults: list[str] = []
        for one in reversed(self.running):
            try:
                one.stop()
            except AssertionError as fault:
                faults.append(str(fault))
        end = time.monotonic() + grace_s
        while (left := marked(self.token)) and time.monotonic() < end:
            time.sleep(0.02)
        for pid, line in left.items():
            faults.append(f"process {pid} was left behind: {line}")
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if faults:
            raise AssertionError("\n".join(faults))


def marked(token: str) -> dict[int, str]:
    """Processes (pid: command line) that carry a test's token; zombies do not count."""
    found: dict[int, str] = {}
    needle = f"{TOKEN}={token}".encode()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if needle in (entry / "environ").read_bytes().split(b"\0"):
                line = (
                    (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                )
                found[int(entry.name)] = line.strip()
        except OSError:
            continue  # gone meanwhile, or not ours
    return found
