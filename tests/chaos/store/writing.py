"""A process that writes to a journal and says what was acknowledged, until it is killed.

writing.py URL             appends for ever: "REVISION" on a line for each acknowledged row
"""

from __future__ import annotations

import asyncio
import dataclasses
import sys

from wallctl.domain.entities import Medium, Source
from wallctl.domain.show import apply, change
from wallctl.ports.journal import Entry
from wallctl.store.journal import open_journal


async def main(url: str) -> None:
    journal = await open_journal(url)
    show = await journal.load()
    print(f"open {show.revision}", flush=True)
    while True:
        next_one = show.revision + 1
        known = show.sources.get(f"s{next_one % 50}")
        new = Source(f"s{next_one % 50}", f"{next_one} " + "源" * 400, Medium.BARS)
        changes = [change(known, new)]
        if (counted := show.sources.get("count")) is None:
            changes.append(change(None, Source("count", str(next_one), Medium.BARS)))
        else:
            changes.append(change(counted, dataclasses.replace(counted, name=str(next_one))))
        entry = Entry(next_one, f"c{next_one}", "test", "li", float(next_one), tuple(changes))
        await journal.append(entry)
        show = apply(show, entry.changes)
        print(next_one, flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
