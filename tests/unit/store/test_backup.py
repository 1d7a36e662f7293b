"""Backups by schedule, on a clock that the test moves."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from wallctl.domain.entities import Entity, Medium, Room, Source
from wallctl.domain.show import Show, build
from wallctl.ports.journal import ChainBroken
from wallctl.store import archive, sealing
from wallctl.store.backup import Backups
from wallctl.store.backup_copy import Copier
from wallctl.store.backup_files import listed, name_of
from wallctl.store.secrets import KeyFileSecrets
from wallctl.testing.journal import MemoryJournal

HOUR = 3600.0
START = 1_700_000_000.0


class HandClock:
    """Sleepers wake when the test moves the time."""

    def __init__(self) -> None:
        self.time = START
        self._moved = asyncio.Event()
        self.asleep = asyncio.Event()

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time - START

    async def sleep(self, seconds: float) -> None:
        end = self.time + seconds
        while self.time < end:
            self._moved.clear()
            self.asleep.set()
            await self._moved.wait()

    async def move(self, seconds: float) -> None:
        """Moves on in steps, each once the sleeper has done what was due."""
        end = self.time + seconds
        while self.time < end:
            async with asyncio.timeout(20):
                await self.asleep.wait()
            self.asleep.clear()
            self.time = min(end, self.time + 150.0)
            self._moved.set()
        async with asyncio.timeout(20):
            await self.asleep.wait()


class Chain(MemoryJournal):
    """A journal whose chain can be broken."""

    broken = False

    async def verify(self) -> int:
        if self.broken:
            raise ChainBroken(3, "row 3 was changed")
        return 0


class Rig:
    def __init__(self, folder: Path, *, copy_to: Path | None = None, passphrase: str = "") -> None:
        self.folder = folder / "backups"
        self.clock, self.journal = HandClock(), Chain()
        self.secrets = KeyFileSecrets(folder / "room.key")
        self.entities: list[Entity] = [
            Room("hall", "大厅"),
            Source("cam", "源", Medium.BARS, secret=self.secrets.seal("geheim")),
        ]
        self.revision = 1
        self.faults: list[frozenset[str]] = []
        self.copy_to, self.passphrase = copy_to, passphrase
        self.backups = self.made()

    def made(self) -> Backups:
        """Backups as after a start of the engine."""
        return Backups(
            room="hall",
            folder=self.folder,
            show=self.show,
            journal=self.journal,
            secrets=self.secrets,
            clock=self.clock,
            faults=self.faults.append,
            every=timedelta(hours=6),
            keep=3,
            copy_to=self.copy_to,
            passphrase=self.passphrase,
        )

    def show(self) -> Show:
        return build(self.entities, self.revision)

    def names(self) -> list[str]:
        return [one.path.name for one in listed(self.folder, "hall")]

    async def running(self, work: Callable[[], object], hours: float) -> None:
        """Runs the backups for some hours, `work` before each of them."""
        self.clock.asleep.clear()
        task = asyncio.create_task(self.backups.run())
        try:
            while hours > 0:
                work()
                await self.clock.move(min(hours, 1.0) * HOUR)
                hours -= 1.0
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def edit(self) -> None:
        self.revision += 1


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "SCRYPT_N", 16)


async def test_one_at_the_start_and_then_by_schedule(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    await rig.running(rig.edit, 13)
    ages = [one.at - START for one in listed(rig.folder, "hall")]
    assert len(ages) == 3
    assert ages[-1] == 0
    assert all(6 * HOUR <= a - b < 6.2 * HOUR for a, b in pairwise(ages))
    assert rig.faults == []


async def test_a_backup_holds_the_show_and_its_passwords(tmp_path: Path) -> None:
    rig = Rig(tmp_path, passphrase="a passphrase")
    made = await rig.backups.make()
    assert made is not None
    assert rig.backups.last_good == made
    found = archive.open_archive(made.path.read_bytes(), rig.secrets)
    assert archive.bare(found.entities) == archive.bare(rig.entities)
    assert found.passwords == {"cam": "geheim"}
    spare = KeyFileSecrets(tmp_path / "spare" / "room.key")
    assert archive.open_archive(made.path.read_bytes(), spare, "a passphrase").passwords
    assert b"geheim" not in made.path.read_bytes()
    if os.name == "posix":
        assert made.path.stat().st_mode & 0o777 == 0o600


async def test_restarts_make_none_and_push_none_out(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    await rig.running(rig.edit, 1)
    (first,) = rig.names()
    for _ in range(20):
        rig.backups = rig.made()
        await rig.running(rig.edit, 1 / 60)
    assert rig.names() == [first]


async def test_a_restart_knows_the_last_good_one(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    good = await rig.backups.make()
    assert good is not None
    cut = rig.folder / name_of("hall", START + 100, 9)
    cut.write_bytes(good.path.read_bytes()[:-50])
    rig.backups = rig.made()
    await rig.running(lambda: None, 1)
    assert rig.backups.last_good == good


async def test_nothing_is_made_at_the_start_of_a_broken_journal(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.journal.broken = True
    await rig.running(rig.edit, 1)
    assert rig.names() == []
    assert rig.faults == [frozenset({"journal_broken"})]


async def test_backups_of_a_broken_journal_push_no_good_one_out(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    await rig.running(rig.edit, 14)
    good = rig.names()
    rig.journal.broken = True
    await rig.running(rig.edit, 48)
    names = rig.names()
    assert set(good) <= set(names)
    assert [n for n in names if n not in good]
    assert all(n.endswith("-unverified.wallctl") for n in names if n not in good)
    rig.journal.broken = False
    await rig.running(rig.edit, 8)
    assert rig.faults == [frozenset({"journal_broken"}), frozenset()]
    assert not rig.names()[0].endswith("-unverified.wallctl")


async def test_a_file_that_reads_back_otherwise_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = Rig(tmp_path)
    good = await rig.backups.make()
    rig.clock.time += HOUR
    real = archive.pack
    monkeypatch.setattr(archive, "pack", lambda *a, **k: real(*a, **k)[:-10])
    assert await rig.backups.make() is None
    assert rig.faults == [frozenset({"backup_failed"})]
    assert rig.backups.last_good == good
    assert len(rig.names()) == 1
    monkeypatch.undo()
    rig.clock.time += HOUR
    assert await rig.backups.make() is not None
    assert rig.faults[-1] == frozenset()


async def test_a_failure_is_tried_again_before_the_next_is_due(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.folder.write_text("a file in the way")
    await rig.running(rig.edit, 1)
    assert rig.faults == [frozenset({"backup_failed"})]
    rig.folder.unlink()
    rig.backups = rig.made()
    await rig.running(rig.edit, 1)
    assert len(rig.names()) == 1


async def test_a_clock_that_ran_ahead_stops_no_backup(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.clock.time += 1000 * HOUR
    await rig.backups.make()
    rig.clock.time = START
    rig.backups = rig.made()
    await rig.running(rig.edit, 1)
    assert START in [one.at for one in listed(rig.folder, "hall")]


async def test_a_copy_goes_to_the_second_machine(tmp_path: Path) -> None:
    away = tmp_path / "mounted"
    away.mkdir()
    rig = Rig(tmp_path, copy_to=away, passphrase="a passphrase")
    await rig.running(rig.edit, 20)
    assert [one.path.name for one in listed(away, "hall")] == rig.names()
    for name in rig.names():
        assert (away / name).read_bytes() == (rig.folder / name).read_bytes()


async def test_a_folder_that_is_not_mounted_is_a_fault_and_tried_again(tmp_path: Path) -> None:
    away = tmp_path / "mounted"
    rig = Rig(tmp_path, copy_to=away, passphrase="a passphrase")
    await rig.running(rig.edit, 1)
    assert rig.faults == [frozenset({"backup_copy_failed"})]
    assert not away.exists()
    assert len(rig.names()) == 1
    away.mkdir()
    await rig.running(lambda: None, 1)
    assert rig.faults == [frozenset({"backup_copy_failed"}), frozenset()]
    assert [one.path.name for one in listed(away, "hall")] == rig.names()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe stands for a mount that hangs")
async def test_a_folder_that_hangs_holds_nothing_up(tmp_path: Path) -> None:
    copier = Copier(tmp_path, "hall", 3, timeout_s=0.2)
    pipe = tmp_path / name_of("hall", START, 1)
    os.mkfifo(pipe)  # reading it waits for ever, as a dead mount does
    assert "does not answer" in await copier.copy(pipe)
    assert "still hangs" in await copier.copy(pipe)
    (thread,) = [t for t in threading.enumerate() if t.name == "wallctl-backup-copy"]
    assert thread.daemon
    with pipe.open("wb"):  # lets it go
        pass
    await asyncio.to_thread(thread.join, 10)
    assert not thread.is_alive()


async def test_copies_that_others_cannot_open_are_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Rig(tmp_path, copy_to=tmp_path)
    assert "passphrase" in caplog.text
