"""A virtual X display for machines without one."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

from wallctl.app.demo import machine

START_S = 15.0


class NoDisplay(Exception):
    """No virtual display can be started; the text says what is missing."""


class VirtualDisplay:
    """An Xvfb with a free number. `name` is what DISPLAY must be."""

    def __init__(self, process: asyncio.subprocess.Process, name: str) -> None:
        self._process = process
        self.name = name

    @property
    def env(self) -> dict[str, str]:
        return {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}

    async def wait(self) -> None:
        """Returns when the display has died."""
        await self._process.wait()

    async def close(self) -> None:
        machine.end_group(self._process.pid)
        try:
            async with asyncio.timeout(5):
                await self._process.wait()
        except TimeoutError:
            machine.end_group(self._process.pid, hard=True)
            await self._process.wait()


async def start(width: int, height: int, data: Path) -> VirtualDisplay:
    """Starts a display of that size. Raises NoDisplay."""
    program = shutil.which("Xvfb")
    if program is None:
        raise NoDisplay("Xvfb")
    read, write = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            *(program, "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24"),
            *("-nolisten", "tcp", "-noreset", "-nocursor"),
            env={**os.environ, machine.MARK: str(data)},
            pass_fds=(write,),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=machine.with_parent(),
        )
    finally:
        os.close(write)
    with os.fdopen(read, "rb") as pipe:
        try:
            async with asyncio.timeout(START_S):
                line = await asyncio.to_thread(pipe.readline)  # ends with Xvfb at the latest
        except TimeoutError:
            machine.end_group(process.pid, hard=True)
            raise NoDisplay("Xvfb") from None
    number = line.decode().strip()
    display = VirtualDisplay(process, f":{number}")
    if not number.isdigit():
        await display.close()
        raise NoDisplay("Xvfb")
    return display
