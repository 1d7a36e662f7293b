"""A full disk: the command is refused, the show stays as it is, and goes on once there is room."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.contract.sql_journal import add
from wallctl.domain.entities import Medium, Room, Source
from wallctl.domain.show import build, change
from wallctl.ports.journal import Entry, JournalFull
from wallctl.store.backup import Backups
from wallctl.store.database import StoreError
from wallctl.store.journal import open_journal
from wallctl.store.secrets import KeyFileSecrets

FILLING = Path(__file__).with_name("filling.py")


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    done = subprocess.run(
        [sys.executable, str(FILLING), f"sqlite:///{tmp_path}/room.sqlite"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["written"] > 10
    assert "store_full" in told["why"]
    assert "room.sqlite" in told["why"]
    assert told["again"] == 3
    assert told["while_full"] == told["written"]
    assert told["after"] == told["sources"] == told["rows"] == told["written"] + 1


def fill(file: Path) -> None:
    """Writes until there is no room for another byte."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT)
    try:
        while os.write(handle, bytes(4096)):
            pass
    except OSError as full:
        assert full.errno == errno.ENOSPC
    finally:
        os.close(handle)


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB, where this process may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "wallctl-test", str(folder)]
    if shutil.which("mount") is None or _fails(mount):
        pytest.skip("mounting takes more rights")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


async def test_a_disk_without_room(small_disk: Path) -> None:
    journal = await open_journal(f"sqlite:///{small_disk}/room.sqlite")
    filler = small_disk / "filler"
    filler.write_bytes(bytes(1_200_000))
    written = 0
    with pytest.raises(JournalFull, match="store_full"):
        while True:
            one = Source(f"s{written}", "n" * 5000, Medium.BARS)
            entry = Entry(written + 1, f"c{written}", "t", "li", 1.0, (change(None, one),))
            await journal.append(entry)
            written += 1
    assert (await journal.load()).revision == written
    assert await journal.verify() == written
    filler.unlink()
    await journal.append(add(written + 1))
    assert await journal.verify() == written + 1
    await journal.close()


async def test_a_store_on_a_full_disk_does_not_open(small_disk: Path) -> None:
    filler = small_disk / "filler"
    fill(filler)
    with pytest.raises(StoreError, match="store_full"):
        await open_journal(f"sqlite:///{small_disk}/room.sqlite")
    filler.unlink()
    journal = await open_journal(f"sqlite:///{small_disk}/room.sqlite")
    assert (await journal.load()).revision == 0
    await journal.close()


def _fails(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode != 0


class _Still:
    """A clock that stands."""

    def now(self) -> float:
        return 1_700_000_000.0

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody sleeps here")


async def test_a_backup_without_room_leaves_the_last_good_one(
    tmp_path: Path, small_disk: Path
) -> None:
    journal = await open_journal(f"sqlite:///{tmp_path}/room.sqlite")
    sources = [Source(f"s{n}", "源", Medium.BARS) for n in range(3)]
    shows = [build([Room("hall", "大厅"), *sources], 7)]
    faults: list[frozenset[str]] = []
    backups = Backups(
        room="hall",
        folder=small_disk,
        show=lambda: shows[-1],
        journal=journal,
        secrets=KeyFileSecrets(tmp_path / "room.key"),
        clock=_Still(),
        faults=faults.append,
        every=timedelta(hours=1),
    )
    good = await backups.make()
    assert good is not None
    filler = small_disk / "filler"
    fill(filler)
    shows.append(build([Room("hall", "大厅"), *sources], 8))
    assert await backups.make() is None
    assert faults == [frozenset({"backup_failed"})]
    assert names(small_disk) == {good.path.name, filler.name}
    assert backups.last_good == good
    filler.unlink()
    assert await backups.make() is not None
    assert faults[-1] == frozenset()
    await journal.close()
