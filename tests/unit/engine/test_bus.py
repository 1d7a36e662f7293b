from __future__ import annotations

import asyncio

import pytest

from tests.unit.engine.conftest import RIGHT, Bench
from wallctl.domain.commands import Answer, Result, TileMove
from wallctl.domain.geometry import Rect
from wallctl.engine.bus import Bus, BusFull

MOVE = TileMove("t1", Rect(0, 0, 9, 9))
DONE = Answer(Result.DONE, 1)


async def test_a_full_queue_refuses_and_does_not_grow() -> None:
    bus = Bus(limit=2)
    bus.ask(MOVE, id="1", by="", expect=None)
    bus.ask(MOVE, id="2", by="", expect=None)
    with pytest.raises(BusFull):
        bus.ask(MOVE, id="3", by="", expect=None)
    assert not bus.pending("3")
    assert bus.ask(MOVE, id="1", by="", expect=None) is bus.ask(MOVE, id="1", by="", expect=None)


async def test_answers_are_remembered_up_to_a_bound() -> None:
    bus = Bus(limit=10, remembered=2)
    for id in ("1", "2", "3"):
        bus.ask(MOVE, id=id, by="", expect=None)
        bus.settle(await bus.next(), DONE, remember=True)
    assert bus.ask(MOVE, id="3", by="", expect=None).result() == DONE
    assert not bus.ask(MOVE, id="1", by="", expect=None).done()


async def test_an_answer_that_is_not_remembered_may_be_asked_again() -> None:
    bus = Bus()
    bus.ask(MOVE, id="1", by="", expect=None)
    bus.settle(await bus.next(), DONE, remember=False)
    assert not bus.ask(MOVE, id="1", by="", expect=None).done()


async def test_one_who_stops_waiting_stops_nobody_else(bench: Bench) -> None:
    await bench.furnish()
    gone = asyncio.create_task(bench.engine.ask(TileMove("t1", RIGHT), id="x", by="wang"))
    stays = asyncio.create_task(bench.engine.ask(TileMove("t1", RIGHT), id="x", by="wang"))
    await asyncio.sleep(0)
    gone.cancel()
    answer = await stays
    assert answer.result is Result.DONE


async def test_commands_are_carried_out_in_order(bench: Bench) -> None:
    await bench.furnish()
    answers = await asyncio.gather(
        *(
            bench.engine.ask(TileMove("t1", Rect(n, 0, 100, 100)), id=f"m{n}", by="wang")
            for n in range(1, 51)
        )
    )
    revisions = [a.revision for a in answers]
    assert revisions == list(range(revisions[0], revisions[0] + 50))


async def test_too_many_at_once_are_told_so(bench: Bench) -> None:
    await bench.furnish()
    answers = await asyncio.gather(
        *(
            bench.engine.ask(TileMove("t1", Rect(n, 0, 100, 100)), id=f"m{n}", by="wang")
            for n in range(1, 301)
        )
    )
    busy = [a for a in answers if a.code == "busy"]
    assert busy
    assert all(a.result is Result.FAILED for a in busy)
    done = [a for a in answers if a.result is Result.DONE]
    assert len(done) + len(busy) == 300
