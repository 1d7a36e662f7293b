"""A room's buses at a sound server, served by a process of its own.

The sound server's library is native code that calls back into Python: what it does wrong ends that
process, never the engine. The process lives as long as one connection; a new one is started for
the next.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys

from pydantic import ValidationError

from wallctl.domain.audio_plan import SoundWanted
from wallctl.ports.audio import AudioDown, Hear
from wallctl.transport.sound.lines import LINE_BYTES, event_in, wanted_out

log = logging.getLogger(__name__)

AGAIN_S = (0.25, 5.0)
SILENT_S = 15.0  # it reads back more often than that
ENDING_S = 2.0


class PulseBackend:
    """`server` as in PULSE_SERVER; empty is the machine's own."""

    def __init__(self, room: str, server: str = "") -> None:
        self._room = room
        self._server = server
        self._wanted: SoundWanted | None = None
        self._input: asyncio.StreamWriter | None = None
        self._lost = False
        self._worked = False

    def want(self, wanted: SoundWanted, *, force: bool = False) -> None:
        self._wanted = wanted
        self._send(force=force)

    async def run(self, hear: Hear) -> None:
        pause = AGAIN_S[0]
        while True:
            self._worked = False
            why = await self._serve(hear)
            if not self._lost:
                log.warning("the sound server is lost: %s", why)
            self._lost = True
            hear(AudioDown("unreachable"))
            pause = AGAIN_S[0] if self._worked else min(pause * 2, AGAIN_S[1])
            await asyncio.sleep(pause)

    async def _serve(self, hear: Hear) -> str:
        """Serves one connection; why it ended."""
        environment = dict(os.environ)
        if self._server:
            environment["PULSE_SERVER"] = self._server
        try:
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "wallctl.transport.sound.child", self._room),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=LINE_BYTES,
                env=environment,
            )
        except OSError as error:
            return str(error)
        assert child.stdin is not None
        assert child.stdout is not None
        self._input = child.stdin
        try:
            self._send(force=False)
            return await self._follow(child.stdout, hear)
        finally:
            self._input = None
            child.stdin.close()
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()

    async def _follow(self, output: asyncio.StreamReader, hear: Hear) -> str:
        while True:
            try:
                async with asyncio.timeout(SILENT_S):
                    line = await output.readline()
            except TimeoutError:
                return "silent"
            except ValueError:
                return "garbled"
            if not line:
                return "ended"
            try:
                event = event_in(line)
            except ValidationError:
                return "garbled"
            if isinstance(event, AudioDown):
                return event.reason
            if self._lost or not self._worked:
                log.info("the sound server answers")
            self._lost, self._worked = False, True
            hear(event)

    def _send(self, *, force: bool) -> None:
        if self._input is not None and self._wanted is not None:
            self._input.write(wanted_out(self._wanted, force=force))
