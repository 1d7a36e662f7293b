"""What the demo asks of the operating system: process groups, leftovers. Linux at heart.

Elsewhere the calls that are missing there are left out: a kill -9 then leaves children behind
until the next start sweeps them.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

MARK = "WALLCTL_DEMO"
"""In the environment of everything the demo starts: the folder of its data."""
PR_SET_PDEATHSIG = 1


def with_parent() -> Callable[[], None] | None:
    """What a child runs before its program so that it ends with us, whatever ends us."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def before() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # gone between fork and prctl
            os._exit(1)

    return before


def end_group(pid: int, *, hard: bool = False) -> None:
    """Asks (or makes) a whole process group end; nothing where it has gone."""
    try:
        if sys.platform == "win32":
            psutil.Process(pid).terminate()
        else:
            os.killpg(pid, signal.SIGKILL if hard else signal.SIGTERM)
    except (ProcessLookupError, psutil.NoSuchProcess):
        return


def marked(data: Path) -> list[psutil.Process]:
    """Processes that a demo with this data folder started, whoever their parent is now."""
    found = []
    for one in psutil.process_iter():
        try:
            if one.pid != os.getpid() and one.environ().get(MARK) == str(data):
                found.append(one)
        except (psutil.Error, OSError):
            continue  # not ours, or gone
    return found


def sweep(data: Path) -> int:
    """Ends what an earlier demo of this data folder left; gives how many there were."""
    left = marked(data)
    for one in left:
        _quietly(one.terminate)
    _, stubborn = psutil.wait_procs(left, timeout=3)
    for one in stubborn:
        _quietly(one.kill)
    psutil.wait_procs(stubborn, timeout=3)
    return len(left)


def _quietly(end: Callable[[], None]) -> None:
    try:
        end()
    except psutil.NoSuchProcess:
        return


class Claim:
    """The data folder is one demo's at a time: `take` names the pid of another that runs."""

    def __init__(self, data: Path) -> None:
        self._file = data / "demo.pid"

    def take(self) -> int:
        """0 where it is ours now, else the pid of the demo that has it."""
        try:
            pid, started = self._file.read_text().split()
            other = psutil.Process(int(pid))
            if other.pid != os.getpid() and abs(other.create_time() - float(started)) < 1:
                return int(pid)
        except (OSError, ValueError, psutil.Error):
            pass  # none, or of a process that has gone
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(f"{os.getpid()} {psutil.Process().create_time()}")
        return 0

    def release(self) -> None:
        self._file.unlink(missing_ok=True)


def wait_gone(data: Path, deadline_s: float) -> list[psutil.Process]:
    """Waits for all that is marked to end; gives what is left at the deadline. Blocks."""
    end = time.monotonic() + deadline_s
    while (left := marked(data)) and time.monotonic() < end:
        time.sleep(0.05)
    return left
