"""Keeps a set of processes running: starts them, starts again what dies, ends them all."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from wallctl.app.demo import machine

log = logging.getLogger(__name__)

FIRST_S, LONGEST_S = 0.5, 15.0
STEADY_S = 20.0
"""A process that lived this long was sound: its next start is not held back."""
END_S = 6.0


@dataclass(frozen=True, slots=True)
class Child:
    """One process to keep running. `first_line` is called with what it writes first, if given."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    held_open: bool = False  # keeps its standard input open: its end is the child's


class Crew:
    """Runs children in one task group; `started` and `died` are told of each. `first_s` is the
    pause after a first death."""

    def __init__(
        self,
        data: Path,
        *,
        started: Callable[[str, int], None],
        died: Callable[[str, int, float], None],
        first_s: float = FIRST_S,
    ) -> None:
        self._data = data
        self._logs = data / "log"
        self._started, self._died = started, died
        self._first_s = first_s
        self._running: dict[str, asyncio.subprocess.Process] = {}

    def pid(self, name: str) -> int:
        """The pid of a child, 0 while it is down."""
        process = self._running.get(name)
        return process.pid if process is not None and process.returncode is None else 0

    def log_of(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    async def keep(self, child: Child) -> None:
        """Runs the child until cancelled, again and again with growing pauses."""
        pause = self._first_s
        loop = asyncio.get_running_loop()
        self._logs.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):
            self.log_of(child.name).replace(self.log_of(f"{child.name}.before"))
        while True:
            began = loop.time()
            try:
                code = await self._once(child)
            except OSError as fault:
                log.warning("%s cannot be started: %s", child.name, fault)
                code = -1
            if loop.time() - began > STEADY_S:
                pause = self._first_s
            self._died(child.name, code, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_S)

    async def _once(self, child: Child) -> int:
        with self.log_of(child.name).open("ab") as out:
            process = await asyncio.create_subprocess_exec(
                *child.command,
                env={**os.environ, **child.env, machine.MARK: str(self._data)},
                stdin=asyncio.subprocess.PIPE if child.held_open else asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=machine.with_parent(),
            )
        self._running[child.name] = process
        self._started(child.name, process.pid)
        try:
            return await process.wait()
        finally:
            await self._end(process)
            self._running.pop(child.name, None)

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        """Ends the process and whatever of its group is left."""
        with suppress(ProcessLookupError):
            process.terminate()  # it ends its own workers; what it forgets goes below
        try:
            async with asyncio.timeout(END_S):
                await process.wait()
        except TimeoutError:
            log.warning("process %d would not end: killed", process.pid)
        machine.end_group(process.pid, hard=True)
        await process.wait()
        if process.stdin is not None:
            process.stdin.close()
