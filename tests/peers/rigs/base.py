"""What all rigs share: the life of the peer's processes, its port, its folder, its own tools."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from tests.processes import ROOT, TOKEN, marked

__all__ = ["ROOT", "Port", "Program", "Rig", "RigError", "lacking", "run_tool"]

# Below the range that outgoing connections take theirs from: a peer that was killed finds its port
# free again.
_PORTS = range(20000, 32000)


class RigError(AssertionError):
    """A peer did not come up, or its own tool failed; the text has the peer's own output."""


def lacking(*programs: str) -> str:
    """Why the programs (names or paths) cannot be run here, or "" if all are there."""
    gone = [one for one in programs if not shutil.which(one)]
    hint = "bash installers/bootstrap.sh test installs it"
    return f"{', '.join(gone)} not installed ({hint})" if gone else ""


class Port:
    """A port of the loopback, TCP and UDP, kept from all other rigs of this machine until
    `release`, also while nothing listens there."""

    def __init__(self) -> None:
        for number in random.sample(_PORTS, 200):
            lock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                lock.bind(f"\0wallctl-rig-port-{number}")
                if _is_free(number):
                    self.number, self._lock = number, lock
                    return
            except OSError:
                pass
            lock.close()
        raise RigError("no free port was found")

    def release(self) -> None:
        self._lock.close()


def _is_free(number: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind(("127.0.0.1", number))
            except OSError:
                return False
    return True


async def run_tool(
    *command: str,
    env: Mapping[str, str] | None = None,
    timeout_s: float = 10.0,
    ok: Sequence[int] = (0,),
) -> str:
    """What a peer's own tool says. RigError if it fails or takes longer than `timeout_s`."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **(env or {})},
    )
    try:
        told, _ = await asyncio.wait_for(process.communicate(), timeout_s)
    except TimeoutError:
        raise RigError(f"{' '.join(command)}: no answer in {timeout_s:g} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    text = told.decode(errors="replace")
    if process.returncode not in ok:
        raise RigError(f"{' '.join(command)}: exit {process.returncode}\n{text}")
    return text


@dataclass
class Program:
    """One process of a peer in a group of its own; it dies with the process of the tests."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def signal(self, number: int) -> None:
        """To the whole group: also what the program started itself."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    async def gone(self, timeout_s: float) -> bool:
        end = time.monotonic() + timeout_s
        while self.alive:
            if time.monotonic() > end:
                return False
            await asyncio.sleep(0.01)
        return True


class Rig(ABC):
    """One real peer: `async with Rig() as rig`, or start, kill, restart as the test wants.

    `address` stays the same from the first start to `close`.
    """

    name: ClassVar[str]
    ready_s: ClassVar[float] = 15.0
    stop_s: ClassVar[float] = 3.0

    def __init__(self) -> None:
        self.host = "127.0.0.1"
        self.folder = Path(tempfile.mkdtemp(prefix="wallctl-rig-"))  # short: sockets are made in it
        self.programs: list[Program] = []
        self.token = uuid.uuid4().hex
        self._port = Port()
        self._starts = 0

    @classmethod
    def missing(cls) -> str:
        """Why this peer cannot be run here, or ""."""
        return ""

    @property
    def port(self) -> int:
        return self._port.number

    @property
    def address(self) -> tuple[str, int]:
        return self.host, self.port

    @property
    def alive(self) -> bool:
        return bool(self.programs) and all(one.alive for one in self.programs)

    def output(self) -> str:
        """The last lines that each of the peer's programs wrote."""
        return "\n".join(
            f"--- {one.name}: {'runs' if one.alive else f'exit {one.process.returncode}'}\n"
            + "\n".join(one.text().splitlines()[-30:])
            for one in self.programs
        )

    async def start(self) -> None:
        """Comes back when the peer answers. RigError with its output when it does not."""
        if self.alive:
            raise RigError(f"{self.name} runs already")
        self.programs.clear()
        self._starts += 1
        try:
            async with asyncio.timeout(self.ready_s):
                await self._launch()
                await self.wait_until(self._ready, "")
        except TimeoutError:
            told = self.output()
            await self.kill()
            raise RigError(
                f"{self.name} did not answer within {self.ready_s:g} s\n{told}"
            ) from None
        except BaseException:
            await self.kill()
            raise

    async def wait_until(self, check: object, what: str, timeout_s: float = 15.0) -> None:
        """Until the coroutine function `check` gives True; each program must live on."""
        end = time.monotonic() + timeout_s
        while True:
            for one in self.programs:
                if not one.alive:
                    raise RigError(f"{self.name}: {one.name} ended\n{self.output()}")
            if await check():  # type: ignore[operator]
                return
            if time.monotonic() > end:
                raise RigError(f"{self.name}: no {what} in {timeout_s:g} s\n{self.output()}")
            await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """kill -9 of all its programs, as when the power goes."""
        for one in self.programs:
            one.signal(signal.SIGKILL)
        for one in self.programs:
            await one.gone(10)

    async def stop(self) -> None:
        """SIGTERM, as when someone shuts it down; SIGKILL to what will not go."""
        for one in reversed(self.programs):
            if one.alive:
                one.process.terminate()
                await one.gone(self.stop_s)
        await self.kill()

    async def restart(self) -> None:
        """The same peer at the same address; killed first if it still runs."""
        await self.kill()
        await self.start()

    async def close(self) -> None:
        """Ends it, gives up its port and folder. AssertionError if a process of it stayed."""
        try:
            await self.stop()
            left = await self._left()
        finally:
            self._port.release()
            shutil.rmtree(self.folder, ignore_errors=True)
        assert not left, f"{self.name} left processes behind: {left}"

    async def _left(self) -> dict[int, str]:
        end = time.monotonic() + 3
        while left := marked(self.token):
            if time.monotonic() > end:
                break
            await asyncio.sleep(0.02)
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return left

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    @abstractmethod
    async def _launch(self) -> None:
        """Starts the programs with `_run`."""

    @abstractmethod
    async def _ready(self) -> bool:
        """Whether the peer answers by now."""

    async def _connects(self) -> bool:
        """For `_ready` of a peer that speaks TCP."""
        try:
            _, writer = await asyncio.wait_for(asyncio.open_connection(*self.address), 1)
        except OSError:
            return False
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return True

    def _run(self, name: str, *command: str, env: Mapping[str, str] | None = None) -> Program:
        """Starts a program; what it writes goes to a log of its own."""
        log = self.folder / f"{name}-{self._starts}.log"
        with log.open("wb") as to:
            process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", *command],
                cwd=self.folder,
                env={**os.environ, **(env or {}), TOKEN: self.token, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=to,
                stderr=to,
                start_new_session=True,
            )
        one = Program(name, process, log)
        self.programs.append(one)
        return one


@contextlib.asynccontextmanager
async def lines_of(*command: str) -> AsyncIterator[asyncio.StreamReader]:
    """What a tool writes while it runs, line by line; it is ended on the way out."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
