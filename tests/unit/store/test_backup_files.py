"""Which backups are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from wallctl.store.backup_files import (
    DAYS,
    UNVERIFIED,
    BackupFile,
    clear_out,
    listed,
    name_of,
    superfluous,
)

START = datetime(2026, 1, 1, tzinfo=UTC)


def file(hours: float, verified: bool = True) -> BackupFile:
    at = (START + timedelta(hours=hours)).timestamp()
    return BackupFile(Path(name_of("hall", at, int(hours), verified)), "hall", at, 1, verified)


def newest_first(files: list[BackupFile]) -> list[BackupFile]:
    return sorted(files, key=lambda f: f.at, reverse=True)


def test_the_newest_and_one_a_day_are_kept() -> None:
    files = newest_first([file(h) for h in range(0, 24 * 5, 6)])
    gone = superfluous(files, 3)
    kept = [one for one in files if one not in gone]
    hours = [(one.at - START.timestamp()) / 3600 for one in kept]
    assert hours == [114, 108, 102, 90, 66, 42, 18]


def test_one_a_day_ends() -> None:
    files = newest_first([file(24.0 * d) for d in range(100)])
    assert len(files) - len(superfluous(files, 1)) == DAYS


def test_unverified_ones_push_no_good_one_out() -> None:
    good = [file(h) for h in (1, 2)]
    bad = [file(h, False) for h in range(10, 30)]
    files = newest_first(good + bad)
    kept = set(files) - set(superfluous(files, 2))
    assert set(good) <= kept
    assert len(kept) == 2 + UNVERIFIED


@given(st.lists(st.floats(0, 10_000), max_size=60, unique=True), st.integers(1, 20))
def test_the_newest_is_never_superfluous(hours: list[float], keep: int) -> None:
    files = newest_first([file(h) for h in hours])
    gone = superfluous(files, keep)
    assert not set(files[:keep]) & set(gone)
    rest = [one for one in files if one not in gone]
    assert superfluous(rest, keep) == ()


def test_only_files_of_the_room_are_looked_at(tmp_path: Path) -> None:
    names = [
        name_of("hall", 1_700_000_000, 7),
        name_of("hall", 1_700_090_000, 9, verified=False),
        name_of("hall-2", 1_700_000_000, 7),
        "letter.txt",
        f".{name_of('hall', 1_700_000_000, 7)}.part",
        "hall-20260101T000000Z-r7.wallctl.bak",
    ]
    for name in names:
        (tmp_path / name).touch()
    found = listed(tmp_path, "hall")
    assert [one.path.name for one in found] == [names[1], names[0]]
    assert [(one.at, one.revision, one.verified) for one in found] == [
        (1_700_090_000, 9, False),
        (1_700_000_000, 7, True),
    ]
    assert [one.path.name for one in listed(tmp_path, "hall-2")] == [names[2]]
    clear_out(tmp_path, "hall", 1)
    assert {one.name for one in tmp_path.iterdir()} == set(names)


def test_no_folder_is_no_backup(tmp_path: Path) -> None:
    assert listed(tmp_path / "none", "hall") == ()
    clear_out(tmp_path / "none", "hall", 1)
