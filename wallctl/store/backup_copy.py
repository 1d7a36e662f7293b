"""The copy of each backup in a folder of another machine, mounted here."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from wallctl.store.backup_files import clear_out
from wallctl.store.files import write_whole

TIMEOUT_S = 120.0


class Copier:
    """Copies to `folder`, which must be there: one that is not mounted is never made up.

    A mounted folder whose machine is gone can hold a call for ever. So each copy has a thread of
    its own that keeps nothing from ending, and while one hangs no other is begun.
    """

    def __init__(self, folder: Path, room: str, keep: int, timeout_s: float = TIMEOUT_S) -> None:
        self._folder, self._room, self._keep = folder, room, keep
        self._timeout_s = timeout_s
        self._thread: threading.Thread | None = None

    async def copy(self, path: Path) -> str:
        """Copies a file and clears out old copies; why it failed, or empty."""
        if self._thread is not None and self._thread.is_alive():
            return f"{self._folder}: the copy before still hangs"
        loop = asyncio.get_running_loop()
        done: asyncio.Future[str] = loop.create_future()

        def work() -> None:
            why = _why_not(lambda: self._copy(path))
            with suppress(RuntimeError):  # the loop has ended: nobody waits any more
                loop.call_soon_threadsafe(lambda: None if done.done() else done.set_result(why))

        self._thread = threading.Thread(target=work, name="wallctl-backup-copy", daemon=True)
        self._thread.start()
        try:
            return await asyncio.wait_for(done, self._timeout_s)
        except TimeoutError:
            return f"{self._folder}: does not answer for {self._timeout_s:.0f} s"

    def _copy(self, path: Path) -> None:
        if not self._folder.is_dir():
            raise NotADirectoryError(f"{self._folder} is not there")
        content = path.read_bytes()
        target = self._folder / path.name
        write_whole(target, content, mode=0o600)
        if target.read_bytes() != content:
            raise OSError(f"{target}: what was read back is not what was written")
        clear_out(self._folder, self._room, self._keep)


def _why_not(work: Callable[[], None]) -> str:
    try:
        work()
    except OSError as error:
        return str(error)
    return ""
