"""A process whose disk fills: it says what the journal did. Its limit on file sizes is the disk.

filling.py URL: prints JSON with what happened while there was no room, and after.
"""

from __future__ import annotations

import asyncio
import json
import resource
import signal
import sys

from wallctl.domain.commands import Answer, Result
from wallctl.domain.entities import Medium, Source
from wallctl.domain.show import change
from wallctl.ports.journal import Entry, JournalFull
from wallctl.store.journal import SqlJournal, open_journal

ROOM = 1_500_000  # bytes that a file may have: the write-ahead log comes to it first


def entry(revision: int) -> Entry:
    one = Source(f"s{revision}", "n" * 5000, Medium.BARS)
    return Entry(revision, f"c{revision}", "source.add", "li", 1.0, (change(None, one),))


async def fill(journal: SqlJournal) -> tuple[int, str]:
    revision = (await journal.load()).revision
    while True:
        try:
            await journal.append(entry(revision + 1))
        except JournalFull as full:
            return revision, str(full)
        revision += 1


async def main(url: str) -> dict[str, object]:
    journal = await open_journal(url)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    written, why = await fill(journal)
    again = 0
    for _ in range(3):
        try:
            await journal.append(entry(written + 1))
        except JournalFull:
            again += 1
    try:
        await journal.answered("c1", Answer(Result.DONE, 1))
        answered = "written"
    except JournalFull:
        answered = "full"
    while_full = (await journal.load()).revision
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    await journal.append(entry(written + 1))
    show = await journal.load()
    rows = await journal.verify()
    await journal.close()
    return {
        "written": written,
        "why": why,
        "again": again,
        "answered": answered,
        "while_full": while_full,
        "after": show.revision,
        "sources": len(show.sources),
        "rows": rows,
    }


if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    print(json.dumps(asyncio.run(main(sys.argv[1]))))
