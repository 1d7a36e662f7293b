from __future__ import annotations

import asyncio

from wallctl.domain.commands import Answer, Result
from wallctl.engine.memory import FAULT, QUEUE_LIMIT, Memory
from wallctl.testing.journal import MemoryDisk, MemoryJournal


async def test_outcomes_left_at_the_end_are_written() -> None:
    disk, faults = MemoryDisk(), dict[str, bool]()
    memory = Memory(MemoryJournal(disk), faults.__setitem__)
    for n in range(5):
        memory.keep(f"c{n}", Answer(Result.DONE, n))
    await memory.flush()
    assert len(disk.answers) == 5
    assert faults == {FAULT: False}


async def test_what_cannot_be_written_is_a_fault_until_it_can() -> None:
    disk, faults = MemoryDisk(full=True), dict[str, bool]()
    memory = Memory(MemoryJournal(disk), faults.__setitem__)
    running = asyncio.create_task(memory.run())
    memory.keep("a", Answer(Result.DONE, 1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert faults == {FAULT: True}
    disk.full = False
    memory.keep("b", Answer(Result.DONE, 2))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert faults == {FAULT: False}
    assert set(disk.answers) == {"b"}
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_it_holds_no_more_than_its_bound() -> None:
    faults = dict[str, bool]()
    memory = Memory(MemoryJournal(), faults.__setitem__)
    for n in range(QUEUE_LIMIT + 1):
        memory.keep(f"c{n}", Answer(Result.DONE, n))
    assert faults == {FAULT: True}
