"""kill -9 in the middle of writing: no acknowledged row is lost, and the chain is whole."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from wallctl.store.journal import open_journal

KILLS = 5
WRITER = Path(__file__).with_name("writing.py")


def write_and_be_killed(url: str, rows: int) -> tuple[int, int]:
    """Runs a writer until it has acknowledged that many rows, then kills it.

    Where it began and the last row it acknowledged.
    """
    command = [sys.executable, str(WRITER), url]
    with (
        tempfile.TemporaryFile("w+") as complaints,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, text=True) as writer,
    ):
        assert writer.stdout is not None
        try:
            first = writer.stdout.readline()
            if not first:
                complaints.seek(0)
                raise AssertionError(complaints.read())
            began = last = int(first.removeprefix("open "))
            for _ in range(rows):
                last = int(writer.stdout.readline())
        finally:
            writer.kill()
        # What it said between our last line and its end counts too; a half line does not.
        # (communicate() would miss the lines that readline() has taken from the pipe already.)
        rest = writer.stdout.read()
    told = [int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    return began, max([last, *told])


@pytest.mark.parametrize(
    "kills", [KILLS, pytest.param(100, marks=[pytest.mark.soak, pytest.mark.timeout(900)])]
)
async def test_no_acknowledged_row_is_lost(tmp_path: Path, kills: int) -> None:
    url = f"sqlite:///{tmp_path}/room.sqlite"
    chance = random.Random(4711)
    acknowledged = 0
    for _ in range(kills):
        began, last = write_and_be_killed(url, chance.randint(20, 120))
        assert began >= acknowledged, "the writer began before what was acknowledged"
        acknowledged = last
        journal = await open_journal(url)
        show = await journal.load()
        assert show.revision in {acknowledged, acknowledged + 1}
        assert await journal.verify() == show.revision
        # Entities and journal row were written together or not at all.
        assert show.sources["count"].name == str(show.revision)
        newest = show.sources[f"s{show.revision % 50}"]
        assert newest.name.startswith(f"{show.revision} ")
        acknowledged = show.revision
        await journal.close()
