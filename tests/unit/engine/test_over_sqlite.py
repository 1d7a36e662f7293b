"""The same room over the real store: what it held before, it holds after."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from tests.unit.engine.conftest import LEFT, RIGHT, SITE
from wallctl.domain.commands import (
    Result,
    SceneSave,
    SourceAdd,
    TileAdd,
    TileMove,
    Undo,
    WallTake,
)
from wallctl.domain.entities import Medium, Source, Tile
from wallctl.engine.room import RoomEngine
from wallctl.store.journal import SqlJournal, open_journal
from wallctl.testing.clock import CountingIds, VirtualClock
from wallctl.testing.glass import FakeGlass
from wallctl.testing.secrets import FakeSecrets


def room(journal: SqlJournal, glass: FakeGlass) -> RoomEngine:
    return RoomEngine(
        room="hall",
        journal=journal,
        glass=glass,
        clock=VirtualClock(),
        ids=CountingIds("r"),
        secrets=FakeSecrets(),
    )


async def start(engine: RoomEngine) -> asyncio.Task[None]:
    ready = asyncio.Event()
    running = asyncio.create_task(engine.run(ready))
    await ready.wait()
    return running


async def stop(running: asyncio.Task[None], journal: SqlJournal) -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await journal.close()


async def test_a_restart_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'room.sqlite'}"
    glass = FakeGlass()
    glass.up("n1", "n2")
    journal = await open_journal(url)
    engine = room(journal, glass)
    running = await start(engine)
    address = "rtsp://admin@10.0.0.1/1"
    for n, command in enumerate(
        [
            SITE,
            SourceAdd(
                Source("a", "机位", Medium.STREAM, address, secret=FakeSecrets().seal("geheim"))
            ),
            TileAdd("big", "a", LEFT, id="t1"),
            SceneSave("日常", id="s1"),
            WallTake("big"),
            TileMove("t1", RIGHT),
        ]
    ):
        answer = await engine.ask(command, id=f"c{n}", by="wang")
        assert answer.result is Result.DONE, answer
    before = engine.show
    await stop(running, journal)

    journal = await open_journal(url)
    engine = room(journal, glass)
    running = await start(engine)
    assert engine.show == before
    assert engine.show.program("big").confirmed
    assert (await engine.ask(WallTake("big"), id="c4", by="wang")).result is Result.DONE
    assert engine.show.revision == before.revision
    assert (await engine.ask(Undo(), id="u", by="wang")).result is Result.DONE
    moved = engine.show.get(Tile, "t1")
    assert moved is not None
    assert moved.rect == LEFT
    assert await journal.verify() == before.revision + 1
    await stop(running, journal)
    with sqlite3.connect(tmp_path / "room.sqlite") as database:
        assert "geheim" not in "".join(database.iterdump())
    database.close()
