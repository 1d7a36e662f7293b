from __future__ import annotations

import asyncio

import pytest

from tests.unit.engine.conftest import RIGHT, SITE, Bench
from wallctl.domain.commands import (
    Answer,
    Redo,
    Result,
    SceneRecall,
    SceneSave,
    SourceRemove,
    TileAdd,
    TileMove,
    TileRemove,
    Undo,
    WallRestore,
    WallSafe,
    WallTake,
)
from wallctl.domain.entities import Tile
from wallctl.domain.geometry import Rect
from wallctl.ports.journal import Entry, JournalFull
from wallctl.testing.glass import silent


async def test_a_take_is_done_when_the_glass_says_so(bench: Bench) -> None:
    await bench.furnish()
    answer = await bench.ask(WallTake("big"))
    assert answer.result is Result.DONE, answer
    assert {(s.what, s.target, s.state) for s in answer.steps} == {
        ("wall", "big", "done"),
        ("node", "n1", "done"),
        ("node", "n2", "done"),
        ("tile", "t1", "live"),
        ("tile", "t2", "live"),
    }
    program = bench.engine.show.program("big")
    assert [t.id for t in program.tiles] == ["t1", "t2"]
    assert bench.glass.plan("n1").walls[0].serial == program.serial
    await bench.until(lambda: bench.engine.show.program("big").confirmed)
    confirmation = bench.disk.entries[-1]
    assert (confirmation.kind, confirmation.by) == ("program.confirm", "glass")


async def test_the_seam(bench: Bench) -> None:
    await bench.furnish()
    async with bench.engine.follow() as following:
        answer = await bench.ask(TileMove("t1", RIGHT))
        assert answer.result is Result.DONE
        heard = await anext(following)
    assert heard.event is not None
    assert heard.event.kind == "tile.move"
    assert heard.event.revision == answer.revision == bench.engine.show.revision
    spec = bench.engine.feed_spec("cam1")
    assert spec is not None
    assert spec.main == "rtsp://admin:p%40ss@10.0.0.1/cam1"
    assert bench.engine.feed_spec("none") is None


async def test_an_id_is_carried_out_once(bench: Bench) -> None:
    await bench.furnish()
    before = bench.engine.show.revision
    both = await asyncio.gather(
        *(bench.engine.ask(TileMove("t1", RIGHT), id="x", by="wang") for _ in range(2))
    )
    assert both[0] == both[1]
    assert await bench.engine.ask(TileMove("t1", RIGHT), id="x", by="wang") == both[0]
    assert bench.engine.show.revision == before + 1
    await bench.until(lambda: "x" in bench.disk.answers)
    await bench.restart()
    assert await bench.ask(TileMove("t1", RIGHT), id="x") == both[0]


async def test_a_repeat_while_the_glass_is_waited_for_waits_too(bench: Bench) -> None:
    await bench.furnish()
    bench.glass.act = silent
    asking = [
        asyncio.create_task(bench.engine.ask(WallTake("big"), id="x", by="wang")) for _ in range(3)
    ]
    await bench.clock.advance(1.0)
    assert not any(one.done() for one in asking)
    await bench.clock.advance(1.1)
    answers: list[Answer] = await asyncio.gather(*asking)
    assert answers[0] == answers[1] == answers[2]
    assert sum(e.kind == "wall.take" for e in bench.disk.entries) == 1


async def test_after_a_restart_a_row_without_outcome_is_unknown(bench: Bench) -> None:
    await bench.furnish()
    bench.glass.act = silent
    asking = asyncio.create_task(bench.engine.ask(WallTake("big"), id="x", by="wang"))
    await bench.clock.advance(0.5)
    await bench.stop()
    stopped = await asking
    assert (stopped.result, stopped.code) == (Result.PART, "outcome_unknown")
    await bench.restart()
    answer = await bench.ask(WallTake("big"), id="x")
    assert (answer.result, answer.code) == (Result.PART, "outcome_unknown")
    assert any(s.reason == "not_shown" for s in answer.steps)
    assert sum(e.kind == "wall.take" for e in bench.disk.entries) == 1


async def test_refused_changes_nothing_and_names_the_place(bench: Bench) -> None:
    await bench.furnish()
    before = bench.engine.show
    answer = await bench.ask(TileMove("nope", RIGHT))
    assert answer.result is Result.REFUSED
    assert answer.code == "not_found"
    assert dict(answer.fields) == {
        "blame": "not_found",
        "key": "id",
        "reason": "unknown",
        "got": "nope",
        "entity": "tile",
    }
    used = await bench.ask(SourceRemove("cam1"))
    assert (used.result, used.code) == (Result.REFUSED, "not_allowed")
    assert "tile t1 (big)" in dict(used.fields)["users"]
    assert bench.engine.show is before


async def test_a_full_journal_changes_nothing_and_is_a_fault(bench: Bench) -> None:
    await bench.furnish()
    before = bench.engine.show
    bench.disk.full = True
    answer = await bench.ask(TileMove("t1", RIGHT), id="x")
    assert (answer.result, answer.code) == (Result.FAILED, "journal_full")
    assert bench.engine.show is before
    assert "journal_full" in bench.engine.observed.faults
    bench.disk.full = False
    answer = await bench.ask(TileMove("t1", RIGHT), id="x")
    assert answer.result is Result.DONE
    assert bench.engine.observed.faults == frozenset()


class LostWord(Exception):
    """The connection broke after the commit."""


async def test_an_entry_that_arrived_all_the_same_counts(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.furnish()
    write = bench.journal.append

    async def append(entry: Entry) -> None:
        await write(entry)
        raise LostWord

    monkeypatch.setattr(bench.journal, "append", append)
    answer = await bench.ask(TileMove("t1", RIGHT))
    assert answer.result is Result.DONE
    assert bench.engine.show == bench.disk.show

    async def lost(entry: Entry) -> None:
        raise LostWord

    monkeypatch.setattr(bench.journal, "append", lost)
    answer = await bench.ask(TileMove("t2", RIGHT))
    assert (answer.result, answer.code) == (Result.FAILED, "journal_failed")
    assert bench.engine.show == bench.disk.show


async def test_expect(bench: Bench) -> None:
    await bench.furnish()
    old = bench.engine.show.revision
    await bench.ask(TileMove("t1", RIGHT))
    answer = await bench.ask(TileMove("t1", Rect(0, 0, 100, 100)), expect=old)
    assert (answer.result, answer.code) == (Result.REFUSED, "conflict")
    taken = await bench.ask(WallTake("big"))
    await bench.until(lambda: bench.engine.show.program("big").confirmed)
    assert bench.engine.show.revision == taken.revision + 1
    # The glass's confirmation is not somebody moving the show on.
    answer = await bench.ask(TileMove("t1", Rect(0, 0, 100, 100)), expect=taken.revision)
    assert answer.result is Result.DONE


async def test_what_is_already_so_is_done_and_unchanged(bench: Bench) -> None:
    await bench.furnish()
    before = bench.engine.show.revision
    await bench.ask(TileMove("t1", RIGHT))
    answer = await bench.ask(TileMove("t1", RIGHT))
    assert (answer.result, answer.code) == (Result.DONE, "unchanged")
    assert bench.engine.show.revision == before + 1


async def test_undo_survives_a_restart_and_names_who_is_in_the_way(bench: Bench) -> None:
    await bench.furnish()
    start = bench.engine.show.get(Tile, "t1")
    await bench.ask(TileMove("t1", RIGHT), by="wang")
    await bench.restart()
    undone = await bench.ask(Undo(), by="wang")
    assert (undone.result, dict(undone.fields)["taken"]) == (Result.DONE, "tile.move")
    assert bench.engine.show.get(Tile, "t1") == start
    redone = await bench.ask(Redo(), by="wang")
    assert (redone.result, dict(redone.fields)["taken"]) == (Result.DONE, "tile.move")
    await bench.ask(TileMove("t1", Rect(5, 5, 500, 500)), by="li")
    answer = await bench.ask(Undo(), by="wang")
    assert (answer.result, answer.code) == (Result.REFUSED, "would_trample")
    assert dict(answer.fields)["by"] == "li"
    assert dict(answer.fields)["blame"] == "conflict"


async def test_created_ids_come_back(bench: Bench) -> None:
    await bench.furnish()
    answer = await bench.ask(TileAdd("big", "cam3", RIGHT))
    id = dict(answer.fields)["id"]
    assert bench.engine.show.get(Tile, id) is not None


async def test_safe_restore_and_live_recall_are_answered_by_the_glass(bench: Bench) -> None:
    await bench.furnish()
    first = await bench.ask(WallTake("big"))
    assert first.result is Result.DONE
    await bench.until(lambda: bench.engine.show.program("big").confirmed)
    safe = await bench.ask(WallSafe("big", on=True))
    assert safe.result is Result.DONE, safe
    assert {s.state for s in safe.steps if s.what == "tile"} == {"safe"}
    again = await bench.ask(WallSafe("big", on=True))
    assert (again.result, again.revision) == (Result.DONE, bench.engine.show.revision)
    assert (await bench.ask(WallSafe("big", on=False))).result is Result.DONE

    await bench.ask(SceneSave("防汛", id="s1"))
    await bench.ask(TileRemove("t2"))
    await bench.ask(WallTake("big"))
    await bench.until(lambda: bench.engine.show.program("big").confirmed)
    live = await bench.ask(SceneRecall("s1", live=True))
    assert live.result is Result.DONE, live
    assert len([s for s in live.steps if s.what == "tile"]) == 2
    await bench.until(lambda: bench.engine.show.program("big").confirmed)
    back = await bench.ask(WallRestore("big"))
    assert back.result is Result.DONE
    assert [t.id for t in bench.engine.show.program("big").tiles] == ["t1"]


async def test_before_and_after_it_runs_nothing_hangs() -> None:
    one = Bench()
    answer = await one.engine.ask(SITE, id="x", by="site")
    assert (answer.result, answer.code) == (Result.FAILED, "not_running")
    await one.start()
    assert (await one.ask(SITE, by="site")).result is Result.DONE
    await one.stop()
    answer = await one.engine.ask(SITE, id="y", by="site")
    assert answer.code == "not_running"


async def test_what_was_not_begun_when_the_room_stopped_was_not_done(bench: Bench) -> None:
    await bench.furnish()
    revision = bench.engine.show.revision
    begun, waits = (
        asyncio.create_task(
            bench.engine.ask(TileMove("t1", Rect(n, 0, 100, 100)), id=f"m{n}", by="wang")
        )
        for n in (1, 2)
    )
    slow = asyncio.Event()
    write = bench.journal.append

    async def append(entry: Entry) -> None:
        await write(entry)
        await slow.wait()

    bench.journal.append = append  # type: ignore[method-assign]  # a disk that takes its time
    await bench.clock.settle()
    await bench.stop()
    assert [(await one).code for one in (begun, waits)] == ["outcome_unknown", "stopped"]
    bench.journal.append = write  # type: ignore[method-assign]  # and is quick again
    await bench.restart()
    assert bench.engine.show.revision == revision + 1
    again = await bench.ask(TileMove("t1", Rect(1, 0, 100, 100)), id="m1")
    assert (again.code, again.revision) == ("outcome_unknown", revision + 1)


async def test_a_bug_in_one_command_stops_no_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.furnish()

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("wallctl.engine.ledger.decide", broken)
        answer = await bench.ask(TileMove("t1", RIGHT))
    assert (answer.result, answer.code) == (Result.FAILED, "internal")
    assert (await bench.ask(TileMove("t1", RIGHT))).result is Result.DONE


def test_journal_full_is_said_with_its_cause() -> None:
    assert str(JournalFull("no space left")) == "no space left"
