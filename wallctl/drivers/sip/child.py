"""The telephone itself: a child process with files of its own, which are gone once it has read
them. None of them has a secret. It dies with us."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

from wallctl.domain.errors import Unreachable

END_S = 1.0
_MODULES = ("/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules")


class Child:
    def __init__(self, program: str) -> None:
        self._program = program
        self._folder: Path | None = None
        self._process: asyncio.subprocess.Process | None = None
        self.port = 0

    async def start(self, config: Callable[[int, str], str]) -> None:
        """`config(port, modules)`. Raises Unreachable (`not_installed`)."""
        program = shutil.which(self._program)
        if program is None:
            raise Unreachable(reason="not_installed", program=self._program)
        modules = _modules()
        self.port = _free()
        folder = self._folder = Path(tempfile.mkdtemp(prefix="wallctl-sip-"))  # for us alone
        (folder / "config").write_text(config(self.port, modules), "utf-8")
        (folder / "accounts").write_text("", "utf-8")
        (folder / "contacts").write_text("", "utf-8")
        bound = shutil.which("setpriv")
        before = [bound, "--pdeathsig", "KILL"] if bound else []
        try:
            self._process = await asyncio.create_subprocess_exec(
                *before,
                program,
                "-f",
                str(folder),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError as exc:
            raise Unreachable(reason="not_started", why=exc.strerror or "") from None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    def forget(self) -> None:
        """It has read its files."""
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    async def stop(self) -> None:
        """Hangs up and ends it."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), END_S)
            except (TimeoutError, asyncio.CancelledError):
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        self.forget()


def _modules() -> str:
    return next((one for one in _MODULES if Path(one).is_dir()), _MODULES[0])


def _free() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
