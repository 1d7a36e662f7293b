"""Rotating backups of a room by schedule: archives that its key opens, read back before they count.

The schedule goes by the newest good file, not by the process: a restart brings no backup forward
and pushes no good one out.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from wallctl.domain.errors import Refused
from wallctl.domain.show import Show
from wallctl.ports.clock import Clock
from wallctl.ports.journal import ChainBroken, Journal
from wallctl.ports.secrets import Secrets
from wallctl.store import archive, assets
from wallctl.store.backup_copy import Copier
from wallctl.store.backup_files import BackupFile, clear_out, listed, name_of
from wallctl.store.database import StoreError
from wallctl.store.files import write_whole

RETRY_S = 600.0  # after a failure
LONGEST_SLEEP_S = 300.0  # so that a clock put forward is noticed
log = logging.getLogger(__name__)

Faults = Callable[[frozenset[str]], None]


class Backups:
    """Makes a room's backups while `run` runs.

    `show` gives the committed show. `faults` is called with all present faults whenever they
    change: backup_failed, backup_copy_failed, journal_broken. With a `passphrase` a machine
    without the room's key can open the files too. `pictures` is the data folder's `assets`.
    """

    def __init__(
        self,
        *,
        room: str,
        folder: Path,
        show: Callable[[], Show],
        journal: Journal,
        secrets: Secrets,
        clock: Clock,
        faults: Faults,
        every: timedelta = timedelta(hours=6),
        keep: int = 14,
        copy_to: Path | None = None,
        passphrase: str = "",
        pictures: Path | None = None,
    ) -> None:
        self._room, self._folder = room, folder
        self._show, self._journal, self._secrets = show, journal, secrets
        self._clock, self._report = clock, faults
        self._every_s, self._keep = every.total_seconds(), keep
        self._copier = Copier(copy_to, room, keep) if copy_to is not None else None
        self._passphrase, self._pictures = passphrase, pictures
        self._faults: frozenset[str] = frozenset()
        self._last_good: BackupFile | None = None
        self._tried_at: float | None = None
        self._copied = True
        self._copy_tried_at: float | None = None
        if copy_to is not None and not passphrase:
            log.warning("without a backup passphrase only this room's key opens the copies")

    @property
    def last_good(self) -> BackupFile | None:
        """The newest backup that was read back whole."""
        return self._last_good

    async def run(self) -> None:
        """Makes a backup whenever one is due, until cancelled. Faults are reported, not raised.

        The first one after the start is made only of a journal that verifies.
        """
        try:
            self._last_good = await asyncio.to_thread(self._find_last_good)
        except OSError as error:
            self._fault("backup_failed", str(error))
        self._copied = self._copier is None or self._last_good is None
        while True:
            if (wait := self._due_in()) <= 0:
                await self.make(unverified=self._tried_at is not None)
            elif (wait := min(wait, self._copy_due_in())) <= 0:
                await self._copy()
            else:
                await self._clock.sleep(min(wait, LONGEST_SLEEP_S))

    async def make(self, *, unverified: bool = True) -> BackupFile | None:
        """One backup now, and its copy; None where it failed, which is reported.

        Of a journal that does not verify one is made only if asked, and it counts as no good one.
        """
        self._tried_at = self._clock.monotonic()
        verified = await self._verified()
        if not verified and not unverified:
            return None
        made = await self._made(verified)
        if made is not None and verified and self._copier is not None:
            await self._copy()
        return made

    async def _copy(self) -> None:
        if self._copier is None or self._last_good is None:
            return
        self._copy_tried_at = self._clock.monotonic()
        why = await self._copier.copy(self._last_good.path)
        self._copied = not why
        self._fault("backup_copy_failed", why)

    def _due_in(self) -> float:
        waits = [0.0]
        if self._last_good is not None:
            age = self._clock.now() - self._last_good.at
            # A file of the future was made by a clock that ran wrong: it is no reason to wait.
            waits.append(self._every_s - age if age >= 0 else 0.0)
        if self._tried_at is not None:
            failed = "backup_failed" in self._faults
            pause = min(RETRY_S, self._every_s) if failed else self._every_s
            waits.append(self._tried_at + pause - self._clock.monotonic())
        return max(waits)

    def _copy_due_in(self) -> float:
        if self._copied:
            return LONGEST_SLEEP_S
        if self._copy_tried_at is None:
            return 0.0
        return self._copy_tried_at + RETRY_S - self._clock.monotonic()

    async def _verified(self) -> bool:
        try:
            await self._journal.verify()
        except (ChainBroken, StoreError) as error:
            self._fault("journal_broken", f"{error}")
            return False
        self._fault("journal_broken", "")
        return True

    async def _made(self, verified: bool) -> BackupFile | None:
        show, at = self._show(), self._clock.now()
        try:
            made = await asyncio.to_thread(self._write, show, at, verified)
        except (OSError, Refused) as error:
            self._fault("backup_failed", str(error))
            return None
        if verified:
            self._last_good = made
        self._fault("backup_failed", "")
        return made

    def _write(self, show: Show, at: float, verified: bool) -> BackupFile:
        data = archive.pack(
            show,
            self._secrets,
            self._passphrase,
            at=at,
            assets=self._pictures,
            for_room=True,
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / name_of(self._room, at, show.revision, verified)
        write_whole(path, data, mode=0o600)
        try:
            self._read_back(path, show)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        clear_out(self._folder, self._room, self._keep)
        return BackupFile(path, self._room, int(at), show.revision, verified)

    def _read_back(self, path: Path, show: Show) -> None:
        found = archive.open_archive(path.read_bytes(), self._secrets)
        marked, _ = assets.take_up(show.entities(), self._pictures)
        if archive.bare(found.entities) != archive.bare(marked):
            raise Refused("archive_damaged", why="what was read back is not the show")

    def _find_last_good(self) -> BackupFile | None:
        for one in listed(self._folder, self._room):
            if one.verified and self._opens(one.path):
                return one
        return None

    def _opens(self, path: Path) -> bool:
        try:
            archive.open_archive(path.read_bytes(), self._secrets)
        except (OSError, Refused) as error:
            log.warning("the backup %s does not open: %s", path.name, error)
            return False
        return True

    def _fault(self, code: str, why: str) -> None:
        """A fault with why, or its end with an empty one; each is told once."""
        was = code in self._faults
        if bool(why) == was:
            return
        if why:
            log.error("%s: %s", code, why)
            self._faults |= {code}
        else:
            log.info("%s is over", code)
            self._faults -= {code}
        self._report(self._faults)
