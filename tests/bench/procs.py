"""CPU seconds and memory of process trees, read from the kernel's own books."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil


def tree(roots: Iterable[int]) -> list[psutil.Process]:
    """The processes of these pids and all that descend from them, each once."""
    seen: dict[int, psutil.Process] = {}
    for pid in roots:
        try:
            root = psutil.Process(pid)
            for one in (root, *root.children(recursive=True)):
                seen[one.pid] = one
        except psutil.NoSuchProcess:
            continue
    return list(seen.values())


def cpu_seconds(processes: Iterable[psutil.Process]) -> float:
    """User and system time of the living, and of their children that have been waited for."""
    total = 0.0
    for one in processes:
        try:
            t = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += t.user + t.system
    return total


def cores(roots: Iterable[int], seconds: float) -> float:
    """Core-seconds per second that the trees use over the next `seconds`."""
    pids = list(roots)
    before, start = cpu_seconds(tree(pids)), time.monotonic()
    time.sleep(seconds)
    return (cpu_seconds(tree(pids)) - before) / (time.monotonic() - start)


def pss_mb(roots: Iterable[int]) -> float:
    """Proportional set size of the trees in MB: shared pages are counted once in all."""
    total_kb = 0
    for one in tree(roots):
        try:
            text = Path(f"/proc/{one.pid}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        total_kb += int(found.group(1)) if found else 0
    return total_kb / 1024


@dataclass
class Spent:
    cores: float = 0.0
    seconds: float = 0.0


@contextmanager
def spending(roots: Iterable[int]) -> Iterator[Spent]:
    """Measures the trees over the body: `cores` is set when it ends."""
    pids, spent = list(roots), Spent()
    before, start = cpu_seconds(tree(pids)), time.monotonic()
    yield spent
    spent.seconds = time.monotonic() - start
    spent.cores = (cpu_seconds(tree(pids)) - before) / spent.seconds
